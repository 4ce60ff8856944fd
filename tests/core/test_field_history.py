"""What changed fields held is kept under the entry that tells of the change, and bound to it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from carehub.accounts.models import Site, User
from carehub.core import journal
from carehub.core.database import unit_of_work, versioned_update
from carehub.core.journal import FieldChange
from tests.conftest import People


def rename(session: Session, people: People, name: str, version: int = 1) -> bool:
    return versioned_update(session, User, people.bob.user_id, version, name=name, is_active=True)


def kept(session: Session) -> list[tuple[int, str, dict[str, object], dict[str, object]]]:
    rows = session.exec(select(FieldChange).order_by(col(FieldChange.id)))
    return [(each.seq, each.record, each.before, each.after) for each in rows]


def without_guards(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("DROP TRIGGER field_changes_append_only ON field_changes"))
        return
    for name in ("update", "delete"):
        session.execute(text(f"DROP TRIGGER field_changes_no_{name}"))


@pytest.mark.parametrize("is_in_hand", [True, False])
def test_the_next_entry_takes_what_was_changed_and_only_that(
    session: Session, people: People, is_in_hand: bool
) -> None:
    bob = session.get_one(User, people.bob.user_id)
    if not is_in_hand:
        session.expunge(bob)
    assert rename(session, people, "First")
    journal.record(session, people.dana, "people.edit", fields=["name"])
    journal.record(session, people.dana, "people.enable")
    record = f"users:{people.bob.user_id}"
    assert kept(session) == [(1, record, {"name": "Bob Tran"}, {"name": "First"})]
    assert journal.first_broken(session) is None


def test_a_row_of_which_only_the_version_moves_says_nothing(session: Session, people: People) -> None:
    assert not versioned_update(session, User, people.bob.user_id, 9)
    assert versioned_update(session, User, people.bob.user_id, 1)
    journal.record(session, people.dana, "people.edit")
    assert kept(session) == []


def test_what_somebody_else_was_faster_with_is_not_kept_twice(session: Session, people: People) -> None:
    assert rename(session, people, "First")
    assert not rename(session, people, "Second")
    journal.record(session, people.dana, "people.edit")
    assert [after for *_, after in kept(session)] == [{"name": "First"}]


def test_what_a_savepoint_took_back_is_forgotten_and_what_was_before_it_is_not(
    session: Session, people: People
) -> None:
    north = people.sites["Northside"]
    assert versioned_update(session, Site, north, 1, name="North")
    with session.begin_nested() as outer:
        with session.begin_nested():
            assert rename(session, people, "First")
        outer.rollback()
    journal.record(session, people.dana, "sites.edit")
    assert [record for _, record, *_ in kept(session)] == [f"sites:{north}"]


def test_a_change_that_no_entry_tells_of_is_not_saved(people: People) -> None:
    with pytest.raises(RuntimeError, match="no entry of the journal"), unit_of_work() as session:
        rename(session, people, "First")
    with unit_of_work(write=False) as session:
        assert session.get_one(User, people.bob.user_id).name == "Bob Tran"


@pytest.mark.parametrize(
    "tampering", ["UPDATE field_changes SET record = 'users:9'", "DELETE FROM field_changes"]
)
def test_the_database_refuses_to_change_it_and_where_it_was_forced_it_is_found(
    session: Session, people: People, tampering: str
) -> None:
    rename(session, people, "First")
    journal.record(session, people.dana, "people.edit")
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(tampering))
    without_guards(session)
    session.execute(text(tampering))
    session.expire_all()
    assert journal.first_broken(session) == 1


def test_a_value_that_was_put_in_is_found(session: Session, people: People) -> None:
    journal.record(session, people.dana, "people.edit")
    session.add(FieldChange(seq=1, record="users:1", before={"name": "A"}, after={"name": "B"}))
    session.flush()
    assert journal.first_broken(session) == 1
