"""Who should hear from us again: patients of a caseload whose last talk is longer ago than their cadence."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.caseloads.models import Assignment
from carehub.contacts.models import Answer, CheckIn, ContactAttempt, PatientCheckIn, Whom
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic
from carehub.core.errors import Invalid
from carehub.core.sight import IDS, asked_by, once_for_each_sight
from carehub.patients import service as patients
from carehub.patients.models import Patient, PatientStatus, Risk

LONGEST_CADENCE = 366
_LONGEST_REASON = 200
_TALKED_WITH = (Whom.PATIENT, Whom.RELATED_PERSON)


@dataclass(frozen=True)
class Due:
    """A patient to check on; ``last`` is when we last talked, None for never."""

    patient: Patient
    every_days: int
    last: datetime | None
    since: datetime

    @property
    def due_at(self) -> datetime:
        return (self.last or self.since) + timedelta(days=self.every_days)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What decides whether a patient of a caseload is due."""

    patient_id: int
    every_days: int
    last: datetime | None
    since: datetime

    @property
    def talked(self) -> datetime:
        """When we last did, or began."""
        return self.last or self.since

    def is_due(self, now: datetime) -> bool:
        return self.talked <= now - timedelta(days=self.every_days)


def due_check_ins(session: Session, actor: Actor, most: int) -> tuple[list[Due], int]:
    """Of this person's caseload who should hear from us, who waits the longest first: the first of them, and
    how many there are."""
    now = clock.now()
    # Days added to an instant are written differently in each database, and a caseload is short.
    kept = (_Kept(*row) for row in session.execute(_checked_on(actor), asked_by(actor)))
    due = sorted((each for each in kept if each.is_due(now)), key=lambda each: (each.talked, each.patient_id))
    first = due[:most]
    shown = asked_by(actor, ids=[each.patient_id for each in first])
    records = {patient.id: patient for patient in session.scalars(_records(actor), shown)} if first else {}
    return [Due(records[each.patient_id], each.every_days, each.last, each.since) for each in first], len(due)


def cadences(session: Session, actor: Actor) -> dict[Risk, int]:
    """How many days may pass between two talks, by risk; a risk that is not checked on is left out."""
    require(actor, Permission.PATIENTS_SEE)
    return {each.risk: each.every_days for each in session.exec(select(CheckIn))}


def set_cadence(session: Session, actor: Actor, risk: Risk, every_days: int) -> None:
    """Set how often patients of a risk are checked on; 0: they are not."""
    require(actor, Permission.SETTINGS_MANAGE)
    _refuse_odd(every_days)
    kept = session.get(CheckIn, risk)
    if every_days and kept:
        kept.every_days = every_days
    elif every_days:
        session.add(CheckIn(risk=risk, every_days=every_days))
    elif kept:
        session.delete(kept)
    session.flush()
    journal.record(session, actor, "check_ins.set", subject=f"risk:{risk}", fields=["every_days"])
    changes.announce(session, Topic.PATIENTS)


def set_patient_cadence(
    session: Session, actor: Actor, patient_id: int, every_days: int | None, reason: str = ""
) -> None:
    """Check on one patient more or less often than the risk says; 0: not at all, None: as the risk says."""
    require(actor, Permission.CASELOAD_ASSIGN)
    patients.find(session, actor, patient_id)
    if every_days is not None:
        _refuse_odd(every_days)
        cadence = PatientCheckIn(
            patient_id=patient_id,
            every_days=every_days,
            reason=reason.strip()[:_LONGEST_REASON],
            set_at=clock.now(),
            set_by_id=actor.user_id,
        )
        session.merge(cadence)
    elif kept := session.get(PatientCheckIn, patient_id):
        session.delete(kept)
    session.flush()
    journal.record(
        session,
        actor,
        "check_ins.set_for_patient",
        patient_id=patient_id,
        subject=f"patient:{patient_id}",
        fields=["every_days"],
        reason=reason.strip(),
    )
    changes.announce(session, Topic.PATIENTS, patient_id)


@once_for_each_sight
def _records(actor: Actor) -> SelectOfScalar[Patient]:
    return patients.visible_to(actor).where(col(Patient.id).in_(IDS))


@once_for_each_sight
def _checked_on(actor: Actor) -> Select[int | None, int, datetime, datetime]:
    """The active patients of the caseload who are checked on: how often, when we last talked, since when."""
    require(actor, Permission.NOTES_SEE)
    return (
        patients.visible_to(actor)
        .join(Assignment, col(Assignment.patient_id) == Patient.id)
        .outerjoin(CheckIn, col(CheckIn.risk) == Patient.risk)
        .outerjoin(PatientCheckIn, col(PatientCheckIn.patient_id) == Patient.id)
        .where(
            Assignment.coordinator_id == actor.user_id,
            col(Assignment.until).is_(None),
            Patient.status == PatientStatus.ACTIVE,
            _cadence() > 0,
        )
        .with_only_columns(col(Patient.id), _cadence(), _last_reached(), col(Assignment.since))
    )


def _cadence() -> ColumnElement[int]:
    return func.coalesce(col(PatientCheckIn.every_days), col(CheckIn.every_days))


def _last_reached() -> ColumnElement[datetime]:
    talked = select(func.max(col(ContactAttempt.at))).where(
        ContactAttempt.patient_id == Patient.id,
        ContactAttempt.answer == Answer.REACHED,
        col(ContactAttempt.whom).in_(_TALKED_WITH),
    )
    return talked.correlate(Patient).scalar_subquery()


def _refuse_odd(every_days: int) -> None:
    if not 0 <= every_days <= LONGEST_CADENCE:
        raise Invalid(f"Say how many days, from 0 to {LONGEST_CADENCE}.")
