"""How heavy each caseload is just now, as far as one may see its patients."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypedDict

from sqlalchemy import Select, case, func, true
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from carehub.caseloads import service as caseloads
from carehub.caseloads.load import NO_LOAD, Load
from carehub.core.actor import Actor, Permission, require
from carehub.core.sight import asked_by, once_for_each_sight
from carehub.desk.caseload.listing import KEEPER, as_of_now, has_late_work
from carehub.desk.caseload.view import ON, UNASSIGNED, CaseloadView
from carehub.patients import service as patients
from carehub.patients.models import Patient, PatientStatus, Risk

PAGE = "/caseload"
NOBODY = "Nobody yet"


class _Whose(Enum):
    """Whose loads are counted."""

    ALL = auto()
    ONE = auto()
    NOBODYS = auto()


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
    found = _counted(session, actor, _Whose.ALL)
    names = caseloads.within_reach(session, actor)
    kept = [Kept(user_id, name, found.get(user_id, NO_LOAD)) for user_id, name in names.items()]
    heaviest_first = sorted(kept, key=lambda each: (-each.load.points, each.name))
    return [*heaviest_first, Kept(None, NOBODY, found.get(None, NO_LOAD))]


def load_of(session: Session, actor: Actor, user_id: int | None) -> Load:
    """The load of one caseload, or of those with nobody."""
    require(actor, Permission.CASELOAD_ASSIGN)
    whose = _Whose.NOBODYS if user_id is None else _Whose.ONE
    return _counted(session, actor, whose, user_id).get(user_id, NO_LOAD)


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


def _counted(
    session: Session, actor: Actor, whose: _Whose, user_id: int | None = None
) -> dict[int | None, Load]:
    asked = asked_by(actor, **as_of_now(session), keeper=user_id)
    found = session.execute(_loads(actor, whose), asked)
    return {keeper: Load(*numbers_of) for keeper, *numbers_of in found}


@once_for_each_sight
def _loads(actor: Actor, whose: _Whose) -> Select[int | None, int, int, int, int]:
    keeps = col(Patient.coordinator_id)
    which = {_Whose.ALL: true(), _Whose.ONE: keeps == KEEPER, _Whose.NOBODYS: keeps.is_(None)}
    return (
        patients.visible_to(actor)
        .where(Patient.status == PatientStatus.ACTIVE, which[whose])
        .with_only_columns(
            keeps,
            func.count(),
            _how_many(col(Patient.risk) == Risk.MEDIUM),
            _how_many(col(Patient.risk) == Risk.HIGH),
            _how_many(has_late_work(actor)),
        )
        .group_by(keeps)
    )


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
