"""What an appointment does to its referral."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from carehub.core import clock
from carehub.core.errors import Invalid
from carehub.referrals import service, visits
from carehub.referrals.models import Happening, Referral
from carehub.referrals.status import MissedReason, Status
from tests.conftest import People
from tests.referrals.conftest import MONDAY

pytestmark = pytest.mark.usefixtures("monday")


def test_front_desk_books_and_the_card_follows(session: Session, sent: Referral, people: People) -> None:
    when = MONDAY + timedelta(days=4)
    visits.book_appointment(session, people.bob, sent.id or 0, when, told=True)
    assert (sent.status, sent.appointment_at) == (Status.SCHEDULED, when)
    visits.book_appointment(session, people.bob, sent.id or 0, when + timedelta(days=1), told=False)
    assert (sent.appointment_at, sent.appointment_told) == (when + timedelta(days=1), False)


def test_a_no_show_returns_to_accepted_and_keeps_the_missed_appointment(
    session: Session, sent: Referral, people: People
) -> None:
    when = MONDAY + timedelta(days=4)
    visits.book_appointment(session, people.alice, sent.id or 0, when, told=True)
    with clock.freeze(when + timedelta(hours=1)):
        visits.record_no_show(session, people.bob, sent.id or 0, MissedReason.NO_TRANSPORTATION)
    event = service.history(session, people.alice, sent.id or 0)[0].event
    assert (sent.status, sent.appointment_at) == (Status.ACCEPTED, None)
    assert (event.happening, event.reason) == (Happening.MISSED, "No transportation")
    assert event.detail["appointment_at"] == when.isoformat()
    assert sent.next_step == "Arrange a ride, then book again"


def test_another_next_step_may_answer_a_no_show(session: Session, sent: Referral, people: People) -> None:
    visits.book_appointment(session, people.alice, sent.id or 0, MONDAY - timedelta(days=1), told=True)
    visits.record_no_show(session, people.bob, sent.id or 0, MissedReason.FORGOT, " Call her daughter ")
    assert sent.next_step == "Call her daughter"
    with pytest.raises(Invalid, match="characters"):
        visits.record_no_show(session, people.bob, sent.id or 0, MissedReason.FORGOT, "x" * 201)


def test_nobody_misses_an_appointment_that_has_not_come(
    session: Session, sent: Referral, people: People
) -> None:
    visits.book_appointment(session, people.alice, sent.id or 0, MONDAY + timedelta(days=4), told=True)
    with pytest.raises(Invalid, match="has not come yet"):
        visits.record_no_show(session, people.bob, sent.id or 0, MissedReason.FORGOT)


def test_a_visit_that_took_place_waits_for_its_report(
    session: Session, sent: Referral, people: People
) -> None:
    visits.book_appointment(session, people.alice, sent.id or 0, MONDAY - timedelta(hours=1), told=True)
    visits.record_seen(session, people.bob, sent.id or 0, MONDAY.date(), "Front desk")
    assert sent.status is Status.SEEN


def test_a_visit_that_is_called_off_waits_for_another_time(
    session: Session, sent: Referral, people: People
) -> None:
    visits.book_appointment(session, people.alice, sent.id or 0, MONDAY + timedelta(days=4), told=True)
    visits.call_off_appointment(session, people.bob, sent.id or 0, "Doctor is away")
    assert (sent.status, sent.appointment_at) == (Status.ACCEPTED, None)


def test_a_draft_is_not_booked(session: Session, referral: Referral, people: People) -> None:
    with pytest.raises(Invalid, match="Draft"):
        visits.book_appointment(session, people.alice, referral.id or 0, MONDAY, told=True)
