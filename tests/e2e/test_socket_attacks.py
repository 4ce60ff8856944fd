"""What is tried through an open websocket against the real server, and what comes of it."""

import asyncio
import json
import pickle
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from reflex.istate.manager.disk import StateManagerDisk
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State
from websockets.exceptions import ConnectionClosed

from carehub.accounts import host, sessions
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.open_sockets import AT_ONCE, EACH_SECOND, ENDED, LARGEST_MESSAGE, TOO_LARGE
from tests.conftest import People, Tell
from tests.e2e.attacking import CANARY, full
from tests.flood import flood, waits
from tests.raw_client import open_socket
from tests.serving.running import PROJECT, RunningServer
from tests.sizes import is_campaign, size

ACTS = 20


def test_a_session_that_ended_is_dead_on_an_open_socket(
    server: RunningServer, people: People, cookie: Callable[[Actor], str]
) -> None:
    held = cookie(people.alice)
    with open_socket(server.url, held) as client:
        client.send(full("SessionState.open_page"))
        assert people.alice.name in str(client.shown)
        with unit_of_work() as session:
            sessions.end(session, held.partition("=")[2])
        answer = client.send(full("SessionState.open_page"))
    assert people.alice.name not in str(answer)
    assert "'signed_out_rx_state_': True" in str(answer)


def test_a_disabled_person_is_out_at_once(
    server: RunningServer, people: People, cookie: Callable[[Actor], str]
) -> None:
    with open_socket(server.url, cookie(people.pat)) as client:
        client.send(full("SessionState.open_page"))
        with unit_of_work() as session:
            sessions.end_all_of(session, people.pat.user_id)
        try:
            answer = client.send(full("PaletteState.find"), typed="Zz")
        except ConnectionClosed:
            return  # The door was quicker than the question.
    assert "'signed_out_rx_state_': True" in str(answer)


@pytest.mark.parametrize("how", ["signed out", "disabled"])
def test_an_open_socket_is_closed_within_two_seconds_of_the_end_of_its_session(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], how: str
) -> None:
    held = cookie(people.bob)
    with open_socket(server.url, held) as client:
        # Somebody who listens to no page of ours and hears no goodbye.
        client.send(full("State.hydrate"))
        with unit_of_work() as session:
            if how == "disabled":
                host.disable_from_host(session, "bob")
            else:
                sessions.end(session, held.partition("=")[2])
        assert client.close_code_within(2) == ENDED


def test_a_message_larger_than_any_of_ours_ends_the_socket(
    server: RunningServer, people: People, cookie: Callable[[Actor], str]
) -> None:
    with open_socket(server.url, cookie(people.charlie)) as client:
        client.post(full("PaletteState.find"), typed="x" * LARGEST_MESSAGE)
        assert client.close_code_within(5) == TOO_LARGE


@pytest.mark.campaign
def test_a_flood_waits_for_its_turn_and_holds_up_nobody_else(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], tell: Tell
) -> None:
    events = size(AT_ONCE + 10 * EACH_SECOND, 20_000)
    find = full("PaletteState.find")
    with open_socket(server.url, cookie(people.alice)) as other:
        alone = [waits(other, find) for _ in range(ACTS)]
        with flood(server.url, cookie(people.charlie), find, events) as flooding:
            meanwhile = [waits(other, find) for _ in range(ACTS)]
            # Everything of hers was answered, and of the flood not even what is its own by right.
            assert flooding.poll() is None
            while is_campaign() and flooding.poll() is None:
                meanwhile.append(waits(other, find))
    tell(
        "One session sends as fast as it can; somebody else searches meanwhile",
        f"{events:,} events, {len(meanwhile):,} searches",
        f"each search answered, 95 of 100 within {_p95(meanwhile):.0f} ms ({_p95(alone):.0f} ms without it)",
    )


def test_the_token_of_someone_elses_tab_shows_nothing_of_theirs(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], northside_patient: int
) -> None:
    tab = str(uuid.uuid4())
    with open_socket(server.url, cookie(people.alice), token=tab) as alices:
        alices.send(full("SessionState.open_page"))
        alices.send(full("PaletteState.find"), typed=CANARY)
        assert CANARY.upper() in str(alices.shown)
    with open_socket(server.url, cookie(people.charlie), token=tab) as charlies:
        charlies.send(full("State.hydrate"))
        charlies.send(full("PaletteState.show"))
    assert CANARY.upper() not in str(charlies.shown)
    assert people.alice.name not in str(charlies.shown)


def test_a_state_that_somebody_planted_is_never_loaded(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], tmp_path: Path
) -> None:
    """What Reflex keeps of a page by default is a pickle, and reading one runs what it says."""
    trace, tab = tmp_path / "ran", str(uuid.uuid4())
    states = PROJECT / ".states"
    states.mkdir(exist_ok=True)
    planted = _plant(states, tab, trace)
    try:
        with open_socket(server.url, cookie(people.alice), token=tab) as client:
            assert people.alice.name in str(client.send(full("SessionState.open_page")))
        assert not trace.exists()
        # Nor does the server write there what a page shows.
        assert list(states.iterdir()) == [planted]
        reading = _keeper(states).load_state(BaseStateToken(ident=tab, cls=State))
        # In a thread of its own: after a story in a browser this one has a loop that runs.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, reading).result()
        assert trace.exists(), "the pickle does nothing where it is read: this test proves nothing"
    finally:
        planted.unlink()
        states.rmdir()


def test_what_cannot_be_read_is_dropped_and_not_written_into_the_log(
    server: RunningServer, people: People, cookie: Callable[[Actor], str]
) -> None:
    load = full("PaletteState.find")
    unreadable = [
        CANARY,
        [CANARY],
        {"payload": {"typed": CANARY}},
        {"name": CANARY, "payload": {"typed": CANARY}},
        {"name": load, "payload": CANARY},
        {"name": load, "payload": {"typed": CANARY}, "router_data": CANARY},
        {"name": load, "payload": {"typed": {"deep": CANARY}}, "router_data": {}},
    ]
    with open_socket(server.url, cookie(people.alice)) as client:
        for data in unreadable:
            client.socket.send("42/_event," + json.dumps(["event", data]))
        assert "alice" in str(client.send(full("SessionState.open_page"))).lower()
    assert CANARY not in "".join(server.said)


class _Trap:
    """Leaves a trace where it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self.trace,)


def _plant(states: Path, tab: str, trace: Path) -> Path:
    path = _keeper(states).token_path(BaseStateToken(ident=tab, cls=State))
    path.write_bytes(pickle.dumps(_Trap(trace)))
    return path


def _keeper(states: Path) -> StateManagerDisk:
    """What Reflex keeps pages by unless told otherwise, for this folder."""
    keeper = object.__new__(StateManagerDisk)
    keeper.states_directory = states
    return keeper


def _p95(seconds: list[float]) -> float:
    """In milliseconds."""
    return 1_000 * sorted(seconds)[int(len(seconds) * 0.95)]
