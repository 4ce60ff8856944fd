"""A referral is made and edited."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from carehub.core import changes, clock, journal
from carehub.core.errors import Invalid, NotAllowed, NotFound
from carehub.referrals import service
from carehub.referrals.models import Happening, Referral
from carehub.referrals.service import NewReferral
from carehub.referrals.status import Status, Urgency
from tests.conftest import People, make_patient
from tests.referrals.conftest import MONDAY, MakeReferral, changes_to

pytestmark = pytest.mark.usefixtures("monday")


def test_a_new_referral_is_a_draft_of_the_coordinator_who_makes_it(
    referral: Referral, people: People
) -> None:
    assert (referral.status, referral.version) == (Status.DRAFT, 1)
    assert referral.coordinator_id == people.alice.user_id
    assert referral.requested_on.isoformat() == "2026-11-23"
    assert referral.due_at == datetime(2026, 11, 28, 6, tzinfo=UTC)  # Thursday is Thanksgiving


def test_a_referral_that_a_provider_makes_has_no_coordinator_yet(
    people: People, make_referral: MakeReferral
) -> None:
    assert make_referral(people.pat).coordinator_id is None


def test_making_a_referral_is_recorded_and_announced(
    session: Session, referral: Referral, people: People
) -> None:
    assert _last_entry(session) == ("referrals.created", people.alice.user_id, f"referral:{referral.id}")
    assert changes.Change(changes.Topic.REFERRALS, (referral.id or 0,)) in session.info["carehub_announced"]


def test_front_desk_cannot_make_a_referral(make_referral: MakeReferral, people: People) -> None:
    with pytest.raises(NotAllowed):
        make_referral(people.bob)


def test_no_referral_is_made_for_a_patient_of_another_site(
    session: Session, people: People, specialty: int
) -> None:
    patient = make_patient(session, people.sites["Southside"])
    with pytest.raises(NotFound):
        service.create(session, people.alice, NewReferral(patient.id or 0, specialty))


def test_a_referral_wants_a_type_that_exists(session: Session, people: People) -> None:
    patient = make_patient(session, people.sites["Northside"])
    with pytest.raises(Invalid, match="type"):
        service.create(session, people.alice, NewReferral(patient.id or 0, 999_999))


def test_an_edit_is_kept_with_its_history(session: Session, referral: Referral, people: People) -> None:
    service.edit(session, people.alice, referral.id or 0, 1, changes_to(referral, receiver=" Heart House "))
    assert (referral.receiver, referral.version) == ("Heart House", 2)
    line = service.history(session, people.alice, referral.id or 0)[0]
    assert (line.who, line.event.happening, line.event.detail) == (
        "Alice Moreno",
        Happening.EDITED,
        {"receiver": "Heart House"},
    )


def test_an_edit_that_changes_nothing_leaves_no_trace(
    session: Session, referral: Referral, people: People
) -> None:
    service.edit(session, people.alice, referral.id or 0, 1, changes_to(referral))
    assert referral.version == 1


def test_editing_resets_no_clock(session: Session, sent: Referral, people: People) -> None:
    before = (sent.due_at, sent.status_entered_at, sent.stage_entered_at)
    with clock.freeze(MONDAY + timedelta(days=3)):
        service.edit(session, people.alice, sent.id or 0, sent.version, changes_to(sent, question="And now?"))
    assert (sent.due_at, sent.status_entered_at, sent.stage_entered_at) == before


def test_a_higher_urgency_has_a_shorter_clock_and_a_higher_place(
    session: Session, sent: Referral, people: People
) -> None:
    place = sent.order_key
    service.edit(session, people.alice, sent.id or 0, sent.version, changes_to(sent, urgency=Urgency.STAT))
    assert sent.due_at == MONDAY + timedelta(hours=24)
    assert sent.order_key < place


def test_a_sent_referral_keeps_its_receiver(session: Session, sent: Referral, people: People) -> None:
    with pytest.raises(Invalid, match="receiver"):
        service.edit(session, people.alice, sent.id or 0, sent.version, changes_to(sent, receiver=" "))


def _last_entry(session: Session) -> tuple[str, int | None, str]:
    entry = session.exec(select(journal.JournalEntry).order_by(col(journal.JournalEntry.seq).desc())).first()
    assert entry is not None
    return entry.action, entry.actor_id, entry.subject
