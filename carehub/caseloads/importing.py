"""The caseloads that a spreadsheet brings along: many patients in a few statements."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from carehub.accounts.models import UserSite
from carehub.caseloads.coordinators import keepers
from carehub.caseloads.models import Assignment
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.patients import service as patients
from carehub.patients.models import Patient, PatientSite

_AT_ONCE = 2_000
FROM_A_SPREADSHEET = "imported"
_AN_IMPORT_WAS_UNDONE = "an import was undone"


def assign_imported(session: Session, actor: Actor, coordinator_of: Mapping[int, int]) -> frozenset[int]:
    """Make each coordinator responsible for the patients, by patient id.

    Returns the patients left as they were, because the coordinator does not work at one of their
    sites or because the person who imports may not see them.
    """
    require(actor, Permission.IMPORTS_RUN)
    left_out: set[int] = set()
    assigned = 0
    for part in _parts(coordinator_of):
        able = _able(session, actor, part)
        left_out |= part.keys() - able.keys()
        assigned += _hand_over(session, actor, able)
    if assigned:
        journal.record(
            session, actor, "caseloads.import", fields=["coordinator"], reason=f"{assigned} patients"
        )
        announce(session, Topic.CASELOADS)
    return frozenset(left_out)


def take_back_assignments(session: Session, actor: Actor, before: Mapping[int, int | None]) -> None:
    """Undo imported assignments: each patient goes back to who was responsible before, or to nobody."""
    require(actor, Permission.IMPORTS_RUN)
    keeps = {user.id for user in keepers(session)}
    for patient_id, to in before.items():
        holding = (col(Assignment.patient_id) == patient_id, col(Assignment.until).is_(None))
        session.execute(update(Assignment).where(*holding).values(until=clock.now()))
        if to is not None and to in keeps:
            session.add(
                Assignment(
                    patient_id=patient_id,
                    coordinator_id=to,
                    since=clock.now(),
                    assigned_by=actor.user_id,
                    reason=_AN_IMPORT_WAS_UNDONE,
                )
            )
    session.flush()
    journal.record(
        session, actor, "caseloads.undo_import", fields=["coordinator"], reason=f"{len(before)} patients"
    )
    announce(session, Topic.CASELOADS)


def _parts(coordinator_of: Mapping[int, int]) -> Iterator[dict[int, int]]:
    pairs = iter(coordinator_of.items())
    while part := dict(islice(pairs, _AT_ONCE)):
        yield part


def _able(session: Session, actor: Actor, wanted: Mapping[int, int]) -> dict[int, int]:
    """Of the wanted, those whose coordinator works at one of the patient's sites."""
    everywhere = {user.id for user in keepers(session) if user.all_sites}
    somewhere = {user.id for user in keepers(session)} - everywhere
    works_at = _sites_of_staff(session, somewhere)
    cared_at = _sites_of_patients(session, actor, wanted.keys())
    return {
        patient_id: to
        for patient_id, to in wanted.items()
        if patient_id in cared_at and (to in everywhere or works_at[to] & cared_at[patient_id])
    }


def _sites_of_staff(session: Session, user_ids: Collection[int | None]) -> dict[int, set[int]]:
    sites: defaultdict[int, set[int]] = defaultdict(set)
    works = select(UserSite.user_id, UserSite.site_id).where(col(UserSite.user_id).in_(user_ids))
    for user_id, site_id in session.exec(works):
        sites[user_id].add(site_id)
    return sites


def _sites_of_patients(session: Session, actor: Actor, patient_ids: Collection[int]) -> dict[int, set[int]]:
    sites: defaultdict[int, set[int]] = defaultdict(set)
    cared = (
        select(PatientSite.patient_id, PatientSite.site_id)
        .join(Patient, col(Patient.id) == PatientSite.patient_id)
        .where(col(PatientSite.patient_id).in_(patient_ids), patients.at_sites_of(actor))
    )
    for patient_id, site_id in session.exec(cared):
        sites[patient_id].add(site_id)
    return sites


def _hand_over(session: Session, actor: Actor, coordinator_of: Mapping[int, int]) -> int:
    """Assign those who are not with that coordinator already; returns how many."""
    holding = (col(Assignment.patient_id).in_(coordinator_of), col(Assignment.until).is_(None))
    holds = dict(session.exec(select(Assignment.patient_id, Assignment.coordinator_id).where(*holding)).all())
    changing = {who: to for who, to in coordinator_of.items() if holds.get(who) != to}
    if not changing:
        return 0
    ends = (col(Assignment.patient_id).in_(changing), col(Assignment.until).is_(None))
    session.execute(update(Assignment).where(*ends).values(until=clock.now()))
    session.execute(
        insert(Assignment),
        [
            {
                "patient_id": patient_id,
                "coordinator_id": to,
                "since": clock.now(),
                "assigned_by": actor.user_id,
                "reason": FROM_A_SPREADSHEET,
            }
            for patient_id, to in changing.items()
        ],
    )
    return len(changing)
