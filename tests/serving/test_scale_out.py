"""Two servers on PostgreSQL and Redis, behind a proxy that takes turns, are one CareHub."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import select

from carehub.accounts import sessions
from carehub.core import database
from carehub.core.actor import Actor
from carehub.referrals import service
from carehub.referrals.models import Referral, Stage
from carehub.referrals.service import NewReferral
from carehub.referrals.state import BoardState
from carehub.referrals.status import Status, Urgency
from tests.conftest import People, forget_settings, make_patient, open_center
from tests.raw_client import RawClient, open_socket
from tests.serving.round_robin import round_robin
from tests.serving.running import free_port, running


@dataclass(frozen=True)
class Pair:
    """Two servers: the address in front of both, their ports, and which the proxy chose so far."""

    url: str
    ports: tuple[int, int]
    chosen: list[int]
    people: People


@pytest.fixture
def pair(
    build: Path, home: Path, postgres: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Pair]:
    front, ports = free_port(), (free_port(), free_port())
    url = f"http://127.0.0.1:{front}"
    server = database.make_engine(postgres).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection, ExitStack() as stack:
        connection.exec_driver_sql("CREATE DATABASE pair TEMPLATE template STRATEGY FILE_COPY")
        shared = {"CAREHUB_DATABASE_URL": postgres.replace("/postgres?", "/pair?"),
                  "CAREHUB_REDIS_URL": redis_url, "CAREHUB_BASE_URL": url}  # fmt: skip
        for name, value in shared.items():
            monkeypatch.setenv(name, value)
        forget_settings()
        with database.unit_of_work() as session:
            people = open_center(session)
        started = [stack.enter_context(running(home, port, **shared)) for port in ports]
        yield Pair(url, ports, stack.enter_context(round_robin(front, ports)), people)
        for each in started:
            each.refuse_tracebacks()
    database.engine().dispose()
    with server.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE pair WITH (FORCE)")
    server.dispose()


@pytest.fixture
def card(pair: Pair) -> int:
    with database.unit_of_work() as session:
        patient = make_patient(session, pair.people.sites["Northside"], last_name="Between")
        kind = service.shown_types(session)[0].id or 0
        new = NewReferral(patient.id or 0, kind, Urgency.URGENT, "Lakeside Cardiology", "Is this angina?")
        return service.create(session, pair.people.alice, new).id or 0


def test_two_servers_serve_one_board_and_a_tab_goes_on_at_either(pair: Pair, card: int) -> None:
    tab, alice = str(uuid.uuid4()), cookie(pair.people.alice)
    with open_socket(pair.url, cookie(pair.people.erin)) as erins:
        erins.send(handler("load"))
        with open_socket(pair.url, alice, token=tab) as alices:
            assert pair.chosen == list(pair.ports)
            alices.send(handler("load"))
            alices.send(handler("move_card"), claim=move(card, Status.READY))
        assert is_told_of(erins, card, stage(Status.READY))
        with open_socket(pair.url, alice, token=tab) as alices:
            assert pair.chosen[1] != pair.chosen[2]
            alices.send(handler("move_card"), claim=move(card, Status.DRAFT))
        assert is_told_of(erins, card, stage(Status.DRAFT))


def cookie(actor: Actor) -> str:
    with database.unit_of_work() as session:
        return f"{sessions.cookie_name()}={sessions.start(session, actor.user_id)}"


def handler(name: str) -> str:
    return f"{BoardState.get_full_name()}.{name}"


def move(card: int, status: Status) -> dict[str, object]:
    with database.unit_of_work(write=False) as session:
        version = session.get_one(Referral, card).version
    return {"op": f"to-{status}", "id": card, "version": version, "column": str(stage(status))}


def stage(status: Status) -> int:
    with database.unit_of_work(write=False) as session:
        return session.exec(select(Stage.id).where(Stage.status == status)).first() or 0


def is_told_of(page: RawClient, card: int, column: int) -> bool:
    """Whether the newest that the page heard of the card is that it stands in the column."""
    for _ in range(10):
        page.listen()
        told = [each for delta in page.shown for each in _cards(delta) if each["id"] == card]
        if told and told[-1]["column"] == str(column):
            return True
    return False


def _cards(told: object) -> Iterator[dict[str, object]]:
    if isinstance(told, dict):
        if {"id", "version", "column"} <= told.keys():
            yield told
        for each in told.values():
            yield from _cards(each)
    elif isinstance(told, list):
        for each in told:
            yield from _cards(each)
