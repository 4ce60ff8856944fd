"""Whom somebody saw in a list is written once, for many patients together, after the list is shown."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from carehub.core import clock, list_looks
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError
from carehub.core.journal import JournalEntry
from carehub.core.list_looks import ListLooks, ListPage
from tests.conftest import People

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOON = datetime(2026, 3, 2, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.freeze(NOON):
        yield


@pytest.fixture
def alice(people: People) -> Actor:
    return replace(people.alice, session_id=7, address="10.0.0.7")


def written() -> list[tuple[int | None, str, str]]:
    with unit_of_work(write=False) as session:
        listed = session.exec(select(JournalEntry).where(JournalEntry.action == list_looks.LISTED))
        return [(entry.session_id, entry.subject, entry.fields) for entry in listed]


def test_a_list_is_one_entry_and_a_refresh_adds_only_who_is_new(alice: Actor) -> None:
    looks = ListLooks()
    looks.saw(alice, ListPage.CASELOAD, [3, 1, 2])
    looks.saw(alice, ListPage.CASELOAD, [1])
    assert (list_looks.write(looks), list_looks.write(looks)) == (1, 0)
    looks.saw(alice, ListPage.CASELOAD, [1, 2, 9])
    list_looks.write(looks)
    assert written() == [(7, "page:caseload", "1,2,3"), (7, "page:caseload", "9")]


def test_each_session_and_page_and_each_quarter_of_an_hour_is_another_look(alice: Actor) -> None:
    looks = ListLooks()
    again = replace(alice, session_id=8)
    for actor, page in (
        (alice, ListPage.CASELOAD),
        (alice, ListPage.PATIENTS),
        (again, ListPage.CASELOAD),
    ):
        looks.saw(actor, page, [1])
    assert list_looks.write(looks) == 3
    for minutes, entries in ((14, 0), (15, 1)):
        with clock.freeze(NOON + timedelta(minutes=minutes)):
            looks.saw(alice, ListPage.CASELOAD, [1])
            assert list_looks.write(looks) == entries


def test_a_search_counts_once_its_answer_has_rested(alice: Actor) -> None:
    looks = ListLooks()
    looks.saw(alice, ListPage.SEARCH, [1, 2, 3])
    with clock.freeze(NOON + timedelta(seconds=1)):
        looks.saw(alice, ListPage.SEARCH, [2])
        assert list_looks.write(looks) == 0
    with clock.freeze(NOON + timedelta(seconds=3)):
        assert list_looks.write(looks) == 1
    assert written() == [(7, "page:search", "2")]


async def test_a_database_that_does_not_answer_does_not_end_the_writing(
    alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    down, looks = asyncio.Event(), list_looks.LOOKS
    asked_in = asyncio.get_running_loop()

    def refuse(*_: object) -> set[int]:
        asked_in.call_soon_threadsafe(down.set)
        raise OperationalError("SELECT", {}, Exception("the server closed the connection"))

    monkeypatch.setattr(list_looks, "_WRITE_EVERY_SECONDS", 0)
    monkeypatch.setitem(list_looks.WHOSE, ListPage.CASELOAD, refuse)
    looks.saw(alice, ListPage.CASELOAD, [1])
    going_on = asyncio.create_task(list_looks.writing())
    await down.wait()
    monkeypatch.delitem(list_looks.WHOSE, ListPage.CASELOAD)
    async with asyncio.timeout(10):
        while not written():
            await asyncio.sleep(0)
    going_on.cancel()
    with suppress(asyncio.CancelledError):
        await going_on
    assert written() == [(7, "page:caseload", "1")]


async def test_a_server_that_stops_writes_what_is_left(alice: Actor) -> None:
    list_looks.LOOKS.saw(alice, ListPage.CASELOAD, [1])
    going_on = asyncio.create_task(list_looks.writing())
    await asyncio.sleep(0)
    going_on.cancel()
    with suppress(asyncio.CancelledError):
        await going_on
    assert written() == [(7, "page:caseload", "1")]


def test_who_acts_without_a_session_looks_at_no_page(people: People) -> None:
    looks = ListLooks()
    looks.saw(people.alice, ListPage.CASELOAD, [1])
    assert list_looks.write(looks) == 0


def test_what_could_not_be_written_is_written_later(alice: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = ListLooks()

    def refuse(*_: object) -> set[int]:
        raise CareHubError("Someone else is saving a lot just now.")

    with monkeypatch.context() as busy:
        busy.setitem(list_looks.WHOSE, ListPage.CASELOAD, refuse)
        looks.saw(alice, ListPage.CASELOAD, [1])
        with pytest.raises(CareHubError):
            list_looks.write(looks)
    assert (list_looks.write(looks), written()) == (1, [(7, "page:caseload", "1")])
