"""A coordinator of the practice center who is away for some weeks: her work went to a colleague meanwhile."""

from datetime import timedelta

from sqlmodel import Session

from carehub.caseloads import service as caseloads
from carehub.core import clock
from carehub.desk.handover import service as handover
from carehub.desk.handover.models import Why
from carehub.desk.handover.planning import Wish
from carehub.desk.handover.service import Terms
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.service import NewFollowUp
from carehub.practice.diary import Diary
from carehub.practice.patients import MadeUpPatient
from carehub.practice.staff import AWAY, COORDINATOR_AT, LAKE, TIME_ZONE, Staff

_HER_PATIENTS = 14
_TO_DO = (
    (2, "Ask how the sleep study went"),
    (9, "Send the papers for the bus pass"),
    (20, "Call about the new glasses"),
)


def be_away(session: Session, diary: Diary, staff: Staff, everybody: list[MadeUpPatient]) -> None:
    """Note that she kept some patients of her site, and handed them over for an absence that is not over."""
    away, colleague = staff.actors[AWAY], staff.actors[COORDINATOR_AT[LAKE]]
    known = [each for each in everybody if each.site == LAKE and each.is_active and not each.is_new]
    hers = known[: 2 * _HER_PATIENTS : 2]

    def take_over() -> None:
        for patient in hers:
            caseloads.assign(
                session, staff.actors["erin"], patient.patient_id, away.user_id,
                instead_of=colleague.user_id, reason="Shares the caseload of Lakeview",
            )  # fmt: skip

    def plan_ahead() -> None:
        for patient, (days, text) in zip(hers, _TO_DO, strict=False):
            day = diary.today + timedelta(days=days)
            follow_ups.create(session, away, NewFollowUp(patient.patient_id, text, day, away.user_id))

    def hand_over() -> None:
        back = clock.today(TIME_ZONE) + timedelta(days=24)
        terms = Terms(Why.ABSENCE, back, "Knee surgery; ask Fay or Erin meanwhile")
        handover.hand_over(session, away, Wish(away.user_id, (colleague.user_id,)), terms)

    diary.note(diary.in_office_hours(75), take_over)
    diary.note(diary.in_office_hours(11), plan_ahead)
    diary.note(diary.in_office_hours(4), hand_over)
