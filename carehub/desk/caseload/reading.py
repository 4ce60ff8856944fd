"""A caseload with what is going on for each patient: the next step, appointments, open referrals."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, TypedDict

from sqlalchemy import ColumnElement, Select, and_, case, func, true
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from carehub.accounts import service as accounts
from carehub.accounts.models import Site
from carehub.caseloads import service as caseloads
from carehub.contacts.reached import last_reached_of
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.dates import written_clock, written_date
from carehub.core.list_looks import LOOKS, ListPage
from carehub.core.sight import IDS, NOW, asked_by, once_for_each_sight
from carehub.desk.caseload import listing
from carehub.desk.caseload.listing import PAGE, CasePage, Counted
from carehub.desk.caseload.view import AT_ANY_LENGTH, CaseloadView
from carehub.disclosures.access import may_leave_in_a_list
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.models import FollowUp
from carehub.patients.languages import language_name
from carehub.patients.models import Patient
from carehub.patients.names import listed_name
from carehub.patients.wording import identity, interpreter_mark, spoken_phone, written_birth
from carehub.referrals import service as referrals
from carehub.referrals.clocks import last_day
from carehub.referrals.models import Referral, ReferralType, Stage
from carehub.shared_calendar import reading as calendar
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.status import MOVABLE, AppointmentStatus

_ATTENDED = (AppointmentStatus.ARRIVED, AppointmentStatus.COMPLETED)


class CaseRow(TypedDict):
    """A patient on a caseload; ``who`` is birth date and MRN, ``coordinator_id`` who keeps the patient now.

    ``next_step`` is what is due first, ``is_late`` when that is past. The others stand under the names of
    their columns.
    """

    id: int
    coordinator_id: int | None
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
    last_contact: str
    last_seen: str
    open_referrals: int
    born: str
    mrn: str
    site: str
    since: str
    added: str


@dataclass(frozen=True, slots=True)
class CaseloadShown:
    """One page of a caseload; ``next`` is the patient behind whom the next one begins."""

    rows: list[CaseRow]
    counted: Counted
    next: int | None


@dataclass(frozen=True, slots=True)
class _Step:
    """What is due first: the last day on which it is in time."""

    words: str
    day: date
    is_late: bool


class _Appointments(NamedTuple):
    """The next one, and when the patient was here last."""

    ahead: datetime | None = None
    seen: datetime | None = None


_NO_APPOINTMENTS = _Appointments()


@dataclass(frozen=True, slots=True)
class _GoingOn:
    """What other slices know about these patients, by patient."""

    next_steps: dict[int, _Step]
    open_referrals: Mapping[int, int]
    appointments: dict[int, _Appointments]
    last_contacts: dict[int, datetime]
    since: dict[int, datetime]
    sites: dict[int | None, str]


def caseload(
    session: Session, actor: Actor, view: CaseloadView, after: int | None = None, *, size: int = PAGE
) -> CaseloadShown:
    """One page of a view, behind the patient with the id ``after``."""
    counted, page = _counted_page(session, actor, view, after, size)
    LOOKS.saw(actor, ListPage.CASELOAD, [patient.id for patient in page.patients if patient.id])
    return CaseloadShown(rows_of(session, actor, page.patients), counted, page.next)


def _counted_page(
    session: Session, actor: Actor, view: CaseloadView, after: int | None, size: int
) -> tuple[Counted, CasePage]:
    """The page, and how many there are in all; where it shows all of them, nothing has to be counted."""
    if view.sorted_by not in AT_ANY_LENGTH:
        counted = listing.count(session, actor, view)
        page = listing.page(session, actor, listing.fitting_order(view, counted), after, size=size)
    else:
        page = listing.page(session, actor, view, after, size=size)
        is_whole = after is None and page.next is None
        counted = Counted(len(page.patients)) if is_whole else listing.count(session, actor, view)
    return counted, page


def rows_of(
    session: Session, actor: Actor, patients: Sequence[Patient], *, is_leaving: bool = False
) -> list[CaseRow]:
    """The lines of these patients, whom the person may see; ``is_leaving`` the center, in a file."""
    ids = [patient.id for patient in patients if patient.id]
    zone = accounts.center(session).time_zone
    steps, open_referrals = _next_steps(session, actor, ids, zone, is_leaving)
    going_on = _GoingOn(
        next_steps=steps,
        open_referrals=open_referrals,
        appointments=_appointments(session, actor, ids),
        last_contacts=last_reached_of(session, actor, ids),
        since=caseloads.kept_since(session, actor, ids),
        sites=dict(session.exec(select(Site.id, Site.name)).all()),
    )
    return [_row(patient, going_on, zone) for patient in patients]


def _next_steps(
    session: Session, actor: Actor, ids: Collection[int], zone: str, is_leaving: bool
) -> tuple[dict[int, _Step], Mapping[int, int]]:
    """What is due first of each patient's open referrals and follow-ups; how many referrals are open."""
    asked = asked_by(actor, ids=ids)
    today, now = clock.today(zone), clock.now()
    follow_ups_due = session.execute(_open_follow_ups(actor, is_leaving), asked)
    first = {patient_id: _Step(words, day, day < today) for patient_id, words, day in follow_ups_due}
    found = session.execute(_open_referrals(actor, is_leaving), asked).all()
    # The last one written for a patient is the one that is due first.
    its_referral = {
        patient_id: _Step(f"{kind}: {stage}", last_day(at, zone), at < now)
        for patient_id, kind, stage, at in found
        if at is not None
    }
    for patient_id, step in its_referral.items():
        if patient_id not in first or step.day <= first[patient_id].day:
            first[patient_id] = step
    return first, Counter(patient_id for patient_id, *_ in found)


def _tells(referral_id: Mapped[int] | Mapped[int | None], is_leaving: bool) -> ColumnElement[bool]:
    return may_leave_in_a_list(referral_id) if is_leaving else true()


@once_for_each_sight
def _open_referrals(actor: Actor, is_leaving: bool) -> Select[int, str, str, datetime | None]:
    """What is due last of all stands first."""
    return (
        referrals.visible_to(actor)
        .with_only_columns(
            col(Referral.patient_id), col(ReferralType.name), col(Stage.name), col(Referral.due_at)
        )
        .join(ReferralType, col(ReferralType.id) == Referral.type_id)
        .join(Stage, col(Stage.id) == Referral.stage_id)
        .where(
            col(Referral.patient_id).in_(IDS),
            col(Referral.closed_at).is_(None),
            _tells(col(Referral.id), is_leaving),
        )
        .order_by(col(Referral.due_at).desc())
    )


@once_for_each_sight
def _open_follow_ups(actor: Actor, is_leaving: bool) -> Select[int, str, date]:
    """What is due last of all stands first."""
    return (
        follow_ups.visible_to(actor)
        .with_only_columns(col(FollowUp.patient_id), col(FollowUp.text), col(FollowUp.due_on))
        .where(
            col(FollowUp.patient_id).in_(IDS),
            col(FollowUp.done_at).is_(None),
            _tells(col(FollowUp.referral_id), is_leaving),
        )
        .order_by(col(FollowUp.due_on).desc(), col(FollowUp.id).desc())
    )


def _appointments(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, _Appointments]:
    found = session.execute(_ahead_and_seen(actor), asked_by(actor, ids=ids, now=clock.now()))
    return {patient_id: _Appointments(*when) for patient_id, *when in found if patient_id}


@once_for_each_sight
def _ahead_and_seen(actor: Actor) -> Select[int | None, datetime, datetime]:
    starts, status = col(Appointment.starts_at), col(Appointment.status)
    ahead = case((and_(status.in_(MOVABLE), starts >= NOW), starts))
    seen = case((status.in_(_ATTENDED), starts))
    return (
        calendar.visible_to(actor)
        .with_only_columns(col(Appointment.patient_id), func.min(ahead), func.max(seen))
        .where(col(Appointment.patient_id).in_(IDS), status.in_((*MOVABLE, *_ATTENDED)))
        .group_by(col(Appointment.patient_id))
    )


def _row(patient: Patient, going_on: _GoingOn, zone: str) -> CaseRow:
    assert patient.id is not None
    step = going_on.next_steps.get(patient.id)
    ahead, seen = going_on.appointments.get(patient.id, _NO_APPOINTMENTS)
    return CaseRow(
        id=patient.id,
        coordinator_id=patient.coordinator_id,
        name=listed_name(patient.last_name, patient.first_name),
        preferred_name=patient.preferred_name,
        who=identity(patient.birth_date, patient.mrn, clock.today(zone)),
        phone=spoken_phone(patient.phone),
        phone_owner=patient.phone_owner,
        language=language_name(patient.language),
        interpreter=interpreter_mark(patient),
        risk=patient.risk or "",
        next_step=step.words if step else "",
        due=written_date(step.day) if step else "",
        is_late=step is not None and step.is_late,
        next_day=_day(ahead, zone),
        next_time=written_clock(ahead, zone) if ahead else "",
        last_contact=_day(going_on.last_contacts.get(patient.id), zone),
        last_seen=_day(seen, zone),
        open_referrals=going_on.open_referrals.get(patient.id, 0),
        born=written_birth(patient.birth_date, clock.today(zone)),
        mrn=patient.mrn or "",
        site=going_on.sites[patient.home_site_id],
        since=_day(going_on.since.get(patient.id), zone),
        added=_day(patient.created_at, zone),
    )


def _day(instant: datetime | None, zone: str) -> str:
    return written_date(clock.local(instant, zone)) if instant else ""
