"""Who sees what of the calendar, and what a range of it holds."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import load_only
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, and_, col, or_, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from carehub.accounts import service as accounts
from carehub.accounts.models import Site, User, UserSite
from carehub.caseloads.models import Assignment
from carehub.core.actor import Actor, Permission, Role, require
from carehub.core.errors import Invalid, NotFound
from carehub.core.sight import once_for_each_actor, sites_of
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.patients.names import listed_name
from carehub.sensitive.access import may_see
from carehub.shared_calendar.models import Appointment, Attendee, Series
from carehub.shared_calendar.selection import EVERYTHING, Selection, Whose
from carehub.shared_calendar.slots import LONGEST
from carehub.shared_calendar.status import Kind
from carehub.working_time.models import Room

LONGEST_RANGE = timedelta(days=100)
# A month of appointments need not carry all that is known about its patients.
_ONLY_NAMES = (
    load_only(User.name),  # pyright: ignore[reportArgumentType]
    load_only(Patient.last_name, Patient.first_name),  # pyright: ignore[reportArgumentType]
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An appointment with the names that people know it by; without patient or staff the name is empty.

    ``others`` take part in a meeting beside ``staff_name``: name by user id.
    """

    appointment: Appointment
    site: Site
    patient_name: str
    staff_name: str
    others: Mapping[int, str] = field(default_factory=dict[int, str])

    @property
    def headline(self) -> str:
        """The patient, or what the meeting is about."""
        return self.patient_name or self.appointment.title

    @property
    def people(self) -> dict[int, str]:
        """Every member of staff in it: name by user id, the one it is with first."""
        staff_id = self.appointment.staff_id
        return {**({staff_id: self.staff_name} if staff_id is not None else {}), **self.others}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One appointment with all that its panel shows; ``changed_by`` is who touched it last."""

    entry: Entry
    patient: Patient | None
    series: Series | None
    room: str
    changed_by: str
    is_my_site: bool


@once_for_each_actor
def visible_to(actor: Actor) -> SelectOfScalar[Appointment]:
    """What this person may see: the appointments of their patients and the meetings at their sites."""
    require(actor, Permission.PATIENTS_SEE)
    return select(Appointment).outerjoin(Patient, is_its_patient()).where(_is_visible_to(actor))


def patients_of(session: Session, appointment_ids: Collection[int]) -> set[int]:
    """Whose these appointments are, whoever asks: for the journal, of what a calendar has shown already."""
    theirs = select(Appointment.patient_id).where(col(Appointment.id).in_(appointment_ids))
    return {patient_id for patient_id in session.exec(theirs) if patient_id is not None}


def patients_in(entries: Iterable[Entry]) -> set[int]:
    """Whom these entries show."""
    shown = {entry.appointment.patient_id for entry in entries}
    return {patient_id for patient_id in shown if patient_id is not None}


@once_for_each_actor
def of_its_patient(actor: Actor) -> SelectOfScalar[Appointment]:
    """The appointments of one patient of a surrounding query: a subquery, a look per patient there."""
    require(actor, Permission.PATIENTS_SEE)
    theirs = select(Appointment).where(is_its_patient(), _is_visible_to(actor))
    return theirs.correlate(Patient)


def find(session: Session, actor: Actor, appointment_id: int) -> Appointment:
    """One appointment; NotFound when there is none or the person may not see this one."""
    found = session.exec(visible_to(actor).where(Appointment.id == appointment_id)).first()
    if found is None:
        raise NotFound("This appointment is not in your calendar. It may be at another site.")
    return found


def one(session: Session, actor: Actor, appointment_id: int) -> Entry:
    """One appointment with its names; NotFound as in ``find``."""
    find(session, actor, appointment_id)
    return _read(session, _entries().where(_is_visible_to(actor), col(Appointment.id) == appointment_id))[0]


def sheet(session: Session, actor: Actor, appointment_id: int) -> Sheet:
    """One appointment with its patient's record; NotFound as in ``find``."""
    entry = one(session, actor, appointment_id)
    patient_id = entry.appointment.patient_id
    return Sheet(
        entry,
        patient=patients.find(session, actor, patient_id) if patient_id is not None else None,
        series=session.get(Series, entry.appointment.series_id) if entry.appointment.series_id else None,
        room=session.get_one(Room, entry.appointment.room_id).name if entry.appointment.room_id else "",
        changed_by=session.get_one(User, entry.appointment.updated_by).name,
        is_my_site=actor.works_at(entry.appointment.site_id),
    )


def between(
    session: Session, actor: Actor, start: datetime, end: datetime, selection: Selection = EVERYTHING
) -> list[Entry]:
    """What happens from ``start`` up to ``end`` (aware), as far as it is selected.

    Reads only the stretch of the index that the range covers, however long the calendar's history.
    """
    statement = _entries().where(*is_between(actor, start, end, selection))
    return _read(session, statement.order_by(col(Appointment.starts_at), col(Appointment.id)))


def is_between(
    actor: Actor, start: datetime, end: datetime, selection: Selection
) -> list[ColumnElement[bool]]:
    """What this person may see and has selected of a range, for queries that join the patient."""
    require(actor, Permission.PATIENTS_SEE)
    if not timedelta(0) < end - start <= LONGEST_RANGE:
        raise Invalid(f"Ask for a range of up to {LONGEST_RANGE.days} days that ends after it starts.")
    starts_at = col(Appointment.starts_at)
    in_range = [starts_at < end, starts_at > start - LONGEST, col(Appointment.ends_at) > start]
    return [*in_range, _is_visible_to(actor), *_is_selected(actor, selection)]


def is_its_patient() -> ColumnElement[bool]:
    """How the patient of an appointment is joined."""
    return col(Patient.id) == Appointment.patient_id


def others_in(session: Session, meetings: Sequence[int | None]) -> dict[int, dict[int, str]]:
    """Who takes part in these meetings beside the one they are with, by meeting: name by user id."""
    if not meetings:
        return {}
    statement = (
        select(Attendee.appointment_id, User.id, User.name)
        .join(User, col(User.id) == Attendee.user_id)
        .where(col(Attendee.appointment_id).in_(meetings))
        .order_by(User.name)
    )
    found: dict[int, dict[int, str]] = {}
    for appointment_id, user_id, name in session.exec(statement):
        found.setdefault(appointment_id or 0, {})[user_id or 0] = name
    return found


def staff_at(session: Session, actor: Actor, site_id: int) -> dict[int, str]:
    """Who works at a site and can be booked there: name by user id, in the order of the names."""
    require(actor, Permission.PATIENTS_SEE)
    here = select(UserSite.user_id).where(UserSite.site_id == site_id)
    works_here = or_(col(User.all_sites), col(User.id).in_(here))
    people = select(User.id, User.name).where(works_here, col(User.is_active), User.role != Role.ADMIN)
    return {user_id: name for user_id, name in session.exec(people.order_by(User.name)) if user_id}


def staff_of(session: Session, actor: Actor, site_ids: Iterable[int]) -> dict[int, str]:
    """Who can be booked at any of these sites: name by user id, in the order of the names."""
    found = {each: name for site_id in site_ids for each, name in staff_at(session, actor, site_id).items()}
    return dict(sorted(found.items(), key=lambda person: person[1]))


def is_with(user_ids: Iterable[int]) -> ColumnElement[bool]:
    """Whether one of these people is in it, also as one of several in a meeting."""
    ids = sorted(user_ids)
    takes_part = select(Attendee.user_id).where(
        Attendee.appointment_id == Appointment.id, col(Attendee.user_id).in_(ids)
    )
    return or_(col(Appointment.staff_id).in_(ids), takes_part.correlate(Appointment).exists())


def time_zone(session: Session) -> str:
    """The zone that the center's wall clocks show."""
    return accounts.center(session).time_zone


def _is_selected(actor: Actor, selection: Selection) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for column, wanted in (
        (Appointment.site_id, selection.sites),
        (Appointment.type, selection.types),
    ):
        if wanted:
            conditions.append(col(column).in_(wanted))
    if selection.staff:
        conditions.append(is_with(selection.staff))
    match selection.whose:
        case Whose.MY_SITES if not actor.all_sites:
            conditions.append(col(Appointment.site_id).in_(sites_of(actor)))
        case Whose.MY_PATIENTS:
            conditions.append(_is_on_caseload_of(actor))
        case Whose.WITH_ME:
            conditions.append(is_with([actor.user_id]))
    return conditions


def _is_on_caseload_of(actor: Actor) -> ColumnElement[bool]:
    mine = select(Assignment.id).where(
        Assignment.patient_id == Appointment.patient_id,
        Assignment.coordinator_id == actor.user_id,
        col(Assignment.until).is_(None),
    )
    return mine.correlate(Appointment).exists()


@once_for_each_actor
def _is_visible_to(actor: Actor) -> ColumnElement[bool]:
    """For queries that join the patient: so it costs a look per row in range, not a list of all patients."""
    shown = may_see(actor, col(Appointment.referral_id))
    if actor.all_sites:
        return shown
    at_their_sites = col(Appointment.site_id).in_(sites_of(actor))
    at_sites = or_(
        and_(col(Patient.id).is_not(None), patients.at_sites_of(actor)),
        and_(col(Appointment.patient_id).is_(None), at_their_sites),
    )
    return and_(shown, at_sites)


def _entries() -> Select[Appointment, Site, User, Patient]:
    return (
        select(Appointment, Site, User, Patient)
        .join(Site, col(Site.id) == Appointment.site_id)
        .outerjoin(User, col(User.id) == Appointment.staff_id)
        .outerjoin(Patient, is_its_patient())
        .options(*_ONLY_NAMES)
    )


def _read(session: Session, statement: Select[Appointment, Site, User, Patient]) -> list[Entry]:
    rows = session.exec(statement).all()
    others = others_in(session, [row[0].id for row in rows if row[0].kind is Kind.MEETING])
    return [_entry(*row, others.get(row[0].id or 0, {})) for row in rows]


def _entry(
    appointment: Appointment, site: Site, staff: User | None, patient: Patient | None, others: dict[int, str]
) -> Entry:
    return Entry(
        appointment,
        site,
        patient_name=listed_name(patient.last_name, patient.first_name) if patient else "",
        staff_name=staff.name if staff else "",
        others=others,
    )
