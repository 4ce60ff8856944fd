"""A socket that is cut, a server that is killed: nothing is lost of which it was said that it is saved."""

import random
import time
from pathlib import Path

import pytest

from carehub.core import database
from carehub.referrals.service import FIRST_CARDS
from tests.conftest import Tell, open_center
from tests.mover import Mover, all_moving, movers
from tests.raw_client import open_socket
from tests.serving.running import free_port, running
from tests.serving.test_starting import status_of
from tests.sizes import size

CROWD, KILLS = size(3, 20), size(1, 20)
MOVES_BEFORE = (2, 30)


@pytest.fixture
def crowd(home: Path, sqlite_template: Path) -> list[Mover]:
    (home / "carehub.db").write_bytes(sqlite_template.read_bytes())
    with database.unit_of_work() as session:
        people = open_center(session)
    # Below those that a stage shows at first: who moves one of them had to find it.
    return movers(people, FIRST_CARDS + CROWD)[FIRST_CARDS:]


@pytest.mark.campaign
def test_after_cut_sockets_and_a_kill_nothing_is_lost_and_everybody_goes_on(
    build: Path, home: Path, crowd: list[Mover], tell: Tell
) -> None:
    chance, port, back = random.Random(4), free_port(), list[float]()
    for number in range(KILLS):
        with running(home, port) as server:
            cut_off_one_after_the_other(crowd, server.url, chance)
            assert all(is_signed_in(each, server.url) for each in crowd)
            moving = all_moving(crowd, server.url)
            wait_for_moves(crowd, chance.randint(*MOVES_BEFORE) * CROWD)
            # Every other time only the process that was started: the one that serves must not outlive it.
            server.kill(only_the_head=number % 2 == 0)
            for each in moving:
                each.join()
        with pytest.raises(ConnectionRefusedError):
            status_of(server.url)
        killed = time.monotonic()
        with running(home, port) as server:
            back.append(time.monotonic() - killed)
            assert all(is_signed_in(each, server.url) for each in crowd)
        with database.unit_of_work(write=False) as session:
            assert [each for each in crowd if not each.has_lost_nothing(session)] == []
    saved = sum(each.moves for each in crowd)
    tell(
        f"`kill -9` of the server under {CROWD} people who move cards; before, the socket of each is cut",
        f"{KILLS} kills, {KILLS * CROWD} cuts",
        f"0 of {saved:,} acknowledged moves lost, all still signed in, no orphan, "
        f"back after {max(back):.1f} s at most",
    )


def cut_off_one_after_the_other(crowd: list[Mover], url: str, chance: random.Random) -> None:
    """Within seconds, at any moment of a move, and without a goodbye."""
    for mover, moving in zip(crowd, all_moving(crowd, url), strict=True):
        moving.join(chance.uniform(0, size(0.5, 3)) / CROWD)
        while moving.is_alive():
            mover.cut_off()
            moving.join(0.05)


def wait_for_moves(crowd: list[Mover], more: int) -> None:
    before = sum(each.moves for each in crowd)
    while sum(each.moves for each in crowd) < before + more:
        time.sleep(0.002)


def is_signed_in(mover: Mover, url: str) -> bool:
    """A websocket is refused to whoever has no session."""
    with open_socket(url, mover.cookie) as client:
        return client.socket.close_code is None
