"""What makes follow-ups by itself: a missed visit, and a stage that asks for one."""

from datetime import date

import pytest
from sqlmodel import Session, select

from carehub.caseloads import service as caseloads
from carehub.core import clock
from carehub.core.errors import Invalid, NotAllowed, NotFound
from carehub.follow_ups import service
from carehub.follow_ups.models import FollowUp
from carehub.follow_ups.service import StageRule
from carehub.follow_ups.status import Ended
from carehub.patients.models import Patient
from carehub.referrals import service as referrals
from carehub.referrals import taking_back
from carehub.referrals.models import Referral
from carehub.referrals.status import MissedReason
from carehub.shared_calendar import service as calendar
from carehub.shared_calendar.requests import Booking
from carehub.shared_calendar.status import AppointmentStatus as Status
from tests.conftest import People
from tests.referrals.conftest import EVIDENCE, MakeReferral, Walk, make_referral, specialty, stages, walk
from tests.shared_calendar.making import NINE, booked, for_patient, id_of, slot

__all__ = ["make_referral", "specialty", "stages", "walk"]
ASKS = StageRule("Did the fax arrive?", 2)


def _all(session: Session) -> list[FollowUp]:
    return list(session.exec(select(FollowUp).order_by(FollowUp.id)))  # pyright: ignore[reportArgumentType]


def test_a_no_show_wants_one_follow_up_which_goes_when_it_is_taken_back(
    session: Session, people: People, maria: Patient
) -> None:
    caseloads.assign(session, people.alice, maria.id or 0, people.alice.user_id)
    with clock.freeze(NINE):
        made = booked(session, people, maria)
    calendar.mark(session, people.bob, id_of(made), 1, Status.NO_SHOW, MissedReason.NO_TRANSPORTATION)
    (one,) = _all(session)
    assert (one.text, one.owner_id, one.appointment_id, one.due_on) == (
        "Arrange a ride, then book again",
        people.alice.user_id,
        made.id,
        date(2026, 11, 24),
    )
    calendar.mark(session, people.bob, id_of(made), 2, Status.ARRIVED)
    assert one.ended is Ended.WITHDRAWN
    calendar.mark(session, people.bob, id_of(made), 3, Status.BOOKED)
    calendar.mark(session, people.bob, id_of(made), 4, Status.NO_SHOW, MissedReason.FORGOT)
    (one,) = _all(session)
    assert (one.text, one.ended) == ("Book again and call the day before", None)


def test_a_no_show_of_a_referrals_appointment_makes_one_follow_up_for_both(
    session: Session, people: People, make_referral: MakeReferral, walk: Walk
) -> None:
    referral = walk(make_referral(), "Ready", "Sent", "Accepted")
    maria = session.get_one(Patient, referral.patient_id)
    details = for_patient(people, maria, staff=people.pat)
    with clock.freeze(NINE):
        made = calendar.book(
            session, people.alice, Booking(details, slot(), referral_id=referral.id, told=True)
        )
    calendar.mark(session, people.bob, id_of(made), 1, Status.NO_SHOW, MissedReason.FORGOT)
    (one,) = _all(session)
    assert (one.referral_id, one.appointment_id) == (referral.id, made.id)


def test_a_stage_asks_for_a_follow_up_which_goes_when_the_referral_moves_on(
    session: Session, people: People, make_referral: MakeReferral, stages: dict[str, int]
) -> None:
    service.set_stage_rule(session, people.dana, stages["Sent"], ASKS)
    referral = make_referral()
    _move(session, people, referral, stages, "Ready")
    assert _all(session) == []
    _move(session, people, referral, stages, "Sent")
    (one,) = _all(session)
    assert (one.text, one.due_on, one.referral_id) == ("Did the fax arrive?", date(2026, 11, 25), referral.id)
    _move(session, people, referral, stages, "Accepted")
    assert one.ended is Ended.WITHDRAWN
    taking_back.undo(session, people.alice, "Accepted")
    assert (one.ended, len(_all(session))) == (None, 1)


def test_only_an_admin_says_what_a_stage_asks_for(
    session: Session, people: People, stages: dict[str, int]
) -> None:
    for outsider in (people.alice, people.bob, people.charlie, people.erin, people.pat):
        with pytest.raises(NotAllowed):
            service.set_stage_rule(session, outsider, stages["Sent"], ASKS)
    with pytest.raises(NotFound):
        service.set_stage_rule(session, people.dana, 999_999, ASKS)
    for wrong in (StageRule("x" * 201), StageRule("Call", 91), StageRule("Call", -1)):
        with pytest.raises(Invalid):
            service.set_stage_rule(session, people.dana, stages["Sent"], wrong)
    service.set_stage_rule(session, people.dana, stages["Sent"], ASKS)
    assert service.stage_rules(session, people.alice) == {stages["Sent"]: ASKS}
    service.set_stage_rule(session, people.dana, stages["Sent"], StageRule(" "))
    assert service.stage_rules(session, people.alice) == {}


def _move(session: Session, people: People, referral: Referral, stages: dict[str, int], stage: str) -> None:
    evidence = EVIDENCE.get(stage, referrals.Evidence())
    referrals.move(session, people.alice, referral.id or 0, referral.version, stages[stage], evidence, stage)
