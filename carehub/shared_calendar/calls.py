"""The call list: whom to remind of an appointment, by which phone, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from carehub.accounts.models import User
from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic
from carehub.core.dates import written_time
from carehub.core.errors import Conflict, Invalid
from carehub.patients.models import Patient
from carehub.related_people import service as related_people
from carehub.related_people.service import NO_RULES
from carehub.shared_calendar import service
from carehub.shared_calendar.changing import own
from carehub.shared_calendar.models import Appointment, CallOutcome, ReminderCall
from carehub.shared_calendar.reading import Entry, between
from carehub.shared_calendar.selection import Selection, Whose
from carehub.shared_calendar.status import AppointmentStatus
from carehub.working_time import service as working_time

# Who is expected, and may not know or not come.
CALLED_ABOUT = frozenset({AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED})
# What the contact log says of a call.
_ANSWERS = {
    CallOutcome.CONFIRMED: Answer.REACHED,
    CallOutcome.LEFT_MESSAGE: Answer.LEFT_MESSAGE,
    CallOutcome.NO_ANSWER: Answer.NO_ANSWER,
    CallOutcome.WRONG_NUMBER: Answer.WRONG_NUMBER,
    CallOutcome.WANTS_ANOTHER_TIME: Answer.REACHED,
    CallOutcome.WILL_NOT_COME: Answer.REACHED,
}
_ONE_CALL = timedelta(minutes=1)
_LOOK_AHEAD = timedelta(days=30)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Called:
    """The last call about an appointment as it stands now."""

    outcome: CallOutcome
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """An appointment of the day with its patient; ``called`` is None while nobody has.

    ``heed`` are the rules of safe contact, to be read before the number; empty where there are none.
    """

    entry: Entry
    patient: Patient
    called: Called | None
    heed: str = ""


def next_working_day(session: Session, after: date) -> date:
    """The day whose patients are called on ``after``: the next one that is no weekend and no closing day."""
    last = after + _LOOK_AHEAD
    closed = working_time.closing_days(session, after, last)
    days = (after + timedelta(days=offset) for offset in range(1, _LOOK_AHEAD.days))
    return next((day for day in days if day.weekday() < _SATURDAY and day not in closed), last)


def call_list(session: Session, actor: Actor, day: date, site_id: int | None = None) -> list[Line]:
    """Who is expected on that day at this person's sites, or at one of them, in the order of the times."""
    require(actor, Permission.APPOINTMENTS_RECORD)
    zone = ZoneInfo(working_time.time_zone(session, site_id))
    midnight = datetime.combine(day, datetime.min.time(), zone)
    after = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    selection = Selection(sites=(site_id,) if site_id else (), whose=Whose.MY_SITES)
    expected = [
        entry
        for entry in between(session, actor, midnight, after, selection)
        if entry.appointment.status in CALLED_ABOUT
        and entry.appointment.patient_id is not None
        and entry.appointment.starts_at >= midnight
        and actor.works_at(entry.appointment.site_id)
    ]
    patients = _patients(session, expected)
    calls = _calls(session, expected)
    safe = related_people.safe_rules_for(session, actor, patients)
    return [
        Line(
            entry,
            patients[patient_id := entry.appointment.patient_id or 0],
            calls.get(entry.appointment.id or 0),
            safe.get(patient_id, NO_RULES)["said"],
        )
        for entry in expected
    ]


def log_call(
    session: Session, actor: Actor, appointment_id: int, version: int, outcome: CallOutcome
) -> ReminderCall:
    """Write down that the patient was called, in the contact log too; who says they will come is confirmed
    with it.

    Conflict when the appointment is not as the list showed it.
    """
    require(actor, Permission.APPOINTMENTS_RECORD)
    appointment = own(session, actor, appointment_id)
    assert appointment.id is not None
    _refuse_stale(session, actor, appointment, version, outcome)
    call = ReminderCall(
        appointment_id=appointment.id,
        starts_at=appointment.starts_at,
        outcome=outcome,
        at=clock.now(),
        by_id=actor.user_id,
    )
    session.add(call)
    session.flush()
    journal.record(
        session,
        actor,
        "appointments.remind",
        patient_id=appointment.patient_id,
        subject=f"appointment:{appointment.id}",
        fields=("outcome",),
    )
    contacts.record(session, actor, _attempt(session, appointment, outcome))
    changes.announce(session, Topic.APPOINTMENTS, appointment.id)
    if outcome is CallOutcome.CONFIRMED and appointment.status is AppointmentStatus.BOOKED:
        service.mark(session, actor, appointment.id, version, AppointmentStatus.CONFIRMED)
    return call


def _refuse_stale(
    session: Session, actor: Actor, appointment: Appointment, version: int, outcome: CallOutcome
) -> None:
    """Two people with one list, one of them an older one, and a button that was pressed twice."""
    if appointment.version != version:
        raise Conflict("This appointment was changed just now. Look at the list again, then repeat.")
    if appointment.status not in CALLED_ABOUT:
        raise Invalid(
            f"This appointment is {appointment.status.label.lower()}: there is nothing to remind of."
        )
    same = select(ReminderCall.id).where(
        ReminderCall.appointment_id == appointment.id,
        ReminderCall.by_id == actor.user_id,
        ReminderCall.outcome == outcome,
        ReminderCall.at > clock.now() - _ONE_CALL,
    )
    if session.exec(same).first():
        raise Conflict("You wrote this call down just now.")


def _attempt(session: Session, appointment: Appointment, outcome: CallOutcome) -> NewAttempt:
    """The call as the contact log has it; a number that is somebody else's reaches them."""
    patient = session.get_one(Patient, appointment.patient_id)
    zone = working_time.time_zone(session, appointment.site_id)
    return NewAttempt(
        patient_id=patient.id or 0,
        whom=Whom.RELATED_PERSON if patient.phone_owner else Whom.PATIENT,
        how=How.PHONE,
        answer=_ANSWERS[outcome],
        referral_id=appointment.referral_id,
        note=f"Reminder of {written_time(appointment.starts_at, zone)}: {outcome.label.lower()}",
    )


def _patients(session: Session, entries: list[Entry]) -> dict[int, Patient]:
    ids = {entry.appointment.patient_id for entry in entries}
    found = session.exec(
        select(Patient).where(col(Patient.id).in_(ids)).execution_options(populate_existing=True)
    )
    return {patient.id: patient for patient in found if patient.id is not None}


def _calls(session: Session, entries: list[Entry]) -> dict[int, Called]:
    """The last call about each, unless the appointment has moved since."""
    ids = [entry.appointment.id for entry in entries]
    rows = (
        select(ReminderCall, User.name)
        .join(User, col(User.id) == ReminderCall.by_id)
        .join(Appointment, col(Appointment.id) == ReminderCall.appointment_id)
        .where(col(ReminderCall.appointment_id).in_(ids), ReminderCall.starts_at == Appointment.starts_at)
        .order_by(col(ReminderCall.id))
    )
    return {call.appointment_id: Called(call.outcome, name, call.at) for call, name in session.exec(rows)}
