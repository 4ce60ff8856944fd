"""The rooms of the sites."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from carehub.accounts.models import Site
from carehub.core import journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.database import versioned_update
from carehub.core.errors import Conflict, Invalid, NotFound
from carehub.working_time.models import Room

_LONGEST_NAME = 60


def rooms(session: Session, site_id: int) -> list[Room]:
    """The rooms of a site that can be booked, by name."""
    in_use = select(Room).where(Room.site_id == site_id, col(Room.is_active)).order_by(Room.name)
    return list(session.exec(in_use))


def every_room(session: Session, actor: Actor) -> list[Room]:
    """All rooms of the center, those not used any more last."""
    require(actor, Permission.SETTINGS_MANAGE)
    return list(session.exec(select(Room).order_by(col(Room.is_active).desc(), Room.name)))


def add_room(session: Session, actor: Actor, site_id: int, name: str) -> int:
    """A new room of a site; returns its id."""
    require(actor, Permission.SETTINGS_MANAGE)
    if session.get(Site, site_id) is None:
        raise NotFound("This site is not in the list any more.")
    room = Room(site_id=site_id, name=_free_name(session, site_id, name))
    session.add(room)
    session.flush()
    assert room.id is not None
    _tell(session, actor, "rooms.add", room.id)
    return room.id


def rename_room(session: Session, actor: Actor, room_id: int, version: int, name: str) -> None:
    """Call a room something else."""
    require(actor, Permission.SETTINGS_MANAGE)
    room = _find(session, room_id)
    _update(session, room, version, name=_free_name(session, room.site_id, name, but=room_id))
    _tell(session, actor, "rooms.rename", room_id, "name")


def close_room(session: Session, actor: Actor, room_id: int, version: int) -> None:
    """Offer a room no more; what is booked in it stays."""
    require(actor, Permission.SETTINGS_MANAGE)
    _update(session, _find(session, room_id), version, is_active=False)
    _tell(session, actor, "rooms.close", room_id, "is_active")


def reopen_room(session: Session, actor: Actor, room_id: int, version: int) -> None:
    """Offer a room again."""
    require(actor, Permission.SETTINGS_MANAGE)
    _update(session, _find(session, room_id), version, is_active=True)
    _tell(session, actor, "rooms.reopen", room_id, "is_active")


def _find(session: Session, room_id: int) -> Room:
    room = session.get(Room, room_id)
    if room is None:
        raise NotFound("This room is not in the list any more.")
    return room


def _free_name(session: Session, site_id: int, typed: str, but: int | None = None) -> str:
    name = " ".join(typed.split())
    if not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
        raise Invalid(f"A room's name has 1 to {_LONGEST_NAME} characters.")
    same = select(Room.id).where(Room.site_id == site_id, func.lower(Room.name) == name.lower())
    if any(room_id != but for room_id in session.exec(same)):
        raise Conflict(f"This site has a room named {name} already.")
    return name


def _update(session: Session, room: Room, version: int, **values: object) -> None:
    assert room.id is not None
    if not versioned_update(session, Room, room.id, version, **values):
        raise Conflict(f"Someone else changed {room.name} just now. Look again, then repeat.")


def _tell(session: Session, actor: Actor, action: str, room_id: int, *fields: str) -> None:
    journal.record(session, actor, action, subject=f"room:{room_id}", fields=fields)
    announce(session, Topic.WORKING_TIME)
