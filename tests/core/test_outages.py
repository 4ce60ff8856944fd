"""A database that cannot go on: rolled back, and told in words."""

import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from carehub.accounts.models import User
from carehub.core import database, outages
from tests.conftest import People

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@on_sqlite
def test_a_full_disk_is_told_and_nothing_is_saved(people: People) -> None:
    told = _told_when("PRAGMA max_page_count = 1", people)
    assert told.startswith("The server's disk is full. Your last change may be missing.")


@on_sqlite
def test_a_read_only_disk_is_told_and_nothing_is_saved(people: People) -> None:
    assert _told_when("PRAGMA query_only = ON", people).startswith("CareHub may only read")


@on_sqlite
def test_a_commit_that_fails_holds_up_nobody_afterwards(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_connection: object) -> None:
        failure = sqlite3.OperationalError("disk I/O error")
        failure.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise failure

    with monkeypatch.context() as driver:
        driver.setattr(database.engine().dialect, "do_commit", fail)
        with pytest.raises(DBAPIError) as failure:
            _rename(people.bob.user_id)
    assert outages.in_words(failure.value).startswith("CareHub cannot reach its data")
    with sqlite3.connect(database.engine().url.database or "", timeout=0) as somebody_else:
        assert somebody_else.execute("UPDATE users SET name = name").rowcount == 6
    _rename(people.bob.user_id)


@on_postgresql
def test_a_standby_that_only_reads_is_told(people: People) -> None:
    assert _told_when("SET LOCAL transaction_read_only = on", people).startswith("CareHub may only read")


@on_postgresql
def test_a_connection_that_ends_half_way_is_told_and_the_next_one_works(people: People) -> None:
    told = _told_when("SELECT pg_terminate_backend(pg_backend_pid())", people)
    assert told.startswith("The database did not answer.")


@on_postgresql
def test_a_server_that_is_not_there_is_told(people: People) -> None:
    url = database.engine().url.update_query_dict({"host": "/nowhere"})
    nowhere = database.make_engine(url.render_as_string(hide_password=False))
    with pytest.raises(DBAPIError) as failure:
        nowhere.connect()
    assert outages.in_words(failure.value).startswith("The database did not answer.")


def test_a_mistake_of_ours_is_no_outage(session: Session) -> None:
    with pytest.raises(DBAPIError) as failure:
        session.execute(text("SELECT nothing FROM nowhere"))
    assert outages.in_words(failure.value) == ""
    assert outages.in_words(ValueError("unlikely")) == ""


def _rename(user_id: int) -> None:
    with database.unit_of_work() as session:
        session.get_one(User, user_id).name = "Robert Tran"


def _told_when(outage: str, people: People) -> str:
    """What is said when the database fails so in the middle of a change, which is not there afterwards."""
    long = "A name of a length " * 10_000

    def change() -> None:
        with database.unit_of_work() as session:
            session.get_one(User, people.bob.user_id).name = "Robert Tran"
            session.flush()
            session.execute(text(outage))
            session.get_one(User, people.alice.user_id).name = long
            session.flush()

    with pytest.raises(DBAPIError) as failure:
        change()
    database.engine().dispose()
    with database.unit_of_work() as session:
        users = session.get_one(User, people.alice.user_id), session.get_one(User, people.bob.user_id)
        assert [user.name for user in users] == ["Alice Moreno", "Bob Tran"]
    return outages.in_words(failure.value)
