"""Who may see a patient and why, and who looked lately; for those who may read the journal."""

from dataclasses import dataclass
from typing import TypedDict

from sqlmodel import Session, col, or_, select

from carehub.accounts import service as accounts
from carehub.accounts.models import Site, User, UserSite
from carehub.auditing.reading import looks_at
from carehub.auditing.showing import PATIENT, ROUTE
from carehub.caseloads import service as caseloads
from carehub.core.actor import PERMISSIONS, Actor, Permission, Role, require
from carehub.core.dates import written_time
from carehub.patients import service as patients
from carehub.patients.models import PatientSite
from carehub.related_people import service as related_people

_MOST_LOOKS = 20
_SEES = [role for role in Role if Permission.PATIENTS_SEE in PERMISSIONS[role]]


class AccessRow(TypedDict):
    """``why`` says by what somebody may see the patient, ``sees`` how much of it."""

    id: int
    name: str
    role: str
    why: str
    sees: str


class LookRow(TypedDict):
    id: int
    at: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class AccessShown:
    """``journal_href`` leads to everything that the journal knows of the patient, ``history_href`` to what
    the fields of the record held before; empty for who may not."""

    people: list[AccessRow]
    looks: list[LookRow]
    journal_href: str
    history_href: str


def access_shown(session: Session, actor: Actor, patient_id: int) -> AccessShown:
    require(actor, Permission.AUDIT_READ)
    patients.find(session, actor, patient_id)
    zone = accounts.center(session).time_zone
    looks = looks_at(session, actor, patient_id, _MOST_LOOKS)
    return AccessShown(
        people=_people(session, actor, patient_id),
        looks=[
            LookRow(id=look.seq, at=written_time(look.at, zone), who=look.who, what=look.what)
            for look in looks
        ],
        journal_href=f"{ROUTE}?{PATIENT}={patient_id}",
        history_href=f"/history?patient={patient_id}" if actor.may(Permission.HISTORY_READ) else "",
    )


def _people(session: Session, actor: Actor, patient_id: int) -> list[AccessRow]:
    sites = _sites(session, patient_id)
    parts = {on.user.id: on.member.part for on in related_people.team_of(session, actor, patient_id)}
    keeps = caseloads.responsible(session, actor, patient_id)
    keeper = keeps.user_id if keeps else None
    theirs = or_(col(User.all_sites), col(User.id).in_(list(sites)))
    able = select(User).where(col(User.is_active), col(User.role).in_(_SEES), theirs)
    rows = [
        _row(person, _reasons(person, keeper, parts, sites))
        for person in session.exec(able.order_by(col(User.name), col(User.id)))
    ]
    # Who has something to do with the patient first, the rest by name.
    known = {keeper, *parts}
    return sorted(rows, key=lambda row: row["id"] not in known)


def _reasons(
    person: User, keeper: int | None, parts: dict[int | None, str], sites: dict[int, list[str]]
) -> list[str]:
    reasons = ["Coordinator of this patient"] if person.id == keeper else []
    if person.id in parts:
        reasons.append(f"Care team: {parts[person.id]}")
    if person.all_sites:
        return [*reasons, "Works at all sites"]
    return [*reasons, f"Works at {', '.join(sites[person.id or 0])}"]


def _row(person: User, reasons: list[str]) -> AccessRow:
    reads = Permission.NOTES_SEE in PERMISSIONS[person.role]
    return AccessRow(
        id=person.id or 0,
        name=person.name,
        role=person.role.label,
        why=" · ".join(reasons),
        sees="Record and care notes" if reads else "Record without care notes",
    )


def _sites(session: Session, patient_id: int) -> dict[int, list[str]]:
    """The sites of the patient at which somebody works, by person."""
    shared = (
        select(UserSite.user_id, Site.name)
        .join(PatientSite, col(PatientSite.site_id) == UserSite.site_id)
        .join(Site, col(Site.id) == UserSite.site_id)
        .where(PatientSite.patient_id == patient_id)
        .order_by(col(Site.name))
    )
    found: dict[int, list[str]] = {}
    for user_id, name in session.exec(shared):
        found.setdefault(user_id, []).append(name)
    return found
