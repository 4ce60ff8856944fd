import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from carehub.core import journal
from tests.conftest import People


def _three_entries(session: Session, people: People) -> None:
    for number in range(3):
        journal.record(
            session, people.alice, "referrals.move", subject=f"referral:{number}", fields=["stage"]
        )


def test_an_untouched_journal_is_whole(session: Session, people: People) -> None:
    _three_entries(session, people)
    assert journal.first_broken(session) is None


@pytest.mark.parametrize(
    "tampering",
    ["UPDATE journal SET action = 'x' WHERE seq = 2", "DELETE FROM journal WHERE seq = 2"],
)
def test_the_database_refuses_to_change_the_journal(session: Session, people: People, tampering: str) -> None:
    _three_entries(session, people)
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(tampering))


def test_replacing_an_entry_is_refused_too(session: Session, people: People) -> None:
    _three_entries(session, people)
    in_its_place = "INSERT OR REPLACE" if session.get_bind().dialect.name == "sqlite" else "INSERT"
    with pytest.raises(DBAPIError, match=r"append-only|duplicate key"):
        session.execute(text(f"{in_its_place} INTO journal SELECT * FROM journal WHERE seq = 2"))


def test_a_changed_entry_is_found(session: Session, people: People) -> None:
    _three_entries(session, people)
    _remove_guards(session)
    session.execute(text("UPDATE journal SET subject = 'referral:9' WHERE seq = 2"))
    assert journal.first_broken(session) == 2


def test_a_removed_entry_is_found(session: Session, people: People) -> None:
    _three_entries(session, people)
    _remove_guards(session)
    session.execute(text("DELETE FROM journal WHERE seq = 2"))
    assert journal.first_broken(session) == 3


def _remove_guards(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("DROP TRIGGER journal_append_only ON journal"))
        return
    for name in ("update", "delete"):
        session.execute(text(f"DROP TRIGGER journal_no_{name}"))
