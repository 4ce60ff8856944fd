"""Which stages of the board ask for a follow-up: the center's own choice."""

from dataclasses import dataclass

from sqlmodel import Session, select

from carehub.contacts.models import How
from carehub.core import changes, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic
from carehub.core.errors import Invalid, NotFound
from carehub.follow_ups.making import refuse_wordless
from carehub.follow_ups.models import StageFollowUp
from carehub.referrals.models import Stage

_LONGEST_WAIT = 90


@dataclass(frozen=True)
class StageRule:
    """``text`` empty: this stage asks for nothing. ``after_days`` are business days."""

    text: str
    after_days: int = 1
    how: How | None = None


def stage_rules(session: Session, actor: Actor) -> dict[int, StageRule]:
    """What each stage asks for, by its id; a stage that asks for nothing is left out."""
    require(actor, Permission.PATIENTS_SEE)
    rules = session.exec(select(StageFollowUp))
    return {rule.stage_id: StageRule(rule.text, rule.after_days, rule.how) for rule in rules}


def set_stage_rule(session: Session, actor: Actor, stage_id: int, rule: StageRule) -> None:
    """Let a stage ask for a follow-up, for another one, or for none; referrals in it stay as they are."""
    require(actor, Permission.STAGES_MANAGE)
    if session.get(Stage, stage_id) is None:
        raise NotFound("This stage is no longer on the board. Reload the page to see the stages of today.")
    kept = session.get(StageFollowUp, stage_id)
    if not rule.text.strip():
        if kept is not None:
            session.delete(kept)
    else:
        refuse_wordless(rule.text)
        if not 0 <= rule.after_days <= _LONGEST_WAIT:
            raise Invalid(f"Let it be due within {_LONGEST_WAIT} business days.")
        kept = kept or StageFollowUp(stage_id=stage_id, text="")
        kept.text, kept.after_days, kept.how = rule.text.strip(), rule.after_days, rule.how
        session.add(kept)
    session.flush()
    journal.record(session, actor, "stages.ask_follow_up", subject=f"stage:{stage_id}")
    changes.announce(session, Topic.REFERRALS)
