"""Giving a patient up as lost takes two: who tried in vain asks, and a supervisor signs or sends it back."""

from dataclasses import dataclass

from sqlalchemy import Select, func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import User
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic
from carehub.core.errors import Conflict, Invalid, NotFound
from carehub.core.sight import MOST, asked_by, once_for_each_sight
from carehub.follow_ups.making import NewFollowUp, Origin, derive, in_business_days
from carehub.follow_ups.models import FollowUp, LostRequest
from carehub.follow_ups.status import Priority
from carehub.patients.models import Patient
from carehub.referrals import service as referrals
from carehub.referrals.ending import Ending
from carehub.referrals.lost import refuse_untried
from carehub.referrals.models import Referral, ReferralType
from carehub.referrals.reasons import END_REASONS, EndReason
from carehub.referrals.status import Outcome

LONGEST_WORDS = 500
_LOST = Outcome.LOST_TO_FOLLOW_UP
CODES = END_REASONS[_LOST]


@dataclass(frozen=True)
class Asked:
    """A request that waits for a supervisor, with whom and what it is about."""

    row: LostRequest
    referral: Referral
    patient: Patient
    type_name: str
    by: str


def ask_sign_off(
    session: Session, actor: Actor, referral_id: int, code: EndReason, words: str = ""
) -> LostRequest:
    """Ask a supervisor to give the patient up; not before attempts on three days in two ways."""
    require(actor, Permission.REFERRALS_MOVE)
    referral = referrals.find(session, actor, referral_id)
    if referral.closed_at is not None:
        raise Invalid("This referral is closed already.")
    if code not in CODES:
        raise Invalid("Choose why the patient cannot be reached.")
    refuse_untried(session, actor, referral_id)
    request = LostRequest(
        referral_id=referral_id,
        code=code,
        words=_said(words),
        asked_at=clock.now(),
        asked_by_id=actor.user_id,
    )
    try:
        with session.begin_nested():
            session.add(request)
            session.flush()
    except IntegrityError:
        raise Conflict("A supervisor was asked already. The answer will come to My day.") from None
    _tell(session, actor, "referrals.ask_lost", referral, words)
    return request


def waiting(session: Session, actor: Actor, most: int) -> list[Asked]:
    """The first of what waits for a supervisor's signature, the oldest first."""
    return [Asked(*row) for row in session.execute(_first_waiting(actor), asked_by(actor, most=most))]


def count_waiting(session: Session, actor: Actor) -> int:
    """How many ``waiting`` would list."""
    counted = _waiting(actor).with_only_columns(func.count(col(LostRequest.id)))
    return session.execute(counted).scalar_one()


def is_asked(session: Session, actor: Actor, referral_id: int) -> bool:
    """Whether a supervisor has still to answer for this referral."""
    referrals.find(session, actor, referral_id)
    return _open(session, referral_id) is not None


def sign(session: Session, actor: Actor, request_id: int, token: str = "") -> Referral:
    """Give the patient up: the referral ends as lost to follow-up."""
    require(actor, Permission.REFERRALS_SIGN_OFF_LOST)
    request, referral = _find(session, actor, request_id)
    ending = Ending(_LOST, request.code, request.words)
    referrals.close_without_visit(session, actor, request.referral_id, referral.version, ending, token)
    _decide(session, actor, request, signed=True)
    return referral


def send_back(session: Session, actor: Actor, request_id: int, answer: str) -> FollowUp:
    """Not yet: who asked gets a follow-up that says what to try first."""
    require(actor, Permission.REFERRALS_SIGN_OFF_LOST)
    request, referral = _find(session, actor, request_id)
    said = _said(answer)
    if not said:
        raise Invalid("Say what to try first.")
    _decide(session, actor, request, signed=False, answer=said)
    _tell(session, actor, "referrals.send_lost_back", referral, said)
    new = NewFollowUp(
        referral.patient_id,
        f"Not lost yet: {said}"[:200],
        in_business_days(session, 1),
        request.asked_by_id,
        Priority.HIGH,
        referral_id=referral.id,
    )
    return derive(session, actor, Origin("sent_back", str(request.id)), new)


@once_for_each_sight
def _first_waiting(actor: Actor) -> Select[LostRequest, Referral, Patient, str, str]:
    return (
        _waiting(actor)
        .join(ReferralType, col(ReferralType.id) == Referral.type_id)
        .join(User, col(User.id) == LostRequest.asked_by_id)
        .with_only_columns(LostRequest, Referral, Patient, ReferralType.name, User.name)  # pyright: ignore
        .order_by(col(LostRequest.asked_at), col(LostRequest.id))
        .limit(MOST)
    )


def _waiting(actor: Actor) -> SelectOfScalar[Referral]:
    undecided = select(LostRequest.referral_id).where(col(LostRequest.decided_at).is_(None))
    theirs = referrals.visible_to(actor).join(LostRequest, col(LostRequest.referral_id) == Referral.id)
    # The few that wait are looked up first, not last among all referrals.
    return theirs.where(
        col(Referral.id).in_(undecided),
        col(LostRequest.decided_at).is_(None),
        col(Referral.closed_at).is_(None),
    )


def _open(session: Session, referral_id: int) -> LostRequest | None:
    mine = (LostRequest.referral_id == referral_id, col(LostRequest.decided_at).is_(None))
    return session.exec(select(LostRequest).where(*mine)).first()


def _find(session: Session, actor: Actor, request_id: int) -> tuple[LostRequest, Referral]:
    request = session.get(LostRequest, request_id)
    if request is None:
        raise NotFound("This request is not here any more.")
    referral = referrals.find(session, actor, request.referral_id)
    if request.decided_at is not None:
        raise Conflict(f"{session.get_one(User, request.decided_by_id).name} answered this first.")
    return request, referral


def _decide(session: Session, actor: Actor, request: LostRequest, *, signed: bool, answer: str = "") -> None:
    request.decided_at, request.decided_by_id = clock.now(), actor.user_id
    request.is_signed, request.answer = signed, answer
    session.add(request)
    session.flush()


def _said(words: str) -> str:
    said = words.strip()
    if len(said) > LONGEST_WORDS:
        raise Invalid(f"Say it in at most {LONGEST_WORDS} characters.")
    return said


def _tell(session: Session, actor: Actor, action: str, referral: Referral, reason: str) -> None:
    journal.record(
        session,
        actor,
        action,
        patient_id=referral.patient_id,
        subject=f"referral:{referral.id}",
        reason=reason.strip(),
    )
    changes.announce(session, Topic.REFERRALS, referral.id or 0)
