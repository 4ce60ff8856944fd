import asyncio
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from carehub.accounts.models import User
from carehub.core import clock, database
from carehub.core.changes import HUB, Topic, announce
from carehub.core.database import Busy, unit_of_work, unit_of_work_off_loop, versioned_update
from tests.conftest import People


def test_an_instant_comes_back_aware_and_in_utc(session: Session, people: People) -> None:
    in_chicago = datetime(2026, 7, 1, 9, 0, tzinfo=timezone(-timedelta(hours=5)))
    user = session.get_one(User, people.alice.user_id)
    user.created_at = in_chicago
    session.flush()
    session.expire_all()
    read = session.get_one(User, people.alice.user_id).created_at
    assert read == in_chicago
    assert read.tzinfo is UTC


def test_a_naive_instant_is_refused(session: Session, people: People) -> None:
    user = session.get_one(User, people.alice.user_id)
    user.created_at = clock.now().replace(tzinfo=None)
    with pytest.raises(Exception, match="naive"):
        session.flush()


def test_what_fails_is_rolled_back_and_not_announced(people: People) -> None:
    before = HUB.rev

    def rename_and_fail() -> None:
        with unit_of_work() as session:
            session.get_one(User, people.alice.user_id).name = "Nobody"
            announce(session, Topic.PEOPLE, people.alice.user_id)
            raise RuntimeError("lost power")

    with pytest.raises(RuntimeError, match="lost power"):
        rename_and_fail()
    with unit_of_work(write=False) as session:
        assert session.get_one(User, people.alice.user_id).name == "Alice Moreno"
    assert HUB.rev == before


def test_what_is_committed_is_announced(people: People) -> None:
    before = HUB.rev
    with unit_of_work() as session:
        announce(session, Topic.PEOPLE, people.bob.user_id)
        assert HUB.since(Topic.PEOPLE, before) == frozenset()
    assert HUB.since(Topic.PEOPLE, before) == {people.bob.user_id}


def test_of_two_who_read_the_same_version_one_wins(session: Session, people: People) -> None:
    bob = people.bob.user_id
    assert versioned_update(session, User, bob, 1, name="First")
    assert not versioned_update(session, User, bob, 1, name="Second")
    assert session.exec(select(User.name).where(User.id == bob)).one() == "First"


@pytest.mark.parametrize("is_written_first", [True, False])
def test_a_savepoint_that_is_rolled_back_takes_the_row_in_hand_back(
    session: Session, people: People, is_written_first: bool
) -> None:
    bob = session.get_one(User, people.bob.user_id)
    savepoint = session.begin_nested()
    assert versioned_update(session, User, people.bob.user_id, 1, name="First")
    assert (bob.name, bob.version) == ("First", 2)
    if is_written_first:
        session.flush()
    savepoint.rollback()
    assert (bob.name, bob.version) == ("Bob Tran", 1)


def test_writers_wait_for_each_other_instead_of_failing(people: People) -> None:
    def add_to_name() -> None:
        for _ in range(10):
            with unit_of_work() as session:
                user = session.exec(select(User).where(User.id == people.bob.user_id).with_for_update()).one()
                user.name += "."

    writers = [threading.Thread(target=add_to_name) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with unit_of_work(write=False) as session:
        assert session.get_one(User, people.bob.user_id).name == "Bob Tran" + "." * 40


async def test_more_readers_at_once_than_connections_are_kept_open(people: People) -> None:
    everybody = asyncio.Barrier(5 * database.KEPT_OPEN)

    async def read_together() -> str:
        async with unit_of_work_off_loop(write=False) as session:
            await everybody.wait()
            return session.get_one(User, people.bob.user_id).name

    async with asyncio.timeout(database.BUSY_SECONDS):
        names = await asyncio.gather(*(read_together() for _ in range(everybody.parties)))
    assert set(names) == {"Bob Tran"}


async def test_a_crowd_of_writers_on_the_event_loop_all_come_through(people: People) -> None:
    async def add_to_name() -> None:
        async with unit_of_work_off_loop() as session:
            user = session.exec(select(User).where(User.id == people.bob.user_id).with_for_update()).one()
            user.name += "."

    async with asyncio.timeout(10 * database.BUSY_SECONDS):
        for _ in range(3):
            await asyncio.gather(*(add_to_name() for _ in range(12)))
    with unit_of_work(write=False) as session:
        assert session.get_one(User, people.bob.user_id).name == "Bob Tran" + "." * 36


async def test_a_writer_of_the_event_loop_waits_for_one_outside_it(people: People) -> None:
    async def add_to_name() -> None:
        async with unit_of_work_off_loop() as session:
            session.get_one(User, people.bob.user_id, with_for_update=True).name += "2"

    with unit_of_work() as outside:
        outside.get_one(User, people.bob.user_id, with_for_update=True).name += "1"
        outside.flush()
        waiting = asyncio.create_task(add_to_name())
        await asyncio.sleep(0)
        assert not waiting.done()
    await waiting
    with unit_of_work(write=False) as session:
        assert session.get_one(User, people.bob.user_id).name == "Bob Tran12"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_waits_too_long_for_a_row_is_told_so(session: Session, people: People) -> None:
    def come_second() -> None:
        with unit_of_work() as second:
            second.execute(text("SET LOCAL lock_timeout = '20ms'"))
            versioned_update(second, User, people.bob.user_id, 1, name="Second")

    versioned_update(session, User, people.bob.user_id, 1, name="First")
    with pytest.raises(Busy, match="please try again"):
        come_second()


def test_sqlite_is_set_up_to_lose_nothing(tmp_path: Path) -> None:
    engine = database.make_engine(f"sqlite:///{tmp_path / 'carehub.db'}")
    with engine.connect() as connection:
        pragmas = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in _WANTED}
    engine.dispose()
    assert pragmas == _WANTED


_WANTED = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": database.BUSY_SECONDS * 1000,
}
