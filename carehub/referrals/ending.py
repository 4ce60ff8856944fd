"""How a referral ends without a visit."""

from dataclasses import dataclass

from sqlmodel import Session

from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid
from carehub.referrals.change import Story, id_of, refuse_stale, rewrite
from carehub.referrals.evidence import LINE_LIMIT, TEXT_LIMIT
from carehub.referrals.lost import refuse_untried
from carehub.referrals.models import Happening, Referral, Stage
from carehub.referrals.reading import find
from carehub.referrals.reasons import END_REASONS, EndReason
from carehub.referrals.status import OFF_PATH, Outcome, Status
from carehub.referrals.transition import first_stage_of
from carehub.referrals.wording import END_REASON


@dataclass(frozen=True)
class Ending:
    """How a referral ended off its path: the outcome, its coded reason, and in the person's own words."""

    outcome: Outcome
    code: EndReason
    words: str = ""
    next_step: str = ""


def end(
    session: Session, actor: Actor, referral_id: int, version: int, ending: Ending, token: str = ""
) -> Referral:
    """End a referral off its path. Where the patient's need is still open, the next step is wanted."""
    referral = find(session, actor, referral_id)
    require(actor, Permission.REFERRALS_MOVE)
    refuse_stale(session, referral, version)
    _refuse_unfounded(session, actor, referral, ending)
    source, target = session.get_one(Stage, referral.stage_id), first_stage_of(session, Status.CLOSED)
    moment = clock.now()
    told = {"outcome": ending.outcome, "outcome_code": ending.code}
    story = Story(Happening.CLOSED, source.name, target.name, _in_words(ending), told, token)
    return rewrite(
        session, actor, referral, version, story,
        stage_id=target.id, status=Status.CLOSED, stage_entered_at=moment, status_entered_at=moment,
        closed_at=moment, outcome=ending.outcome, outcome_code=ending.code,
        outcome_reason=ending.words.strip(), next_step=ending.next_step.strip(),
    )  # fmt: skip


def _in_words(ending: Ending) -> str:
    coded = "" if ending.code is EndReason.OTHER else END_REASON[ending.code]
    return ". ".join(filter(None, (coded, ending.words.strip())))


def _refuse_unfounded(session: Session, actor: Actor, referral: Referral, ending: Ending) -> None:
    off_path = OFF_PATH.get(ending.outcome)
    if off_path is None:
        raise Invalid("Choose how this referral ended.")
    if referral.status is Status.CLOSED:
        raise Invalid("This referral is closed already.")
    if ending.code not in END_REASONS[ending.outcome]:
        raise Invalid("Choose why this referral ends here.")
    if ending.code is EndReason.OTHER and not ending.words.strip():
        raise Invalid("Say in a few words why this referral ends here.")
    if len(ending.words) > TEXT_LIMIT or len(ending.next_step) > LINE_LIMIT:
        raise Invalid("Say it in fewer words.")
    if off_path.wants_next_step and not ending.next_step.strip():
        raise Invalid("The patient still needs this. Say what happens next.")
    if off_path.wants_supervisor:
        require(actor, Permission.REFERRALS_SIGN_OFF_LOST)
    if ending.outcome is Outcome.LOST_TO_FOLLOW_UP:
        refuse_untried(session, actor, id_of(referral))
