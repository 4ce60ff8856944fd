"""What stands beside the made-up referrals: authorizations, attempts to reach somebody, notes."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from sqlmodel import Session

from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.practice.staff import TIME_ZONE
from carehub.referrals import notes, service
from carehub.referrals.authorization import Authorization
from carehub.referrals.models import Referral
from carehub.referrals.service import ReferralChanges
from carehub.referrals.status import Status

IN_VAIN = (
    (How.PHONE, Answer.NO_ANSWER),
    (How.PHONE, Answer.LEFT_MESSAGE),
    (How.TEXT, Answer.SENT),
    (How.LETTER, Answer.SENT),
)
_PAYERS = ("Teapot Health Plan", "Harbor Mutual", "State Medicaid")
_ASKED = (
    "The family asked for a morning appointment.",
    "Please bring the last lab results along.",
    "She prefers that we call her daughter.",
)


def keep_paperwork(
    session: Session, coordinator: Actor, provider: Actor, referral: Referral, reached: Status
) -> None:
    """What is written down when a referral reaches this status; the same at every making."""
    chance = Random(f"{referral.id} {reached}")
    if reached is Status.ACCEPTED:
        # Who goes on with a referral has read what stands beside it.
        notes.mark_read(session, coordinator, referral.id or 0)
    if reached is Status.READY and chance.random() < 0.4:
        _authorize(session, coordinator, referral, chance)
    if reached is Status.ACCEPTED and chance.random() < 0.7:
        _call(session, coordinator, referral, chance)
    if reached is Status.SENT and chance.random() < 0.15:
        notes.write(session, provider, referral.id or 0, f"@{coordinator.name} {chance.choice(_ASKED)}")


def try_in_vain(session: Session, coordinator: Actor, referral: Referral) -> None:
    """Attempts on four days, after which a patient may be given up as lost."""
    for days_ago, (how, answer) in enumerate(IN_VAIN, start=1):
        at = clock.now() - timedelta(days=days_ago)
        _log(
            session, coordinator, referral, NewAttempt(referral.patient_id, Whom.PATIENT, how, answer, at=at)
        )


def _authorize(session: Session, coordinator: Actor, referral: Referral, chance: Random) -> None:
    today = clock.today(TIME_ZONE)
    granted = Authorization(
        chance.choice(_PAYERS),
        f"A{chance.randrange(100_000, 999_999)}",
        today,
        today + timedelta(days=chance.choice((30, 60, 90))),
        visits=chance.choice((1, 3, 8, 12)),
        used=0,
    )
    changes = ReferralChanges(
        referral.type_id, referral.urgency, referral.receiver, referral.question, granted
    )
    service.edit(session, coordinator, referral.id or 0, referral.version, changes)


def _call(session: Session, coordinator: Actor, referral: Referral, chance: Random) -> None:
    how, answer = chance.choice(
        ((How.PHONE, Answer.REACHED), (How.PHONE, Answer.LEFT_MESSAGE), (How.TEXT, Answer.SENT))
    )
    whom = chance.choice((Whom.PATIENT, Whom.PATIENT, Whom.RELATED_PERSON))
    attempt = NewAttempt(referral.patient_id, whom, how, answer, minutes=chance.randrange(2, 12))
    _log(session, coordinator, referral, attempt)


def _log(session: Session, coordinator: Actor, referral: Referral, attempt: NewAttempt) -> None:
    contacts.log(session, coordinator, replace(attempt, referral_id=referral.id))
