"""Notes beside a referral. Whom a note names by @, finds it on the first page until it is read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, update
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import User, UserSite
from carehub.core import changes, clock, journal
from carehub.core.actor import PERMISSIONS, Actor, Permission, Role, require
from carehub.core.errors import Invalid
from carehub.core.sight import MOST, asked_by, once_for_each_sight
from carehub.patients.models import Patient, PatientSite
from carehub.referrals.evidence import TEXT_LIMIT
from carehub.referrals.models import Mention, Referral, ReferralNote, ReferralType
from carehub.referrals.reading import find, visible_to

_READERS = [role for role in Role if Permission.NOTES_SEE in PERMISSIONS[role]]
_MOST_MENTIONS = 50


@dataclass(frozen=True)
class Note:
    """A note with its author's name, and the names of those it is meant for."""

    row: ReferralNote
    who: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Unread:
    """A note that names this person, who has not opened its referral since."""

    referral_id: int
    patient: Patient
    type_name: str
    who: str
    text: str
    at: datetime
    note_id: int


def write(session: Session, actor: Actor, referral_id: int, text: str) -> ReferralNote:
    """Write a note. Invalid when it names a colleague who could not find it; no clock is reset."""
    require(actor, Permission.NOTES_SEE)
    referral = find(session, actor, referral_id)
    text = text.strip()
    if not text or len(text) > TEXT_LIMIT:
        raise Invalid(f"Write a note of up to {TEXT_LIMIT:,} characters.")
    named = _named(session, actor, referral, text)
    note = ReferralNote(referral_id=referral_id, text=text, at=clock.now(), by_id=actor.user_id)
    session.add(note)
    session.flush()
    session.add_all(Mention(note_id=note.id or 0, user_id=user_id) for user_id in sorted(named))
    journal.record(
        session, actor, "referrals.note", patient_id=referral.patient_id, subject=f"referral:{referral_id}"
    )
    changes.announce(session, changes.Topic.REFERRALS, referral_id)
    if named:
        changes.announce(session, changes.Topic.MENTIONS, *sorted(named))
    return note


def notes_of(session: Session, actor: Actor, referral_id: int) -> list[Note]:
    """The notes of a referral, the newest first."""
    require(actor, Permission.NOTES_SEE)
    find(session, actor, referral_id)
    written = (
        select(ReferralNote, User.name)
        .join(User, col(User.id) == ReferralNote.by_id)
        .where(ReferralNote.referral_id == referral_id)
        .order_by(col(ReferralNote.id).desc())
    )
    meant_for = _meant_for(session, referral_id)
    return [Note(row, who, meant_for.get(row.id or 0, ())) for row, who in session.exec(written)]


def colleagues(session: Session, actor: Actor, referral_id: int) -> dict[int, str]:
    """Who may be named in a note: those who may see this patient and read notes. Names by user id."""
    require(actor, Permission.NOTES_SEE)
    referral = find(session, actor, referral_id)
    at_its_sites = (
        select(UserSite.user_id)
        .join(PatientSite, col(PatientSite.site_id) == UserSite.site_id)
        .where(PatientSite.patient_id == referral.patient_id)
    )
    readers = select(User.id, User.name).where(
        col(User.is_active),
        col(User.role).in_(_READERS),
        col(User.id) != actor.user_id,
        or_(col(User.all_sites), col(User.id).in_(at_its_sites)),
    )
    return {user_id: name for user_id, name in session.exec(readers.order_by(User.name)) if user_id}


def unread(session: Session, actor: Actor, most: int = _MOST_MENTIONS) -> list[Unread]:
    """The notes that wait for this person, the newest first; of patients that are still visible."""
    if not actor.may(Permission.NOTES_SEE):
        return []
    waiting = session.execute(_first_waiting(actor), asked_by(actor, most=most))
    return [
        Unread(note.referral_id, patient, type_name, who, note.text, note.at, note.id or 0)
        for patient, type_name, who, note in waiting
    ]


def count_unread(session: Session, actor: Actor) -> int:
    """How many notes wait for this person."""
    if not actor.may(Permission.NOTES_SEE):
        return 0
    return session.execute(_waiting(actor).with_only_columns(func.count(col(ReferralNote.id)))).scalar_one()


def mark_read(session: Session, actor: Actor, referral_id: int) -> bool:
    """This person sees the notes of the referral now; whether any of them had waited."""
    of_it = select(ReferralNote.id).where(ReferralNote.referral_id == referral_id)
    waiting = (col(Mention.user_id) == actor.user_id, col(Mention.read_at).is_(None))
    waited = session.exec(select(Mention).where(*waiting, col(Mention.note_id).in_(of_it))).first()
    if waited is None:
        return False
    find(session, actor, referral_id)
    seen = update(Mention).where(*waiting, col(Mention.note_id).in_(of_it)).values(read_at=clock.now())
    session.execute(seen.execution_options(synchronize_session=False))
    changes.announce(session, changes.Topic.MENTIONS, actor.user_id)
    return True


@once_for_each_sight
def _first_waiting(actor: Actor) -> Select[Patient, str, str, ReferralNote]:
    return (
        _waiting(actor)
        .select_from(Referral)
        .join(ReferralType, col(ReferralType.id) == Referral.type_id)
        .join(User, col(User.id) == ReferralNote.by_id)
        .with_only_columns(Patient, col(ReferralType.name), col(User.name), ReferralNote)  # pyright: ignore
        .order_by(col(ReferralNote.id).desc())
        .limit(MOST)
    )


def _waiting(actor: Actor) -> SelectOfScalar[Referral]:
    return (
        visible_to(actor)
        .join(ReferralNote, col(ReferralNote.referral_id) == Referral.id)
        .join(Mention, col(Mention.note_id) == ReferralNote.id)
        .where(col(Mention.user_id) == actor.user_id, col(Mention.read_at).is_(None))
    )


def _named(session: Session, actor: Actor, referral: Referral, text: str) -> set[int]:
    reachable = colleagues(session, actor, referral.id or 0)
    everyone = (
        session.exec(select(User.id, User.name).where(col(User.is_active))).all() if "@" in text else []
    )
    for user_id, name in everyone:
        if _names(text, name) and user_id != actor.user_id and name not in reachable.values():
            raise Invalid(f"{name} may not read this patient's notes. Take the @ before the name away.")
    return {user_id for user_id, name in reachable.items() if _names(text, name)}


def _names(text: str, name: str) -> bool:
    return re.search(rf"@{re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def _meant_for(session: Session, referral_id: int) -> dict[int, tuple[str, ...]]:
    named = (
        select(Mention.note_id, User.name)
        .join(User, col(User.id) == Mention.user_id)
        .join(ReferralNote, col(ReferralNote.id) == Mention.note_id)
        .where(ReferralNote.referral_id == referral_id)
        .order_by(User.name)
    )
    return _grouped(session.exec(named))


def _grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    grouped: dict[int, tuple[str, ...]] = {}
    for note_id, name in pairs:
        grouped[note_id] = (*grouped.get(note_id, ()), name)
    return grouped
