"""A caseload with what is going on for each patient: the next step, appointments, open referrals."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from sqlalchemy import func
from sqlmodel import Session, col

from carehub.accounts import service as accounts
from carehub.caseloads import service as caseloads
from carehub.caseloads.service import Case
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.dates import written_clock, written_date
from carehub.patients.languages import language_name
from carehub.patients.models import Patient
from carehub.patients.names import listed_name
from carehub.patients.wording import interpreter_mark, spoken_phone, written_birth
from carehub.referrals import service as referrals
from carehub.referrals.clocks import last_day
from carehub.referrals.models import Referral, ReferralType, Stage
from carehub.shared_calendar import reading as calendar
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.status import MOVABLE, AppointmentStatus

_ATTENDED = (AppointmentStatus.ARRIVED, AppointmentStatus.COMPLETED)


class CaseRow(TypedDict):
    """A patient on a caseload; ``who`` is birth date and MRN.

    ``next_step`` is what is due first, ``is_late`` when that is past.
    """

    id: int
    name: str
    preferred_name: str
    who: str
    phone: str
    phone_owner: str
    language: str
    interpreter: str
    risk: str
    next_step: str
    due: str
    is_late: bool
    next_day: str
    next_time: str
    last_seen: str
    open_referrals: int


@dataclass(frozen=True, slots=True)
class CaseloadShown:
    """The beginning of a caseload; ``total`` counts all of it."""

    rows: list[CaseRow]
    total: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class _GoingOn:
    """What other slices know about these patients, by patient."""

    next_steps: dict[int, tuple[str, datetime]]
    open_referrals: dict[int, int]
    next_appointments: dict[int, datetime]
    last_seen: dict[int, datetime]


def caseload(session: Session, actor: Actor, coordinator_id: int | None, how_many: int) -> CaseloadShown:
    """The first so many patients of a coordinator, or UNASSIGNED ones, by name."""
    page = caseloads.of(session, actor, coordinator_id, size=how_many)
    ids = [case.patient.id for case in page.cases if case.patient.id]
    going_on = _GoingOn(
        next_steps=_next_steps(session, actor, ids),
        open_referrals=_open_referrals(session, actor, ids),
        next_appointments=_next_appointments(session, actor, ids),
        last_seen=_last_seen(session, actor, ids),
    )
    zone = accounts.center(session).time_zone
    rows = [_row(case, going_on, zone) for case in page.cases]
    return CaseloadShown(rows, caseloads.size(session, actor, coordinator_id), page.next is not None)


def _next_steps(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, datetime]]:
    """Of each patient's open referrals the one that is due first."""
    due = (
        referrals.visible_to(actor)
        .with_only_columns(
            col(Referral.patient_id), col(ReferralType.name), col(Stage.name), col(Referral.due_at)
        )
        .join(ReferralType, col(ReferralType.id) == Referral.type_id)
        .join(Stage, col(Stage.id) == Referral.stage_id)
        .where(
            col(Referral.patient_id).in_(ids),
            col(Referral.closed_at).is_(None),
            col(Referral.due_at).is_not(None),
        )
        .order_by(col(Referral.due_at).desc())
    )
    # The last one written for a patient is the one that is due first.
    return {patient_id: (f"{kind}: {stage}", at) for patient_id, kind, stage, at in session.execute(due)}


def _open_referrals(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, int]:
    counted = (
        referrals.visible_to(actor)
        .with_only_columns(col(Referral.patient_id), func.count())
        .where(col(Referral.patient_id).in_(ids), col(Referral.closed_at).is_(None))
        .group_by(col(Referral.patient_id))
    )
    return {patient_id: number for patient_id, number in session.execute(counted)}


def _next_appointments(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, datetime]:
    first = (
        calendar.visible_to(actor)
        .with_only_columns(col(Appointment.patient_id), func.min(Appointment.starts_at))
        .where(
            col(Appointment.patient_id).in_(ids),
            col(Appointment.status).in_(MOVABLE),
            col(Appointment.starts_at) >= clock.now(),
        )
        .group_by(col(Appointment.patient_id))
    )
    return {patient_id: at for patient_id, at in session.execute(first)}


def _last_seen(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, datetime]:
    last = (
        calendar.visible_to(actor)
        .with_only_columns(col(Appointment.patient_id), func.max(Appointment.starts_at))
        .where(col(Appointment.patient_id).in_(ids), col(Appointment.status).in_(_ATTENDED))
        .group_by(col(Appointment.patient_id))
    )
    return {patient_id: at for patient_id, at in session.execute(last)}


def _row(case: Case, going_on: _GoingOn, zone: str) -> CaseRow:
    patient = case.patient
    assert patient.id is not None
    step, due = going_on.next_steps.get(patient.id, ("", None))
    ahead, seen = going_on.next_appointments.get(patient.id), going_on.last_seen.get(patient.id)
    return CaseRow(
        id=patient.id,
        name=listed_name(patient.last_name, patient.first_name),
        preferred_name=patient.preferred_name,
        who=_who(patient, zone),
        phone=spoken_phone(patient.phone),
        phone_owner=patient.phone_owner,
        language=language_name(patient.language),
        interpreter=interpreter_mark(patient),
        risk=patient.risk or "",
        next_step=step,
        due=written_date(last_day(due, zone)) if due else "",
        is_late=due is not None and due < clock.now(),
        next_day=_day(ahead, zone),
        next_time=written_clock(ahead, zone) if ahead else "",
        last_seen=_day(seen, zone),
        open_referrals=going_on.open_referrals.get(patient.id, 0),
    )


def _who(patient: Patient, zone: str) -> str:
    mrn = f"MRN {patient.mrn}" if patient.mrn else ""
    return " · ".join(filter(None, [written_birth(patient.birth_date, clock.today(zone)), mrn]))


def _day(instant: datetime | None, zone: str) -> str:
    return written_date(clock.local(instant, zone)) if instant else ""
