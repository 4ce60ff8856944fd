"""Moving a referral to a stage: the table of the lifecycle, enforced in one place for every door."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType

from sqlmodel import Session, col, select

from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid, NotFound
from carehub.referrals.change import Story, refuse_stale, rewrite, working_days
from carehub.referrals.clocks import WorkingDays
from carehub.referrals.evidence import Evidence, ProofWanted, Value, refuse_future
from carehub.referrals.models import Happening, Referral, Stage
from carehub.referrals.status import (
    MEANINGS,
    MISSING_FROM,
    OPTIONAL,
    NoReport,
    Outcome,
    Proof,
    Status,
    may_follow,
    proofs_undone,
    proofs_wanted,
)


def transit(
    session: Session,
    actor: Actor,
    referral: Referral,
    version: int,
    target: Stage,
    evidence: Evidence,
    happening: Happening | None = None,
    detail: Mapping[str, str] = MappingProxyType({}),
    token: str = "",
    next_step: str = "",
) -> Referral:
    """Move a referral that was at ``version`` to a stage; ProofWanted names what is still to be said."""
    refuse_stale(session, referral, version)
    source = session.get_one(Stage, referral.stage_id)
    given = _proven(session, actor, referral, target, evidence)
    values: dict[str, object] = {
        **_undone(target.status),
        **{proof.value: value for proof, value in given.items() if proof is not Proof.REASON},
        **_standing(referral, target, next_step),
    }
    story = Story(
        happening or _happening(referral, target),
        source.name,
        target.name,
        evidence.reason or "",
        {**detail, **_told(given)},
        token,
    )
    return rewrite(session, actor, referral, version, story, **values)


def stage_named_by(session: Session, stage_id: int) -> Stage:
    """The stage to move to; it must be on the board."""
    stage = session.get(Stage, stage_id)
    if stage is None or stage.is_hidden:
        raise NotFound("This stage is no longer on the board. Reload the page to see the stages of today.")
    return stage


def first_stage_of(session: Session, status: Status) -> Stage:
    """Where a referral goes that gets this status without a person choosing the column."""
    shown = select(Stage).where(Stage.status == status, col(Stage.is_hidden).is_(False))
    stage = session.exec(shown.order_by(col(Stage.position)).limit(1)).first()
    if stage is None:
        raise Invalid(
            f"The board shows no stage for “{status.replace('_', ' ')}”. Ask your admin to show one."
        )
    return stage


def proofs_asked(source: Status, target: Stage) -> tuple[Proof, ...]:
    """What a move from this status asks for: the table's proofs, save that a center chose its own."""
    usual = MEANINGS[target.status].proofs
    table = usual if source is target.status else proofs_wanted(source, target.status)
    if target.asks is None or table != usual:
        return () if source is target.status else table
    return _chosen(usual, target.asks)


def proofs_lacking(referral: Referral, target: Stage) -> tuple[Proof, ...]:
    """Of what the move asks for, that which the referral does not hold yet."""
    return tuple(proof for proof in proofs_asked(referral.status, target) if not _on_file(referral, proof))


def _chosen(usual: Collection[Proof], asks: Collection[str]) -> tuple[Proof, ...]:
    asked = tuple(proof for proof in usual if proof not in OPTIONAL or proof in asks)
    return (*asked, Proof.REASON) if Proof.REASON in asks else asked


def _proven(
    session: Session, actor: Actor, referral: Referral, target: Stage, evidence: Evidence
) -> dict[Proof, Value]:
    if not may_follow(referral.status, target.status):
        raise Invalid(_no_such_step(session, referral, target))
    days = working_days(session)
    given = _localized(evidence.given(proofs_asked(referral.status, target)), days)
    lacking = tuple(proof for proof in proofs_lacking(referral, target) if proof not in given)
    if lacking:
        raise ProofWanted(target.name, lacking)
    refuse_future(given, days.day_of(clock.now()))
    _refuse_what_needs_more(actor, given)
    return given


def _on_file(referral: Referral, proof: Proof) -> bool:
    return proof is not Proof.REASON and getattr(referral, proof.value) not in (None, "")


def _refuse_what_needs_more(actor: Actor, given: Mapping[Proof, Value]) -> None:
    if given.get(Proof.NO_REPORT) == NoReport.NOT_OBTAINED:
        require(actor, Permission.REFERRALS_SIGN_OFF_LOST)
    if given.get(Proof.MISSING_FROM, MISSING_FROM[0]) not in MISSING_FROM:
        raise Invalid("Say who has to supply it: us, the patient, the payer or the requesting provider.")


def _localized(given: dict[Proof, Value], days: WorkingDays) -> dict[Proof, Value]:
    moment = given.get(Proof.APPOINTMENT_AT)
    if isinstance(moment, datetime):
        given[Proof.APPOINTMENT_AT] = in_utc(moment, days)
    return given


def in_utc(moment: datetime, days: WorkingDays) -> datetime:
    """An instant; a time without a zone is the center's wall clock."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=days.zone)).astimezone(UTC)


def _undone(status: Status) -> dict[str, object]:
    return {proof.value: "" if _is_text(proof) else None for proof in proofs_undone(status)}


def _is_text(proof: Proof) -> bool:
    return Referral.model_fields[proof.value].annotation is str


def _standing(referral: Referral, target: Stage, next_step: str) -> dict[str, object]:
    moment = clock.now()
    standing: dict[str, object] = {"stage_id": target.id, "stage_entered_at": moment}
    if target.status is referral.status:
        return standing
    closed = target.status is Status.CLOSED
    return standing | {
        "status": target.status,
        "status_entered_at": moment,
        "closed_at": moment if closed else None,
        "outcome": Outcome.COMPLETED if closed else None,
        "outcome_code": None,
        "outcome_reason": "",
        "next_step": next_step,
    }


def _happening(referral: Referral, target: Stage) -> Happening:
    if referral.status is target.status:
        return Happening.MOVED
    if referral.status is Status.CLOSED:
        return Happening.REOPENED
    return Happening.CLOSED if target.status is Status.CLOSED else Happening.MOVED


def _no_such_step(session: Session, referral: Referral, target: Stage) -> str:
    source = session.get_one(Stage, referral.stage_id)
    return f"A referral cannot go from {source.name} straight to {target.name}. Move it one step at a time."


def _told(given: Mapping[Proof, Value]) -> dict[str, str]:
    """Proofs as text, for the history."""
    return {proof.value: _as_text(value) for proof, value in given.items() if proof is not Proof.REASON}


def _as_text(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
