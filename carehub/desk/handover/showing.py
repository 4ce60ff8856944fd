"""What a handover is about, patient by patient, as the page and the pack on paper show it."""

from collections.abc import Collection, Mapping
from typing import TypedDict

from sqlmodel import Session, col, select

from carehub.accounts import service as accounts
from carehub.accounts.models import User
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.dates import written_date, written_time
from carehub.desk.caseload.reading import CaseRow, rows_of
from carehub.desk.handover.models import Fate, HandoverItem, Thing
from carehub.desk.handover.planning import Plan
from carehub.desk.handover.service import Kept
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.models import FollowUp
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.patients.names import listed_name
from carehub.referrals import service as referrals
from carehub.referrals.cards import turn
from carehub.referrals.clocks import last_day
from carehub.referrals.models import Referral, ReferralType
from carehub.referrals.wording import WHOSE_MOVE
from carehub.shared_calendar import reading as calendar
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.status import MOVABLE

_THINGS = {
    Thing.PATIENT: "patient",
    Thing.REFERRAL: "referral",
    Thing.FOLLOW_UP: "follow-up",
    Thing.APPOINTMENT: "appointment",
}
Lines = dict[int, list[str]]


class GoingRow(TypedDict):
    """A patient who is handed over; ``to`` is empty where nobody who was chosen can take over."""

    id: int
    name: str
    who: str
    risk: str
    to_id: str
    to: str
    referrals: list[str]
    follow_ups: list[str]
    appointments: list[str]
    last_contact: str


class LeftRow(TypedDict):
    """Something that was left, or kept, and why."""

    id: int
    what: str
    why: str


class PastRow(TypedDict):
    """A handover of before; ``can_return`` while it stands."""

    id: int
    title: str
    by: str
    counted: str
    can_return: bool


def going_rows(session: Session, actor: Actor, plan: Plan) -> list[GoingRow]:
    """The patients of the caseload, each with all that a colleague has to know first."""
    to = {step.row_id: step.to_id for step in plan.steps if step.thing is Thing.PATIENT}
    ids = [patient.id or 0 for patient in plan.going]
    zone = accounts.center(session).time_zone
    names = _names(session)
    lines = (
        _referrals(session, actor, ids, zone),
        _follow_ups(session, actor, ids),
        _appointments(session, actor, ids, zone),
    )
    return [_going(row, to[row["id"]], names, lines) for row in rows_of(session, actor, plan.going)]


def counted(plan: Plan) -> str:
    """``2 patients, 1 referral, 3 follow-ups, 1 appointment``, and how much nobody can take."""
    going = ", ".join(_number(plan.count(thing), words) for thing, words in _THINGS.items())
    return f"{going}. {plan.staying} stay: nobody chosen works at their site" if plan.staying else going


def left_rows(session: Session, actor: Actor, items: Collection[HandoverItem]) -> list[LeftRow]:
    """What stayed, by the patient's name where the person may see the patient."""
    stayed = [item for item in _shown(session, actor, items) if item.fate in (Fate.LEFT, Fate.KEPT)]
    seen = patients.visible_to(actor).where(col(Patient.id).in_({item.patient_id for item in stayed}))
    names = {each.id: listed_name(each.last_name, each.first_name) for each in session.exec(seen)}
    return [
        LeftRow(
            id=item.id or 0,
            what=f"{_THINGS[item.thing].capitalize()}: {names.get(item.patient_id, 'a patient')}",
            why=item.note,
        )
        for item in stayed
    ]


def _shown(session: Session, actor: Actor, items: Collection[HandoverItem]) -> list[HandoverItem]:
    """Without the referrals and what belongs to them that the person may not see, or not any more."""
    seen: dict[Thing, set[int | None]] = {
        Thing.REFERRAL: set(session.scalars(referrals.visible_to(actor).with_only_columns(col(Referral.id)))),
        Thing.FOLLOW_UP: set(
            session.scalars(follow_ups.visible_to(actor).with_only_columns(col(FollowUp.id)))
        ),
        Thing.APPOINTMENT: set(
            session.scalars(calendar.visible_to(actor).with_only_columns(col(Appointment.id)))
        ),
    }
    return [item for item in items if item.thing not in seen or item.row_id in seen[item.thing]]


def past_row(kept: Kept, zone: str) -> PastRow:
    until = f" until {written_date(kept.row.until)}" if kept.row.until else ""
    fates = {Fate.MOVED: "with others", Fate.RETURNED: "back", Fate.LEFT: "left", Fate.KEPT: "kept"}
    return PastRow(
        id=kept.row.id or 0,
        title=f"{kept.whose}: {kept.row.why.value}{until} ({kept.row.reason})",
        by=f"by {kept.by}, {written_time(kept.row.at, zone)}",
        counted=", ".join(f"{kept.fates[fate]} {words}" for fate, words in fates.items() if kept.fates[fate]),
        can_return=kept.row.returned_at is None,
    )


def _going(
    row: CaseRow, to_id: int | None, names: Mapping[int, str], lines: tuple[Lines, Lines, Lines]
) -> GoingRow:
    its_referrals, its_follow_ups, its_appointments = (each.get(row["id"], []) for each in lines)
    return GoingRow(
        id=row["id"],
        name=row["name"],
        who=row["who"],
        risk=row["risk"],
        to_id=str(to_id or ""),
        to=names.get(to_id or 0, ""),
        referrals=its_referrals,
        follow_ups=its_follow_ups,
        appointments=its_appointments,
        last_contact=row["last_contact"],
    )


def _names(session: Session) -> dict[int, str]:
    return {user.id: user.name for user in session.exec(select(User)) if user.id}


def _referrals(session: Session, actor: Actor, ids: Collection[int], zone: str) -> Lines:
    still_open = (
        referrals.visible_to(actor)
        .join(ReferralType, col(ReferralType.id) == Referral.type_id)
        .where(col(Referral.patient_id).in_(ids), col(Referral.closed_at).is_(None))
        .order_by(col(Referral.due_at))
        .add_columns(col(ReferralType.name))
    )
    found: Lines = {}
    for referral, kind in session.execute(still_open):
        due = f", due {written_date(last_day(referral.due_at, zone))}" if referral.due_at else ""
        words = f"{kind}: {WHOSE_MOVE[turn(referral, clock.now())]}{due}"
        found.setdefault(referral.patient_id, []).append(words)
    return found


def _follow_ups(session: Session, actor: Actor, ids: Collection[int]) -> Lines:
    still_open = follow_ups.visible_to(actor).where(
        col(FollowUp.patient_id).in_(ids), col(FollowUp.done_at).is_(None)
    )
    found: Lines = {}
    for each in session.exec(still_open.order_by(col(FollowUp.due_on))):
        found.setdefault(each.patient_id, []).append(f"{each.text}, due {written_date(each.due_on)}")
    return found


def _appointments(session: Session, actor: Actor, ids: Collection[int], zone: str) -> Lines:
    ahead = calendar.visible_to(actor).where(
        col(Appointment.patient_id).in_(ids),
        col(Appointment.status).in_(MOVABLE),
        col(Appointment.starts_at) > clock.now(),
    )
    found: Lines = {}
    for each in session.exec(ahead.order_by(col(Appointment.starts_at))):
        when = f"{written_time(each.starts_at, zone)}: {each.title}"
        found.setdefault(each.patient_id or 0, []).append(when)
    return found


def _number(number: int, words: str) -> str:
    return f"{number} {words}{'' if number == 1 else 's'}"
