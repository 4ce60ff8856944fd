"""A look at a patient is written down once per session, page and patient in a quarter of an hour."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from carehub.core import clock, reads
from carehub.core.journal import JournalEntry
from tests.conftest import People, make_patient

NOON = datetime(2026, 3, 2, 18, tzinfo=UTC)


@pytest.fixture
def maria(session: Session, people: People) -> int:
    return make_patient(session, people.sites["Northside"]).id or 0


def test_a_look_counts_for_this_session_page_and_patient(
    session: Session, people: People, maria: int
) -> None:
    other = make_patient(session, people.sites["Northside"], first_name="José").id or 0
    alice = replace(people.alice, session_id=7)
    reads.record(session, alice, "patient", maria)
    assert reads.is_recorded(session, alice, "patient", maria)
    assert not reads.is_recorded(session, alice, "timeline", maria)
    assert not reads.is_recorded(session, alice, "patient", other)
    assert not reads.is_recorded(session, replace(alice, session_id=8), "patient", maria)
    assert not reads.is_recorded(session, replace(people.pat, session_id=7), "patient", maria)
    (entry,) = session.exec(select(JournalEntry).where(JournalEntry.action == reads.LOOKED))
    assert (entry.patient_id, entry.actor_id, entry.session_id) == (maria, alice.user_id, 7)


def test_after_a_quarter_of_an_hour_it_is_another_look(session: Session, people: People, maria: int) -> None:
    with clock.freeze(NOON):
        reads.record(session, people.alice, "patient", maria)
    with clock.freeze(NOON + timedelta(minutes=14)):
        assert reads.is_recorded(session, people.alice, "patient", maria)
    with clock.freeze(NOON + timedelta(minutes=15)):
        assert not reads.is_recorded(session, people.alice, "patient", maria)
