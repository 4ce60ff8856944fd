"""How heavy each caseload is just now, as far as one may see its patients."""

from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import case, func
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from carehub.caseloads import service as caseloads
from carehub.caseloads.load import NO_LOAD, Load
from carehub.core.actor import Actor, Permission, require
from carehub.desk.caseload.listing import has_late_work
from carehub.desk.caseload.view import ON, UNASSIGNED, CaseloadView
from carehub.patients import service as patients
from carehub.patients.models import Patient, PatientStatus, Risk

PAGE = "/caseload"
NOBODY = "Nobody yet"


@dataclass(frozen=True, slots=True)
class Kept:
    """A coordinator's load; ``user_id`` is None for the patients with nobody."""

    user_id: int | None
    name: str
    load: Load


class Number(TypedDict):
    """One number of a load, and where the patients behind it are listed."""

    label: str
    number: int
    href: str


def loads(session: Session, actor: Actor) -> list[Kept]:
    """Everyone within this person's reach, the heaviest first; at last those with nobody."""
    require(actor, Permission.CASELOAD_ASSIGN)
    found = _counted(session, actor)
    names = caseloads.within_reach(session, actor)
    kept = [Kept(user_id, name, found.get(user_id, NO_LOAD)) for user_id, name in names.items()]
    heaviest_first = sorted(kept, key=lambda each: (-each.load.points, each.name))
    return [*heaviest_first, Kept(None, NOBODY, found.get(None, NO_LOAD))]


def load_of(session: Session, actor: Actor, user_id: int | None) -> Load:
    """The load of one caseload, or of those with nobody."""
    require(actor, Permission.CASELOAD_ASSIGN)
    keeps = col(Patient.coordinator_id)
    whose = keeps.is_(None) if user_id is None else keeps == user_id
    return _counted(session, actor, whose).get(user_id, NO_LOAD)


def numbers(load: Load, whose: int | None) -> list[Number]:
    """What a load is made of; each number opens the patients that it counts."""
    keeper = UNASSIGNED if whose is None else str(whose)
    return [
        Number(label=label, number=number, href=f"{PAGE}?{CaseloadView(whose=keeper, **only).address()}")
        for label, number, only in (
            ("patients", load.patients, {}),
            ("high risk", load.high, {"risk": Risk.HIGH.value}),
            ("medium risk", load.medium, {"risk": Risk.MEDIUM.value}),
            ("with late work", load.late, {"late": ON}),
        )
    ]


def _counted(session: Session, actor: Actor, *which: ColumnElement[bool]) -> dict[int | None, Load]:
    keeps = col(Patient.coordinator_id)
    counted = (
        patients.visible_to(actor)
        .where(Patient.status == PatientStatus.ACTIVE, *which)
        .with_only_columns(
            keeps,
            func.count(),
            _how_many(col(Patient.risk) == Risk.MEDIUM),
            _how_many(col(Patient.risk) == Risk.HIGH),
            _how_many(has_late_work(session, actor)),
        )
        .group_by(keeps)
    )
    return {user_id: Load(*numbers_of) for user_id, *numbers_of in session.execute(counted)}


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
