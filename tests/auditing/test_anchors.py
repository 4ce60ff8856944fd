"""Whatever is done to the journal behind CareHub's back is found."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlmodel import Session, col, select

from carehub.auditing import anchors
from carehub.auditing.commands import audit
from carehub.core import clock, field_history, journal
from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict
from carehub.core.journal import JournalEntry
from carehub.core.list_looks import LISTED
from carehub.settings import settings
from tests.conftest import People
from tests.sizes import size

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ENTRIES = 40
MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
COLUMNS = ("action", "subject", "reason", "outcome", "address", "fields", "prev", "hmac")


@pytest.fixture
def written(session: Session, people: People) -> Session:
    """Forty entries, the last of them anchored, and nothing left that guards the table."""
    for number in range(ENTRIES):
        journal.record(
            session, people.alice, "referrals.move", subject=f"referral:{number}", fields=["stage"]
        )
    anchors.drop(session, settings().home)
    for name in ("update", "delete", "replace"):
        session.execute(text(f"DROP TRIGGER journal_no_{name}"))
    return session


def is_whole(session: Session) -> bool:
    session.expire_all()
    return journal.first_broken(session) is None and anchors.first_missing(session, settings().home) is None


def changed(session: Session, chance: random.Random) -> None:
    column = chance.choice(COLUMNS)
    session.execute(
        text(f"UPDATE journal SET {column} = {column} || 'x' WHERE seq = :seq"),
        {"seq": _any(session, chance)},
    )


def removed(session: Session, chance: random.Random) -> None:
    session.execute(text("DELETE FROM journal WHERE seq = :seq"), {"seq": _any(session, chance)})


def moved(session: Session, chance: random.Random) -> None:
    one, other = chance.sample(_seqs(session), 2)
    for seq, to in ((one, -1), (other, one), (-1, other)):
        session.execute(text("UPDATE journal SET seq = :to WHERE seq = :seq"), {"seq": seq, "to": to})


def put_in(session: Session, chance: random.Random) -> None:
    copied = (
        "at, actor_id, session_id, address, action, patient_id, subject, fields, reason, outcome, prev, hmac"
    )
    session.execute(
        text(f"INSERT INTO journal ({copied}) SELECT {copied} FROM journal WHERE seq = :seq"),
        {"seq": _any(session, chance)},
    )


def cut_off(session: Session, chance: random.Random) -> None:
    session.execute(text("DELETE FROM journal WHERE seq >= :seq"), {"seq": _any(session, chance)})


@on_sqlite
@pytest.mark.campaign
def test_every_tampering_is_found(written: Session) -> None:
    chance = random.Random(1)
    assert is_whole(written)
    for number in range(size(100, 1_000)):
        tamper = (changed, removed, moved, put_in, cut_off)[number % 5]
        with written.begin_nested() as undone:
            tamper(written, chance)
            assert not is_whole(written), f"{tamper.__name__}, number {number}"
            undone.rollback()
    assert is_whole(written)


VALUES_TAMPERED = (
    "UPDATE field_changes SET after = replace(after, '55', '56') WHERE id = :id",
    "UPDATE field_changes SET before = '{}' WHERE id = :id",
    "UPDATE field_changes SET record = 'patients:99' WHERE id = :id",
    "UPDATE field_changes SET seq = seq % :entries + 1 WHERE id = :id",
    "DELETE FROM field_changes WHERE id = :id",
    "INSERT INTO field_changes (seq, record, before, after) "
    "SELECT seq, record, before, after FROM field_changes WHERE id = :id",
)


@on_sqlite
@pytest.mark.campaign
def test_every_tampering_with_what_fields_held_is_found(session: Session, people: People) -> None:
    chance = random.Random(1)
    for number in range(ENTRIES):
        held, holds = {"phone": f"55{number}"}, {"phone": f"55{number + 1}"}
        field_history.note(session, "patients", number, held, holds)
        journal.record(session, people.alice, "patients.edit", subject=f"patient:{number}")
    for name in ("update", "delete", "replace"):
        session.execute(text(f"DROP TRIGGER field_changes_no_{name}"))
    assert is_whole(session)
    for number in range(size(30, 600)):
        with session.begin_nested() as undone:
            statement = VALUES_TAMPERED[number % len(VALUES_TAMPERED)]
            which = {"id": chance.randrange(1, ENTRIES + 1)}
            which |= {"entries": ENTRIES} if ":entries" in statement else {}
            session.execute(text(statement), which)
            assert not is_whole(session), statement
            undone.rollback()
    assert is_whole(session)


@on_sqlite
def test_one_anchor_a_day_and_none_when_nothing_happened(session: Session, people: People) -> None:
    home = settings().home
    for hours in (0, 5, 24, 48):
        with clock.freeze(MONDAY + timedelta(hours=hours)):
            if hours != 48:
                journal.record(session, people.alice, "patients.edit")
            anchors.drop(session, home)
    assert len((home / anchors.FILE).read_text().splitlines()) == 2


@on_sqlite
def test_the_command_says_that_all_is_well_or_which_entry_is_not(people: People) -> None:
    with unit_of_work() as session:
        for _ in range(3):
            journal.record(session, people.alice, "patients.edit")
        anchors.drop(session, settings().home)
    assert _said() == "The journal is whole: 3 entries.\n"
    with unit_of_work() as session:
        session.execute(text("DROP TRIGGER journal_no_delete"))
        session.execute(text("DELETE FROM journal WHERE seq = 3"))
    with pytest.raises(Conflict, match="cut off: entry 3"):
        _said()


@on_sqlite
def test_the_command_finds_a_look_that_was_taken_out_of_the_index_of_patients(people: People) -> None:
    """The journal alone would be whole, and nobody would find that look by its patient any more."""
    with unit_of_work() as session:
        journal.record(session, people.alice, LISTED, subject="page:caseload", fields=["1", "2"])
    assert _said() == "The journal is whole: 1 entries.\n"
    with unit_of_work() as session:
        forget = "INSERT INTO journal_patients (journal_patients, rowid, fields) VALUES ('delete', 1, '1,2')"
        session.execute(text(forget))
    with pytest.raises(Conflict, match="the index that finds a patient's entries was changed"):
        _said()


def _said() -> str:
    return CliRunner(catch_exceptions=False).invoke(audit, ["verify"]).output


def _seqs(session: Session) -> list[int]:
    return [seq for seq in session.exec(select(JournalEntry.seq).order_by(col(JournalEntry.seq))) if seq]


def _any(session: Session, chance: random.Random) -> int:
    return chance.choice(_seqs(session))
