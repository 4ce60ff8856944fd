"""The center's own types of referral."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from carehub.core import changes, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.database import versioned_update
from carehub.core.errors import Conflict, Invalid, NotFound
from carehub.referrals.models import Referral, ReferralType

_LONGEST_NAME = 60
_CHANGED = "Someone changed this type meanwhile. Look at it again."


@dataclass(frozen=True)
class TypeLine:
    """A type with how many referrals of the whole center are of it."""

    type: ReferralType
    referrals: int


def every_type(session: Session, actor: Actor) -> list[TypeLine]:
    """All types, hidden ones too, in the order in which they are offered."""
    require(actor, Permission.STAGES_MANAGE)
    counted = dict(session.exec(select(Referral.type_id, func.count()).group_by(col(Referral.type_id))).all())
    return [TypeLine(kind, counted.get(kind.id or 0, 0)) for kind in _in_order(session)]


def add_type(session: Session, actor: Actor, name: str) -> ReferralType:
    """A new type, offered last."""
    require(actor, Permission.STAGES_MANAGE)
    name = _usable(session, name)
    kind = ReferralType(name=name, position=len(_in_order(session)))
    session.add(kind)
    session.flush()
    _tell(session, actor, "added", kind.id or 0, "name")
    return kind


def rename_type(session: Session, actor: Actor, type_id: int, version: int, name: str) -> ReferralType:
    require(actor, Permission.STAGES_MANAGE)
    kind = _find(session, type_id, version)
    return _write(session, actor, kind, "renamed", name=_usable(session, name, type_id))


def move_type(session: Session, actor: Actor, type_id: int, version: int, *, up: bool) -> ReferralType:
    """Change places with the next one on that side."""
    require(actor, Permission.STAGES_MANAGE)
    kind, order = _find(session, type_id, version), _in_order(session)
    at = order.index(kind)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(order):
        raise Invalid("This type is at the end of the list already.")
    order[at], order[other] = order[other], order[at]
    for position, each in enumerate(order):
        each.position = position
    session.flush()
    _tell(session, actor, "moved", type_id, "position")
    return kind


def hide_type(session: Session, actor: Actor, type_id: int, version: int) -> ReferralType:
    """Offer a type no longer; the referrals of it stay as they are."""
    require(actor, Permission.STAGES_MANAGE)
    kind = _find(session, type_id, version)
    if not any(not each.is_hidden for each in _in_order(session) if each.id != type_id):
        raise Invalid("This is the last type that is offered. Show or add another one first.")
    return _write(session, actor, kind, "hidden", is_hidden=True)


def show_type(session: Session, actor: Actor, type_id: int, version: int) -> ReferralType:
    require(actor, Permission.STAGES_MANAGE)
    return _write(session, actor, _find(session, type_id, version), "shown", is_hidden=False)


def _in_order(session: Session) -> list[ReferralType]:
    return list(session.exec(select(ReferralType).order_by(col(ReferralType.position), col(ReferralType.id))))


def _find(session: Session, type_id: int, version: int) -> ReferralType:
    kind = session.get(ReferralType, type_id)
    if kind is None:
        raise NotFound("This type is not in the list any more.")
    if kind.version != version:
        raise Conflict(_CHANGED)
    return kind


def _usable(session: Session, name: str, type_id: int | None = None) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
        raise Invalid(f"Give the type a name of up to {_LONGEST_NAME} characters.")
    same = select(ReferralType.id).where(
        func.lower(ReferralType.name) == name.lower(), col(ReferralType.id).is_distinct_from(type_id)
    )
    if session.exec(same).first() is not None:
        raise Invalid("Another type has this name already.")
    return name


def _write(session: Session, actor: Actor, kind: ReferralType, deed: str, **values: object) -> ReferralType:
    if not versioned_update(session, ReferralType, kind.id or 0, kind.version, **values):
        raise Conflict(_CHANGED)
    _tell(session, actor, deed, kind.id or 0, *values)
    return kind


def _tell(session: Session, actor: Actor, deed: str, type_id: int, *fields: str) -> None:
    journal.record(session, actor, f"types.{deed}", subject=f"type:{type_id}", fields=fields)
    changes.announce(session, changes.Topic.REFERRALS)
