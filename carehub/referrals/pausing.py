"""A clock stands still for a reason until a day, or has run out for a reason."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.dates import written_date
from carehub.core.errors import Invalid
from carehub.referrals.change import Story, rewrite, working_days
from carehub.referrals.evidence import LINE_LIMIT
from carehub.referrals.models import Happening, Referral
from carehub.referrals.reading import find
from carehub.referrals.reasons import StuckReason, stuck_reasons
from carehub.referrals.status import Status

_LONGEST_PAUSE = timedelta(days=366)


def pause(
    session: Session, actor: Actor, referral_id: int, version: int, reason: str, until: date
) -> Referral:
    """Stop the clock to the end of the day ``until``; it then goes on with the time that was left."""
    referral = find(session, actor, referral_id)
    require(actor, Permission.REFERRALS_EDIT)
    _refuse_unfounded_pause(session, referral, reason, until)
    earlier = referral.pauses[:-1] if is_paused(referral, _today(session)) else referral.pauses
    began = referral.pauses[-1][0] if len(earlier) < len(referral.pauses) else clock.now().isoformat()
    story = Story(Happening.PAUSED, reason=reason.strip(), detail={"until": written_date(until)})
    return rewrite(
        session, actor, referral, version, story,
        paused_until=until, pause_reason=reason.strip(), pauses=[*earlier, [began, until.isoformat()]],
    )  # fmt: skip


def resume(session: Session, actor: Actor, referral_id: int, version: int) -> Referral:
    """Let a paused clock go on from now."""
    referral = find(session, actor, referral_id)
    require(actor, Permission.REFERRALS_EDIT)
    today = _today(session)
    if not is_paused(referral, today):
        raise Invalid("The clock of this referral is running already.")
    began, _ = referral.pauses[-1]
    yesterday = today - timedelta(days=1)
    began_today = working_days(session).day_of(datetime.fromisoformat(began)) == today
    ended = [] if began_today else [[began, yesterday.isoformat()]]
    return rewrite(
        session, actor, referral, version, Story(Happening.RESUMED),
        paused_until=None, pause_reason="", pauses=[*referral.pauses[:-1], *ended],
    )  # fmt: skip


def explain(
    session: Session, actor: Actor, referral_id: int, version: int, because: StuckReason, note: str = ""
) -> Referral:
    """Say why the clock ran out; it stays late."""
    referral = find(session, actor, referral_id)
    require(actor, Permission.REFERRALS_EDIT)
    if not is_stuck(referral):
        raise Invalid("This referral is not late. Reload the board to see where it stands.")
    if because not in stuck_reasons(referral.status):
        raise Invalid("Choose a reason from the list.")
    if because is StuckReason.OTHER and not note.strip():
        raise Invalid("Say in a few words what holds it up.")
    _refuse_endless(note)
    story = Story(Happening.EXPLAINED, reason=note.strip(), detail={"stuck_because": because})
    return rewrite(session, actor, referral, version, story, stuck_because=because, stuck_note=note.strip())


def is_paused(referral: Referral, today: date) -> bool:
    return referral.paused_until is not None and referral.paused_until >= today


def is_stuck(referral: Referral) -> bool:
    """The clock ran out."""
    return referral.due_at is not None and referral.due_at <= clock.now()


def _refuse_unfounded_pause(session: Session, referral: Referral, reason: str, until: date) -> None:
    if referral.status is Status.CLOSED:
        raise Invalid("This referral is closed: nothing is due any more.")
    if not reason.strip():
        raise Invalid("Say why the clock stands still.")
    _refuse_endless(reason)
    today = _today(session)
    if until < today:
        raise Invalid("The last day of a pause cannot be past. Check the date.")
    if until > today + _LONGEST_PAUSE:
        raise Invalid("Pause for a year at most.")


def _refuse_endless(words: str) -> None:
    if len(words) > LINE_LIMIT:
        raise Invalid(f"Keep it under {LINE_LIMIT} characters.")


def _today(session: Session) -> date:
    return working_days(session).day_of(clock.now())
