"""Referrals of the practice center: each with a history that leads to where it stands today."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlmodel import Session

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.practice import made_up
from carehub.practice.diary import Diary
from carehub.practice.paperwork import keep_paperwork, try_in_vain
from carehub.practice.patients import MadeUpPatient
from carehub.practice.staff import COORDINATOR_AT, PROVIDER_AT, TIME_ZONE, Staff
from carehub.referrals import service as referrals
from carehub.referrals.evidence import NOTHING, Evidence
from carehub.referrals.models import Referral
from carehub.referrals.reasons import EndReason
from carehub.referrals.service import Ending, NewReferral
from carehub.referrals.status import Channel, Outcome, Status, Urgency, WhoseMove

_S = Status
HOW_MANY = {
    _S.DRAFT: 10,
    _S.NEEDS_INFO: 12,
    _S.READY: 14,
    _S.SENT: 26,
    _S.ACCEPTED: 17,
    _S.SCHEDULED: 24,
    _S.SEEN: 18,
    _S.REPORT_RECEIVED: 11,
    _S.CLOSED: 12,
}
ENDED_EARLY = {
    Outcome.DECLINED_BY_PATIENT: 2,
    Outcome.CANCELLED: 1,
    Outcome.NO_CAPACITY: 2,
    Outcome.LOST_TO_FOLLOW_UP: 1,
}
ENDINGS = {
    ending.outcome: ending
    for ending in (
        Ending(Outcome.DECLINED_BY_PATIENT, EndReason.FELT_BETTER, "Does not want to go any more."),
        Ending(Outcome.CANCELLED, EndReason.FOUND_OTHER_HELP, "Asked for twice; the other referral goes on."),
        Ending(
            Outcome.NO_CAPACITY,
            EndReason.NO_NEW_PATIENTS,
            "Not before autumn.",
            "Ask the next receiver on the list",
        ),
        Ending(
            Outcome.LOST_TO_FOLLOW_UP,
            EndReason.NOT_REACHED,
            "Three calls on three days and a letter, no answer.",
        ),
    )
}
_PATH = (_S.READY, _S.SENT, _S.ACCEPTED, _S.SCHEDULED, _S.SEEN, _S.REPORT_RECEIVED, _S.CLOSED)
# Days spent before entering a status, and how long a referral may stand there today.
_DAYS_BEFORE = {
    _S.NEEDS_INFO: (0, 2),
    _S.READY: (0, 3),
    _S.SENT: (0, 3),
    _S.ACCEPTED: (1, 7),
    _S.SCHEDULED: (1, 8),
    _S.SEEN: (6, 21),
    _S.REPORT_RECEIVED: (3, 14),
    _S.CLOSED: (1, 5),
}
_STANDS_SINCE = {
    _S.DRAFT: (1, 5),
    _S.NEEDS_INFO: (1, 12),
    _S.READY: (1, 5),
    _S.SENT: (1, 16),
    _S.ACCEPTED: (1, 16),
    _S.SCHEDULED: (1, 6),
    _S.SEEN: (1, 20),
    _S.REPORT_RECEIVED: (1, 6),
    _S.CLOSED: (2, 60),
}


@dataclass
class _Course:
    """One referral from its making to where it stands."""

    session: Session
    diary: Diary
    patient: MadeUpPatient
    coordinator: Actor
    provider: Actor
    supervisor: Actor
    stages: dict[Status, int]
    referral_id: int = 0
    visit: datetime | None = None

    def make(self, by: Actor, new: tuple[int, Urgency, str, str]) -> None:
        type_id, urgency, receiver, question = new
        made = referrals.create(
            self.session,
            by,
            NewReferral(
                self.patient.patient_id, type_id, urgency, receiver, question, self.coordinator.user_id
            ),
        )
        self.referral_id = made.id or 0

    def step(self, to: Status) -> None:
        if to is _S.CLOSED:
            referrals.acknowledge(self.session, self.provider, self.referral_id, self._now().version)
        referrals.move(
            self.session,
            self.coordinator,
            self.referral_id,
            self._now().version,
            self.stages[to],
            self._evidence(to),
        )
        keep_paperwork(self.session, self.coordinator, self.provider, self._now(), to)

    def end(self, outcome: Outcome) -> None:
        is_lost = outcome is Outcome.LOST_TO_FOLLOW_UP
        by = self.supervisor if is_lost else self.coordinator
        if is_lost:
            try_in_vain(self.session, self.coordinator, self._now())
        referrals.close_without_visit(
            self.session, by, self.referral_id, self._now().version, ENDINGS[outcome]
        )

    def _now(self) -> Referral:
        return referrals.find(self.session, self.supervisor, self.referral_id)

    def _evidence(self, to: Status) -> Evidence:
        today = clock.today(TIME_ZONE)
        known = {
            _S.NEEDS_INFO: Evidence(
                missing_from=self.diary.chance.choice((WhoseMove.PATIENT, WhoseMove.PAYER, WhoseMove.US)),
                missing=self.diary.chance.choice(made_up.MISSING),
            ),
            _S.SENT: Evidence(sent_channel=Channel.FAX, sent_to="(312) 555-0199", sent_on=today),
            _S.ACCEPTED: Evidence(accepted_by="Their intake desk", accepted_on=today),
            _S.SCHEDULED: Evidence(appointment_at=self.visit, appointment_told=True),
            _S.SEEN: Evidence(seen_on=today, seen_confirmed_by="Their front desk"),
            _S.REPORT_RECEIVED: Evidence(report_received_on=today),
            _S.CLOSED: Evidence(reviewed_by=self.provider.name, reviewed_on=today, patient_told_on=today),
        }
        return known.get(to, NOTHING)


def refer(session: Session, diary: Diary, staff: Staff, everybody: list[MadeUpPatient]) -> None:
    """Note the course of every referral, from its making on."""
    able = [patient for patient in everybody if patient.is_active and not patient.is_new]
    ends: list[Status | Outcome] = [
        *(status for status, how_many in HOW_MANY.items() for _ in range(how_many)),
        *(outcome for outcome, how_many in ENDED_EARLY.items() for _ in range(how_many)),
    ]
    stages = _stages(session)
    for number, end in enumerate(ends):
        # Some patients have more than one referral.
        patient = able[(number * 7) % 110]
        course = _Course(
            session,
            diary,
            patient,
            coordinator=staff.actors[COORDINATOR_AT[patient.site]],
            provider=staff.actors[PROVIDER_AT[patient.site]],
            supervisor=staff.actors["erin"],
            stages=stages,
        )
        _note(course, end, _new(session, diary, number))


def _note(course: _Course, end: Status | Outcome, new: tuple[int, Urgency, str, str]) -> None:
    diary = course.diary
    steps = _steps(end)
    moments = _moments(diary, steps, end)
    course.visit = _visit(diary, steps, moments)
    by = course.provider if diary.chance.random() < 0.4 else course.coordinator
    diary.note(moments[0], lambda: course.make(by, new))
    for status, moment in zip(steps, moments[1:], strict=False):
        diary.note(moment, lambda status=status: course.step(status))
    if isinstance(end, Outcome):
        diary.note(moments[-1], lambda: course.end(end))


def _steps(end: Status | Outcome) -> tuple[Status, ...]:
    """The statuses that the referral enters after it was a draft."""
    if isinstance(end, Outcome):
        return _PATH[:3] if end is Outcome.LOST_TO_FOLLOW_UP else _PATH[:2]
    if end is _S.NEEDS_INFO:
        return (_S.NEEDS_INFO,)
    return _PATH[: _PATH.index(end) + 1] if end in _PATH else ()


def _moments(diary: Diary, steps: tuple[Status, ...], end: Status | Outcome) -> list[datetime]:
    """When it was made, entered each step and, off its path, ended: in order, the last one in the past."""
    last = _S.CLOSED if isinstance(end, Outcome) else end
    days_ago = [diary.chance.randint(*_STANDS_SINCE[last])]
    entered = [*steps, _S.CLOSED] if isinstance(end, Outcome) else steps
    for status in reversed(entered):
        days_ago.append(days_ago[-1] + diary.chance.randint(*_DAYS_BEFORE[status]))
    moments: list[datetime] = []
    for days in reversed(days_ago):
        moment = diary.in_office_hours(days)
        earliest = moments[-1] + timedelta(minutes=15) if moments else moment
        moments.append(max(moment, earliest))
    return moments


def _visit(diary: Diary, steps: tuple[Status, ...], moments: list[datetime]) -> datetime | None:
    """The booked time: shortly before the patient was seen, or still to come."""
    if _S.SEEN in steps:
        return moments[steps.index(_S.SEEN) + 1] - timedelta(hours=1)
    ahead = diary.chance.choice((-2, *range(1, 19)))
    return diary.instant(diary.working_day(ahead), time(diary.chance.randrange(9, 16), 30))


def _new(session: Session, diary: Diary, number: int) -> tuple[int, Urgency, str, str]:
    kinds = {kind.name: kind.id or 0 for kind in referrals.shown_types(session)}
    name = list(made_up.RECEIVERS)[number % len(made_up.RECEIVERS)]
    receiver, question = diary.chance.choice(made_up.RECEIVERS[name])
    urgency = diary.chance.choices((Urgency.ROUTINE, Urgency.URGENT, Urgency.STAT), (80, 16, 4))[0]
    return kinds[name], urgency, receiver, question


def _stages(session: Session) -> dict[Status, int]:
    return {stage.status: stage.id or 0 for stage in reversed(referrals.shown_stages(session))}
