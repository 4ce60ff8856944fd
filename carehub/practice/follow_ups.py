"""What the practice center's people have to do just now, whom they talked with, and who shall be given up."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session, col, select

from carehub.caseloads import service as caseloads
from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups import sign_off
from carehub.follow_ups.service import NewFollowUp, Repeat, StageRule
from carehub.follow_ups.status import Priority, Unit
from carehub.patients.models import Patient, PatientStatus
from carehub.practice.diary import Diary
from carehub.practice.paperwork import try_in_vain
from carehub.practice.staff import COORDINATOR_AT, Staff
from carehub.programs.models import Enrolment
from carehub.programs.reading import visible_to as enrolments
from carehub.referrals import turns
from carehub.referrals.models import Stage
from carehub.referrals.reasons import EndReason
from carehub.referrals.status import Status

# Due so many days from today, what, how much it presses, by which contact.
_TO_DO = (
    (-4, "Ask the pharmacy whether the inhaler can be delivered", Priority.USUAL, How.PHONE),
    (-1, "Arrange the ride to dialysis on Friday", Priority.HIGH, None),
    (0, "Call about the WIC appointment", Priority.USUAL, How.PHONE),
    (0, "Send the list of food pantries", Priority.LOW, How.TEXT),
    (0, "Ask how the first week with the walker went", Priority.USUAL, How.PHONE),
    (1, "Remind the daughter to bring the insurance card", Priority.USUAL, How.PHONE),
    (5, "Go through the medication list again", Priority.USUAL, How.IN_PERSON),
)
_KNOWN = 30
_IN_PROGRAMS = 9


def keep_in_mind(session: Session, diary: Diary, staff: Staff) -> None:
    """Follow-ups around today, talks of this morning, requests to give up; after the diary was told."""
    with clock.freeze(diary.now):
        for user_name in COORDINATOR_AT.values():
            actor = staff.actors[user_name]
            theirs = _theirs(session, actor)
            _follow_ups(session, actor, theirs)
            _talks(session, diary, actor, theirs[10:16])
            _care_by_program(session, diary, actor)
            _give_up(session, actor)
        _ask_of_stages(session, staff.actors["dana"])


def _theirs(session: Session, actor: Actor) -> list[Patient]:
    active = caseloads.cases(actor, actor.user_id).where(Patient.status == PatientStatus.ACTIVE)
    return list(session.exec(active.order_by(col(Patient.id)).limit(_KNOWN)))


def _follow_ups(session: Session, actor: Actor, theirs: list[Patient]) -> None:
    today = follow_ups.today_of(session)
    for patient, (days, text, priority, how) in zip(theirs, _TO_DO, strict=False):
        day = today + timedelta(days=days)
        new = NewFollowUp(patient.id or 0, text, day, actor.user_id, priority, how)
        follow_ups.create(session, actor, new)
    weekly = NewFollowUp(theirs[8].id or 0, "Weekly call: blood sugar", today, actor.user_id, how=How.PHONE)
    follow_ups.create(session, actor, replace(weekly, repeat=Repeat(1, Unit.WEEK)))
    attempts = follow_ups.templates(session, actor)[0]
    follow_ups.start(session, actor, attempts.id or 0, theirs[9].id or 0, actor.user_id)


def _talks(session: Session, diary: Diary, actor: Actor, theirs: list[Patient]) -> None:
    for number, patient in enumerate(theirs):
        at = diary.now - timedelta(minutes=40 + 25 * number)
        note = "Went through the care plan."
        talked = NewAttempt(
            patient.id or 0, Whom.PATIENT, How.PHONE, Answer.REACHED, minutes=6 + 2 * number, note=note, at=at
        )
        contacts.log(session, actor, talked)


def _care_by_program(session: Session, diary: Diary, actor: Actor) -> None:
    """Talks of this morning that count for the programs which the patients agreed to."""
    agreed = enrolments(actor).where(col(Enrolment.until).is_(None), col(Enrolment.consent_on).is_not(None))
    for number, enrolment in enumerate(session.exec(agreed.order_by(col(Enrolment.id)).limit(_IN_PROGRAMS))):
        for turn in range(1 + number % 3):
            at = diary.now - timedelta(minutes=20 + 9 * number + 60 * turn)
            talked = NewAttempt(
                enrolment.patient_id, Whom.PATIENT, How.PHONE, Answer.REACHED, minutes=7 + 3 * (number % 4),
                at=at, program_id=enrolment.program_id,
            )  # fmt: skip
            contacts.log(session, actor, talked)


def _give_up(session: Session, actor: Actor) -> None:
    waiting = [each.referral for each in turns.our_moves(session, actor, _KNOWN)[0]]
    accepted = next((each for each in waiting if each.status is Status.ACCEPTED), None)
    if accepted is not None:
        try_in_vain(session, actor, accepted)
        words = "Neighbours have not seen her either."
        sign_off.ask_sign_off(session, actor, accepted.id or 0, EndReason.NOT_REACHED, words)


def _ask_of_stages(session: Session, admin: Actor) -> None:
    sent = session.exec(select(Stage).where(Stage.status == Status.SENT)).first()
    if sent is not None:
        rule = StageRule("Ask whether the referral arrived", 2, How.PHONE)
        follow_ups.set_stage_rule(session, admin, sent.id or 0, rule)
