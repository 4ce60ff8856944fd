"""The same done to several referrals: each by itself, so that a refusal of one stops none of the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import CareHubError, Invalid, NotFound
from carehub.patients.names import listed_name
from carehub.referrals import assigning, service
from carehub.referrals.evidence import NOTHING, Evidence, ProofWanted
from carehub.referrals.reading import find, read
from carehub.referrals.status import Proof, Urgency, may_follow
from carehub.referrals.transition import proofs_lacking, stage_named_by

MOST = 100


@dataclass(frozen=True)
class Seen:
    """A referral as it stood on the board."""

    referral_id: int
    version: int


@dataclass(frozen=True)
class Result:
    """What became of one referral; ``refusal`` is empty when it was done."""

    referral_id: int
    patient: str
    refusal: str = ""


def move(
    session: Session,
    actor: Actor,
    cards: Sequence[Seen],
    stage_id: int,
    evidence: Evidence = NOTHING,
    token: str = "",
) -> list[Result]:
    """Move them to a stage. ProofWanted, before any is moved, when some lack what nobody said yet."""
    require(actor, Permission.REFERRALS_MOVE)
    _refuse_too_many(cards)
    target = stage_named_by(session, stage_id)
    lacking = {card: _lacking(session, actor, card, stage_id) for card in cards}
    wanted = {proof for proofs in lacking.values() for proof in proofs}
    if unsaid := [proof for proof in Proof if proof in wanted and evidence.of(proof) is None]:
        raise ProofWanted(target.name, tuple(unsaid))

    def move_one(card: Seen) -> object:
        proofs = evidence.only(lacking[card])
        return service.move(session, actor, card.referral_id, card.version, stage_id, proofs, token)

    return _each(session, actor, cards, move_one)


def assign(
    session: Session, actor: Actor, cards: Sequence[Seen], to: int | None, token: str = ""
) -> list[Result]:
    """Give them to a coordinator, or to nobody."""
    require(actor, Permission.REFERRALS_EDIT)
    return _each(
        session, actor, cards,
        lambda card: assigning.assign(session, actor, card.referral_id, card.version, to, token),
    )  # fmt: skip


def set_urgency(
    session: Session, actor: Actor, cards: Sequence[Seen], urgency: Urgency, token: str = ""
) -> list[Result]:
    require(actor, Permission.REFERRALS_EDIT)
    return _each(
        session, actor, cards,
        lambda card: assigning.set_urgency(session, actor, card.referral_id, card.version, urgency, token),
    )  # fmt: skip


def _each(
    session: Session, actor: Actor, cards: Sequence[Seen], do: Callable[[Seen], object]
) -> list[Result]:
    _refuse_too_many(cards)
    return [_one(session, actor, card, do) for card in cards]


def _one(session: Session, actor: Actor, card: Seen, do: Callable[[Seen], object]) -> Result:
    try:
        with session.begin_nested():
            do(card)
    except CareHubError as refusal:
        return Result(card.referral_id, _patient(session, actor, card), str(refusal))
    return Result(card.referral_id, _patient(session, actor, card))


def _lacking(session: Session, actor: Actor, card: Seen, stage_id: int) -> tuple[Proof, ...]:
    """Nothing for a card that will be refused anyway: it tells why in its own result."""
    try:
        referral = find(session, actor, card.referral_id)
    except NotFound:
        return ()
    target = stage_named_by(session, stage_id)
    may = referral.version == card.version and may_follow(referral.status, target.status)
    return proofs_lacking(referral, target) if may else ()


def _patient(session: Session, actor: Actor, card: Seen) -> str:
    try:
        patient = read(session, actor, card.referral_id).patient
    except NotFound:
        return "A referral"
    return listed_name(patient.last_name, patient.first_name)


def _refuse_too_many(cards: Sequence[Seen]) -> None:
    if not cards:
        raise Invalid("Select cards first.")
    if len({card.referral_id for card in cards}) != len(cards):
        raise Invalid("A card stands twice in what was selected. Reload the board.")
    if len(cards) > MOST:
        raise Invalid(f"Select at most {MOST} cards at a time.")
