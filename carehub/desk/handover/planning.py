"""What a handover would do: which patients, referrals, follow-ups and appointments go to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from carehub.accounts.models import User, UserSite
from carehub.caseloads import service as caseloads
from carehub.caseloads.load import HIGH_RISK, LATE_WORK, MEDIUM_RISK, PATIENT
from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid, NotAllowed
from carehub.desk.caseload.listing import as_of_now, has_late_work
from carehub.desk.handover.models import Thing
from carehub.desk.handover.splitting import Going, Split, Taker, divided
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.models import FollowUp
from carehub.patients import service as patients
from carehub.patients.models import Patient, PatientSite, Risk
from carehub.referrals import service as referrals
from carehub.referrals.models import Referral
from carehub.shared_calendar import reading as calendar
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.status import MOVABLE, Kind

MOST_TAKERS = 12
_WEIGHTS = {Risk.HIGH: PATIENT + HIGH_RISK, Risk.MEDIUM: PATIENT + MEDIUM_RISK}


@dataclass(frozen=True)
class Wish:
    """Whose work goes to whom; ``by_hand`` is patient -> who takes over, where a person chose."""

    from_id: int
    to_ids: tuple[int, ...]
    split: Split = Split.EVENLY
    by_hand: Mapping[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that would go; ``to_id`` is None where nobody who was chosen can take it."""

    thing: Thing
    row_id: int
    patient_id: int
    to_id: int | None
    version: int = 0


@dataclass(frozen=True)
class Plan:
    """``steps`` in the order in which they are taken; ``going`` are the patients of the caseload, by name."""

    going: tuple[Patient, ...]
    steps: tuple[Step, ...]

    def count(self, thing: Thing) -> int:
        """How many of these somebody takes over."""
        return sum(step.thing is thing and step.to_id is not None for step in self.steps)

    @property
    def staying(self) -> int:
        return sum(step.to_id is None for step in self.steps)


def plan(session: Session, actor: Actor, wish: Wish) -> Plan:
    """What handing over would do now, as far as this person sees it; nothing is changed."""
    refuse_others(actor, wish.from_id)
    takers = _takers(session, actor, wish)
    going = session.exec(caseloads.cases(actor, wish.from_id).order_by(*patients.BY_NAME)).all()
    behind = caseloads.cases(actor, wish.from_id).where(has_late_work(actor))
    late = set(session.scalars(behind.with_only_columns(col(Patient.id)), as_of_now(session)))
    others = _others(session, actor, wish.from_id, {patient.id for patient in going})
    weights = {each.id: _weight(each, each.id in late) for each in going}
    sites = _sites(session, [*weights, *(each.id for each in others)])
    who = [
        Going(each.id or 0, each.home_site_id, sites.get(each.id, frozenset()), weights.get(each.id, 0))
        for each in (*going, *others)
    ]
    to = divided(who, takers, wish.split, wish.by_hand or {})
    own = [Step(Thing.PATIENT, each.id or 0, each.id or 0, to[each.id or 0]) for each in going]
    return Plan(tuple(going), (*own, *_work(session, actor, wish.from_id, to)))


def refuse_others(actor: Actor, from_id: int) -> None:
    """A coordinator hands over the own work, a supervisor anybody's."""
    require(actor, Permission.CASELOAD_ASSIGN)
    if from_id != actor.user_id and not actor.may(Permission.CASELOAD_ASSIGN_EVERYONE):
        raise NotAllowed("You hand over your own work. For a colleague's, ask a supervisor.")


def _takers(session: Session, actor: Actor, wish: Wish) -> list[Taker]:
    within_reach = caseloads.within_reach(session, actor)
    if wish.from_id in wish.to_ids:
        raise Invalid("Choose somebody else to take over.")
    if not 1 <= len(set(wish.to_ids)) <= MOST_TAKERS or not within_reach.keys() >= set(wish.to_ids):
        raise Invalid("Choose from the list who takes over.")
    return [_taker(session, user_id) for user_id in dict.fromkeys(wish.to_ids)]


def _taker(session: Session, user_id: int) -> Taker:
    user = session.get_one(User, user_id)
    at = session.exec(select(UserSite.site_id).where(UserSite.user_id == user_id))
    return Taker(user_id, None if user.all_sites else frozenset(at))


def _weight(patient: Patient, is_late: bool) -> int:
    return _WEIGHTS.get(patient.risk or Risk.LOW, PATIENT) + (LATE_WORK if is_late else 0)


def _sites(session: Session, patient_ids: Sequence[int | None]) -> dict[int | None, frozenset[int]]:
    found: dict[int | None, set[int]] = {}
    at = select(PatientSite.patient_id, PatientSite.site_id).where(
        col(PatientSite.patient_id).in_(patient_ids)
    )
    for patient_id, site_id in session.exec(at):
        found.setdefault(patient_id, set()).add(site_id)
    return {patient_id: frozenset(sites) for patient_id, sites in found.items()}


def _others(session: Session, actor: Actor, from_id: int, own: set[int | None]) -> list[Patient]:
    """Patients of other caseloads for whom this person has something to do."""
    ids = {step.patient_id for step in _work(session, actor, from_id, {})} - own
    return list(session.exec(patients.visible_to(actor).where(col(Patient.id).in_(ids))))


def _work(session: Session, actor: Actor, from_id: int, to: Mapping[int, int | None]) -> list[Step]:
    """What is open and this person's, beside the patients themselves."""
    its_referrals = referrals.visible_to(actor).where(
        Referral.coordinator_id == from_id, col(Referral.closed_at).is_(None)
    )
    its_follow_ups = follow_ups.visible_to(actor).where(
        FollowUp.owner_id == from_id, col(FollowUp.done_at).is_(None)
    )
    its_appointments = calendar.visible_to(actor).where(
        Appointment.staff_id == from_id,
        Appointment.kind == Kind.APPOINTMENT,
        col(Appointment.patient_id).is_not(None),
        col(Appointment.status).in_(MOVABLE),
        Appointment.starts_at > clock.now(),
    )
    found = (
        (Thing.REFERRAL, session.exec(its_referrals.order_by(col(Referral.id)))),
        (Thing.FOLLOW_UP, session.exec(its_follow_ups.order_by(col(FollowUp.id)))),
        (Thing.APPOINTMENT, session.exec(its_appointments.order_by(col(Appointment.starts_at)))),
    )
    return [
        Step(thing, row.id or 0, row.patient_id or 0, to.get(row.patient_id or 0), row.version)
        for thing, rows in found
        for row in rows
    ]
