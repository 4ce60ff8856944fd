"""The directory of receivers: find, add, edit, take out of use. It holds nobody's patients."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, true
from sqlmodel import Session, and_, col, select

from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.database import versioned_update
from carehub.core.errors import Conflict, Invalid, NotFound
from carehub.directory.draft import LONGEST, ReceiverDraft
from carehub.directory.models import Receiver
from carehub.patients.names import folded

PAGE = 50
_MOST_WORDS = 8


@dataclass(frozen=True)
class Listed:
    """A page of the directory; ``total`` counts all that were found."""

    receivers: list[Receiver]
    total: int


def receivers(
    session: Session, actor: Actor, typed: str = "", *, active: bool = True, most: int = PAGE
) -> Listed:
    """The receivers to which every typed word belongs, by name."""
    require(actor, Permission.PATIENTS_SEE)
    fits = and_(col(Receiver.is_active).is_(active), _says(typed))
    found = select(Receiver).where(fits).order_by(func.lower(Receiver.listed_as)).limit(most)
    total = session.exec(select(func.count()).select_from(Receiver).where(fits)).one()
    return Listed(list(session.exec(found)), total)


def find(session: Session, actor: Actor, receiver_id: int) -> Receiver:
    require(actor, Permission.PATIENTS_SEE)
    receiver = session.get(Receiver, receiver_id)
    if receiver is None:
        raise NotFound("This receiver is not in the directory.")
    return receiver


def named(session: Session, actor: Actor, text: str) -> Receiver | None:
    """The receiver that is listed under exactly this text, in use or not."""
    require(actor, Permission.PATIENTS_SEE)
    wanted = " ".join(text.split()).lower()
    return session.exec(select(Receiver).where(func.lower(Receiver.listed_as) == wanted)).first()


def add(session: Session, actor: Actor, draft: ReceiverDraft, source_id: str | None = None) -> Receiver:
    """A new receiver."""
    values = checked(session, actor, draft)
    moment = clock.now()
    receiver = Receiver.model_validate(
        {
            **values,
            "source_id": source_id,
            "created_at": moment,
            "updated_at": moment,
        }
    )
    session.add(receiver)
    session.flush()
    _write_down(session, actor, "add", receiver, ["name"])
    return receiver


def edit(session: Session, actor: Actor, receiver_id: int, version: int, draft: ReceiverDraft) -> Receiver:
    """Change what is said of a receiver; Conflict when somebody did so since ``version``."""
    require(actor, Permission.DIRECTORY_EDIT)
    receiver = find(session, actor, receiver_id)
    changed = changes_in(session, actor, receiver, draft)
    return _change(session, actor, receiver, version, "edit", changed) if changed else receiver


def set_in_use(session: Session, actor: Actor, receiver_id: int, version: int, *, in_use: bool) -> Receiver:
    """Take a receiver out of use, or back; referrals keep the one they name."""
    require(actor, Permission.DIRECTORY_EDIT)
    receiver = find(session, actor, receiver_id)
    return _change(session, actor, receiver, version, "use" if in_use else "retire", {"is_active": in_use})


def checked(
    session: Session, actor: Actor, draft: ReceiverDraft, receiver_id: int | None = None
) -> dict[str, object]:
    """The columns of a receiver as they would be kept; refused when another one has its NPI or its name."""
    require(actor, Permission.DIRECTORY_EDIT)
    values = draft.values()
    _refuse_taken_npi(session, values["npi"], receiver_id)
    return {**values, "listed_as": _unique_name(session, values, receiver_id)}


def changes_in(session: Session, actor: Actor, receiver: Receiver, draft: ReceiverDraft) -> dict[str, object]:
    """What of the receiver the draft would change."""
    require(actor, Permission.DIRECTORY_EDIT)
    values = draft.values()
    _refuse_taken_npi(session, values["npi"], receiver.id)
    changed = {name: value for name, value in values.items() if getattr(receiver, name) != value}
    if {"name", "city", "npi"} & set(changed):
        changed["listed_as"] = _unique_name(session, values, receiver.id)
    return changed


def _unique_name(session: Session, values: dict[str, object], receiver_id: int | None) -> str:
    """The name; where another has it, with the place or the NPI, so that typing it means one receiver."""
    name, place, npi = (str(values[each] or "") for each in ("name", "city", "npi"))
    with_place = f"{name}, {place}" if place else name
    tried = [name, with_place, f"{with_place} (NPI {npi})" if npi else with_place]
    for candidate in dict.fromkeys(tried):
        taken = select(Receiver.id).where(func.lower(Receiver.listed_as) == candidate.lower())
        if session.exec(taken.where(Receiver.id != receiver_id) if receiver_id else taken).first() is None:
            return candidate
    raise Invalid(f"There is a receiver called {with_place} already. Add the place, or the NPI.")


def _says(typed: str) -> ColumnElement[bool]:
    words = folded(typed[:LONGEST]).split()[:_MOST_WORDS]
    return and_(true(), *(col(Receiver.words).contains(word, autoescape=True) for word in words))


def _refuse_taken_npi(session: Session, npi: object, receiver_id: int | None) -> None:
    if npi is None:
        return
    other = session.exec(select(Receiver).where(Receiver.npi == npi)).first()
    if other is not None and other.id != receiver_id:
        raise Conflict(f"{other.listed_as} has this NPI already.")


def _change(
    session: Session, actor: Actor, receiver: Receiver, version: int, action: str, values: dict[str, object]
) -> Receiver:
    assert receiver.id is not None
    if not versioned_update(session, Receiver, receiver.id, version, **values, updated_at=clock.now()):
        raise Conflict("Someone else changed this receiver just now. Close it and open it again.")
    session.refresh(receiver)
    _write_down(session, actor, action, receiver, sorted(values))
    return receiver


def _write_down(session: Session, actor: Actor, action: str, receiver: Receiver, fields: list[str]) -> None:
    assert receiver.id is not None
    journal.record(session, actor, f"directory.{action}", subject=f"receiver:{receiver.id}", fields=fields)
    announce(session, Topic.RECEIVERS, receiver.id)
