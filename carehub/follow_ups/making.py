"""Follow-ups come into being: by hand, from a template, or once for an event that wants one."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from carehub.accounts import service as accounts
from carehub.caseloads.assigning import current
from carehub.contacts.models import How
from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid
from carehub.follow_ups.access import is_able, refuse_unable
from carehub.follow_ups.changing import Story, rewrite, tell
from carehub.follow_ups.models import FollowUp
from carehub.follow_ups.status import MOST_BETWEEN, Deed, Ended, Priority, Unit
from carehub.patients import service as patients
from carehub.referrals import service as referrals
from carehub.referrals.change import working_days
from carehub.referrals.clocks import business_day_after

LONGEST_TEXT = 200
# Nobody plans further than this; a typing error in the year does.
_FURTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Repeat:
    """Comes again ``every`` so many units, counted from ``first_on``, the last time on ``until``.

    Where ``first_on`` is not said, the day on which it is due is the first.
    """

    every: int
    unit: Unit
    until: date | None = None
    first_on: date | None = None


@dataclass(frozen=True)
class NewFollowUp:
    """What somebody must do; ``due_on`` is a day of the center. Fields as in ``FollowUp``."""

    patient_id: int
    text: str
    due_on: date
    owner_id: int | None = None
    priority: Priority = Priority.USUAL
    how: How | None = None
    referral_id: int | None = None
    appointment_id: int | None = None
    about: str = ""
    repeat: Repeat | None = None


@dataclass(frozen=True)
class Origin:
    """The event that a follow-up answers: its kind and its key, together unique in the center."""

    kind: str
    key: str


def create(session: Session, actor: Actor, new: NewFollowUp) -> FollowUp:
    """Somebody says what is to be done, by when and by whom."""
    require(actor, Permission.NOTES_SEE)
    refuse_impossible(session, actor, new)
    refuse_unable(session, new.patient_id, new.owner_id)
    return _written(session, actor, _row(actor, new))


def create_together(session: Session, actor: Actor, news: Sequence[NewFollowUp]) -> list[FollowUp]:
    """The same for several that belong together: when the patient is reached, the rest is not needed."""
    series = secrets.token_urlsafe(9)
    require(actor, Permission.NOTES_SEE)
    made = []
    for new in news:
        refuse_impossible(session, actor, new)
        refuse_unable(session, new.patient_id, new.owner_id)
        row = _row(actor, new)
        row.series = series
        made.append(_written(session, actor, row))
    return made


def derive(session: Session, actor: Actor, origin: Origin, new: NewFollowUp) -> FollowUp:
    """The one follow-up that answers an event: made now, or the one that was made before.

    For use cases whose own power was checked: who may not read follow-ups may still cause one. Without an
    ``owner_id`` who may take it, it goes to whoever keeps the patient. One that was withdrawn comes back.
    """
    refuse_impossible(session, actor, new)
    if known := _known(session, origin):
        return _wanted_again(session, actor, known, new)
    row = _row(actor, replace(new, owner_id=_owner(session, new)))
    row.origin, row.origin_key = origin.kind, origin.key
    try:
        # Two who cause it in the same moment both find none: the database decides.
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        if made := _known(session, origin):
            return made
        raise
    tell(session, actor, row, Story(Deed.MADE))
    return row


def withdraw(session: Session, actor: Actor, origin: Origin, why: str) -> None:
    """The event turned out not to be, so nobody has to answer it; what is done already stays done."""
    known = _known(session, origin)
    if known is not None and known.done_at is None:
        rewrite(
            session,
            actor,
            known,
            known.version,
            Story(Deed.WITHDRAWN, why),
            done_at=clock.now(),
            done_by_id=actor.user_id,
            ended=Ended.WITHDRAWN,
            ended_note=why,
        )


def in_business_days(session: Session, count: int, start: date | None = None) -> date:
    """The count-th business day of the center after ``start`` (today), its closing days left out."""
    days = working_days(session)
    return business_day_after(start or days.day_of(clock.now()), count, days.closed)


def today_of(session: Session) -> date:
    """The day that it is at the center."""
    return clock.today(accounts.center(session).time_zone)


def refuse_impossible(session: Session, actor: Actor, new: NewFollowUp) -> None:
    patients.find(session, actor, new.patient_id)
    refuse_wordless(new.text)
    refuse_far_away(session, new.due_on)
    if new.referral_id is not None:
        referral = referrals.find(session, actor, new.referral_id)
        if referral.patient_id != new.patient_id:
            raise Invalid("This referral is another patient's. Choose one of this patient's referrals.")
    if new.repeat is not None:
        _refuse_odd(new.repeat, new.due_on)


def refuse_wordless(text: str) -> None:
    if not 1 <= len(text.strip()) <= LONGEST_TEXT:
        raise Invalid(f"Say what is to be done, in at most {LONGEST_TEXT} characters.")


def refuse_far_away(session: Session, day: date) -> None:
    if abs(day - today_of(session)) > _FURTHEST:
        raise Invalid("This day is too far away. Check the year.")


def _refuse_odd(repeat: Repeat, due_on: date) -> None:
    if not 1 <= repeat.every <= MOST_BETWEEN[repeat.unit]:
        raise Invalid("Let it come again within a year.")
    if repeat.until is not None and repeat.until < due_on:
        raise Invalid("The last time is before the first. Check the two days.")


def _row(actor: Actor, new: NewFollowUp) -> FollowUp:
    moment, repeat = clock.now(), new.repeat
    return FollowUp(
        patient_id=new.patient_id,
        referral_id=new.referral_id,
        appointment_id=new.appointment_id,
        about=new.about,
        text=new.text.strip(),
        how=new.how,
        due_on=new.due_on,
        priority=new.priority,
        owner_id=new.owner_id,
        every=repeat.every if repeat else None,
        unit=repeat.unit if repeat else None,
        first_on=(repeat.first_on or new.due_on) if repeat else None,
        until=repeat.until if repeat else None,
        created_at=moment,
        created_by_id=actor.user_id,
        updated_at=moment,
        updated_by_id=actor.user_id,
    )


def _written(session: Session, actor: Actor, row: FollowUp) -> FollowUp:
    session.add(row)
    session.flush()
    tell(session, actor, row, Story(Deed.MADE))
    return row


def _known(session: Session, origin: Origin) -> FollowUp | None:
    same = select(FollowUp).where(FollowUp.origin == origin.kind, FollowUp.origin_key == origin.key)
    return session.exec(same).first()


def _wanted_again(session: Session, actor: Actor, known: FollowUp, new: NewFollowUp) -> FollowUp:
    if known.ended is not Ended.WITHDRAWN:
        return known
    back = {"done_at": None, "done_by_id": None, "ended": None, "ended_note": ""}
    return rewrite(
        session,
        actor,
        known,
        known.version,
        Story(Deed.REOPENED),
        text=new.text.strip(),
        due_on=new.due_on,
        **back,
    )


def _owner(session: Session, new: NewFollowUp) -> int | None:
    holds = current(session, new.patient_id)
    wanted = (new.owner_id, holds.coordinator_id if holds else None)
    return next((each for each in wanted if each and is_able(session, new.patient_id, each)), None)
