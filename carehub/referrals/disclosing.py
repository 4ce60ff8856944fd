"""A Part 2 record leaves the center by the patient's consent or a recorded exception, and with the notice.

It is a flag of its own: who may see the referral inside the center is for sites and grants to say.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from carehub.accounts import service as accounts
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.database import versioned_update
from carehub.core.dates import written_date
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.disclosures.models import NOTICE, DisclosureGround, Ground, Part2Referral
from carehub.referrals.models import Referral
from carehub.referrals.reading import find

_LONGEST = 500
# An exception is for what happens now, not a way around the patient.
_EXCEPTION_HOLDS = timedelta(days=1)
_NEEDS_CONSENT = (
    "This is a 42 CFR Part 2 record: without the patient's consent to {receiver} it does not leave the "
    "center. Record the consent, or an exception, in the referral's panel."
)


@dataclass(frozen=True, slots=True)
class NewGround:
    """A consent or an exception as somebody writes it down; an exception says why in ``purpose``."""

    ground: Ground
    what: str
    purpose: str
    signed_on: date | None = None
    expires_on: date | None = None


def set_runs_part2(session: Session, actor: Actor, runs: bool) -> None:
    """Say whether the center runs a program under 42 CFR Part 2; marked records stay guarded either way."""
    require(actor, Permission.SETTINGS_MANAGE)
    center = accounts.center(session)
    if center.runs_part2 == runs:
        return
    center.runs_part2 = runs
    session.flush()
    journal.record(session, actor, "center.edit", subject="center:1", fields=["runs_part2"])
    announce(session, Topic.PEOPLE)


def is_part2(session: Session, actor: Actor, referral_id: int) -> bool:
    """Whether the referral is a Part 2 record."""
    find(session, actor, referral_id)
    return session.get(Part2Referral, referral_id) is not None


def mark(session: Session, actor: Actor, referral_id: int, version: int, *, is_record: bool) -> None:
    """Say that the referral is a Part 2 record, or that it is none."""
    require(actor, Permission.REFERRALS_EDIT)
    referral = find(session, actor, referral_id)
    marked = session.get(Part2Referral, referral_id)
    if (marked is not None) is is_record:
        return
    if is_record and not accounts.center(session).runs_part2:
        raise NotAllowed("This center runs no Part 2 program. An admin can say so in Settings > Privacy.")
    if not versioned_update(session, Referral, referral_id, version, updated_at=clock.now()):
        raise Conflict("Somebody changed this referral first. Nothing of yours was saved; look again.")
    if marked is not None:
        session.delete(marked)
    else:
        row = Part2Referral(referral_id=referral_id, marked_at=clock.now(), marked_by_id=actor.user_id)
        session.add(row)
    session.flush()
    _tell(session, actor, "referrals.mark_part2" if is_record else "referrals.unmark_part2", referral)


def grounds_of(session: Session, actor: Actor, referral_id: int) -> list[DisclosureGround]:
    """Every consent and exception of the referral, those that are over included, the newest first."""
    find(session, actor, referral_id)
    theirs = select(DisclosureGround).where(DisclosureGround.referral_id == referral_id)
    return list(session.exec(theirs.order_by(col(DisclosureGround.id).desc())))


def add_ground(session: Session, actor: Actor, referral_id: int, new: NewGround) -> DisclosureGround:
    """Write down a consent that the patient signed, or the exception that makes one unnecessary."""
    require(actor, Permission.REFERRALS_EDIT)
    referral = find(session, actor, referral_id)
    if session.get(Part2Referral, referral_id) is None:
        raise Invalid("Only a Part 2 record needs a consent here. Mark the referral first.")
    today = clock.today(accounts.center(session).time_zone)
    _refuse_incomplete(new, referral, today)
    row = DisclosureGround(
        referral_id=referral_id,
        ground=new.ground,
        recipient=referral.receiver,
        what=new.what.strip(),
        purpose=new.purpose.strip(),
        signed_on=new.signed_on or today,
        expires_on=new.expires_on if new.ground.is_consent else today + _EXCEPTION_HOLDS,
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    session.add(row)
    session.flush()
    _tell(session, actor, "referrals.add_ground", referral, new.ground.label)
    return row


def revoke(session: Session, actor: Actor, ground_id: int) -> None:
    """The patient takes the consent back: nothing leaves by it from now on; what left stays on record."""
    require(actor, Permission.REFERRALS_EDIT)
    row = session.get(DisclosureGround, ground_id, with_for_update=True)
    if row is None:
        raise NotFound("This consent is not here any more. Reload the page.")
    referral = find(session, actor, row.referral_id)
    if row.revoked_at is not None:
        raise Conflict("This was revoked already.")
    row.revoked_at, row.revoked_by_id = clock.now(), actor.user_id
    session.flush()
    _tell(session, actor, "referrals.revoke_ground", referral, row.ground.label)


def disclose(session: Session, actor: Actor, referral_id: int) -> str:
    """The notice that must go along when this referral leaves the center, empty for any other record.

    Refused where neither consent nor exception stands; by what it left is on record.
    """
    referral = find(session, actor, referral_id)
    if session.get(Part2Referral, referral_id) is None:
        return ""
    today = clock.today(accounts.center(session).time_zone)
    rows = grounds_of(session, actor, referral_id)
    standing = next((row for row in rows if holds(row, referral.receiver, today)), None)
    if standing is None:
        raise Invalid(_NEEDS_CONSENT.format(receiver=referral.receiver or "a receiver"))
    _tell(session, actor, "referrals.disclose", referral, f"{standing.ground.label}: {standing.purpose}")
    return f"{NOTICE} {_scope(standing)}"


def holds(row: DisclosureGround, receiver: str, today: date) -> bool:
    """Whether something may leave by this: not revoked, not over, and to whom it was meant for."""
    is_over = row.revoked_at is not None or (row.expires_on is not None and row.expires_on < today)
    is_meant = row.ground is Ground.CARE_CONSENT or row.recipient.casefold() == receiver.casefold()
    return is_meant and not is_over and row.signed_on <= today


def _scope(row: DisclosureGround) -> str:
    """The receiver is told how far the consent goes (2.32(b))."""
    until = f", until {written_date(row.expires_on)}" if row.expires_on else ", until it is revoked"
    return f"Disclosed by: {row.ground.label}; what: {row.what}; for: {row.purpose}{until}."


def _refuse_incomplete(new: NewGround, referral: Referral, today: date) -> None:
    if new.ground is not Ground.CARE_CONSENT and not referral.receiver:
        raise Invalid("Name the receiver of the referral first: a consent says to whom.")
    if not new.what.strip() or not new.purpose.strip():
        raise Invalid("Say what is disclosed, and for what.")
    if max(len(new.what), len(new.purpose)) > _LONGEST:
        raise Invalid(f"Say it in at most {_LONGEST} characters.")
    if not new.ground.is_consent:
        return
    if new.signed_on is None or new.signed_on > today:
        raise Invalid("Write the day on which the patient signed.")
    if new.expires_on is None and new.ground is Ground.CONSENT:
        raise Invalid("Write the day on which the consent ends.")
    if new.expires_on is not None and new.expires_on < today:
        raise Invalid("This consent is over already.")


def _tell(session: Session, actor: Actor, action: str, referral: Referral, reason: str = "") -> None:
    journal.record(
        session, actor, action,
        patient_id=referral.patient_id, subject=f"referral:{referral.id}", reason=reason,
    )  # fmt: skip
    announce(session, Topic.REFERRALS, referral.id or 0)
