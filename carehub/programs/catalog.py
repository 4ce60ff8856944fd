"""The programs that the center has: an admin names them, everyone who coordinates chooses from them."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from carehub.core import changes, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.database import versioned_update
from carehub.core.errors import Conflict, Invalid, NotFound
from carehub.programs.models import Enrolment, Program, ProgramKind

_LONGEST_NAME = 60
_CHANGED = "Someone changed this program meanwhile. Look at it again."


@dataclass(frozen=True)
class ProgramLine:
    """A program, with how many patients of the whole center are in it now."""

    program: Program
    patients: int


def offered(session: Session, actor: Actor) -> list[Program]:
    """The programs that patients can be enrolled in, by name."""
    require(actor, Permission.PATIENTS_SEE)
    in_use = select(Program).where(col(Program.is_retired).is_(False))
    return list(session.exec(in_use.order_by(func.lower(Program.name))))


def every_program(session: Session, actor: Actor) -> list[ProgramLine]:
    """All programs, retired ones too, by name."""
    require(actor, Permission.SETTINGS_MANAGE)
    counted = dict(
        session.exec(
            select(Enrolment.program_id, func.count())
            .where(col(Enrolment.until).is_(None))
            .group_by(col(Enrolment.program_id))
        ).all()
    )
    found = session.exec(select(Program).order_by(func.lower(Program.name)))
    return [ProgramLine(program, counted.get(program.id or 0, 0)) for program in found]


def add_program(session: Session, actor: Actor, name: str, kind: ProgramKind) -> Program:
    """A new program, offered at once."""
    require(actor, Permission.SETTINGS_MANAGE)
    program = Program(name=_usable(session, name), kind=kind)
    session.add(program)
    session.flush()
    _tell(session, actor, "add", program.id or 0, ["kind", "name"])
    return program


def edit_program(
    session: Session, actor: Actor, program_id: int, version: int, name: str, kind: ProgramKind
) -> Program:
    """Another name or kind; enrolments stay, and minutes count by the new kind."""
    require(actor, Permission.SETTINGS_MANAGE)
    program = _find(session, program_id)
    wanted = {"name": _usable(session, name, program_id), "kind": kind}
    changed = {field: value for field, value in wanted.items() if getattr(program, field) != value}
    return _change(session, actor, program, version, "edit", **changed)


def retire_program(session: Session, actor: Actor, program_id: int, version: int) -> Program:
    """Offer a program no longer; who is in it stays in it."""
    require(actor, Permission.SETTINGS_MANAGE)
    return _change(session, actor, _find(session, program_id), version, "retire", is_retired=True)


def offer_again(session: Session, actor: Actor, program_id: int, version: int) -> Program:
    require(actor, Permission.SETTINGS_MANAGE)
    return _change(session, actor, _find(session, program_id), version, "offer", is_retired=False)


def _find(session: Session, program_id: int) -> Program:
    program = session.get(Program, program_id)
    if program is None:
        raise NotFound("This program is not in the list any more.")
    return program


def _usable(session: Session, name: str, program_id: int | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid("Give the program a name.")
    if len(name) > _LONGEST_NAME:
        raise Invalid(f"Keep the name under {_LONGEST_NAME} characters.")
    same = select(Program).where(func.lower(Program.name) == name.lower())
    if any(other.id != program_id for other in session.exec(same)):
        raise Conflict(f"There is a program called {name} already.")
    return name


def _change(
    session: Session, actor: Actor, program: Program, version: int, action: str, **values: object
) -> Program:
    assert program.id is not None
    if not versioned_update(session, Program, program.id, version, **values):
        raise Conflict(_CHANGED)
    session.refresh(program)
    _tell(session, actor, action, program.id, list(values))
    return program


def _tell(session: Session, actor: Actor, action: str, program_id: int, fields: list[str]) -> None:
    journal.record(session, actor, f"programs.{action}", subject=f"program:{program_id}", fields=fields)
    changes.announce(session, changes.Topic.PROGRAMS, program_id)
