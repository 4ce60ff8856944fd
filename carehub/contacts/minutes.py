"""Minutes of care management, by patient, month and program: what counts, what does not, and what it reaches.

A help for the biller, who decides. The thresholds are those of CMS:

- CCM, chronic care management: 20 minutes of clinical staff in a calendar month (CPT 99490), each further 20
  (CPT 99439). CMS booklet MLN909188, "Chronic Care Management Services".
- PCM, principal care management: 30 minutes of clinical staff in a calendar month (CPT 99426), each further
  30 (CPT 99427). The same booklet.
- CHI, community health integration: 60 minutes of certified or trained auxiliary personnel in a calendar
  month (HCPCS G0019), each further 30 (HCPCS G0022). CMS booklet "Health Equity Services in the
  2024 Physician Fee Schedule Final Rule", and 42 CFR 410.26 for who auxiliary personnel are.

All of them want the patient's consent in the record before the minutes. One entry feeds one program.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from sqlalchemy import select as sa_select
from sqlmodel import Session, col

from carehub.accounts.models import Center, Qualification, User
from carehub.contacts.models import ContactAttempt
from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.programs import service as programs
from carehub.programs.models import Enrolment, Program, ProgramKind
from carehub.sensitive.access import may_see

_Q = Qualification


@dataclass(frozen=True)
class Rule:
    """So many minutes in a month reach the first code, each so many ``further`` ones the next."""

    minutes: int
    code: str
    further: int
    further_code: str
    counts: frozenset[Qualification]


RULES: dict[ProgramKind, Rule] = {
    ProgramKind.CCM: Rule(20, "99490", 20, "99439", frozenset({_Q.CLINICAL_STAFF})),
    ProgramKind.PCM: Rule(30, "99426", 30, "99427", frozenset({_Q.CLINICAL_STAFF})),
    ProgramKind.CHI: Rule(60, "G0019", 30, "G0022", frozenset({_Q.TRAINED_AUXILIARY})),
}
_NO_CONSENT = "Not enrolled with consent on that day"


@dataclass(frozen=True)
class Entry:
    """One row of the contact log with minutes; ``why_not`` is why they do not count, empty where they do."""

    attempt: ContactAttempt
    by: str
    day: date
    why_not: str

    @property
    def minutes(self) -> int:
        return self.attempt.minutes or 0


@dataclass(frozen=True)
class Month:
    """What a patient's minutes for a program come to in a month, with the entries behind it."""

    patient: Patient
    program: Program
    entries: tuple[Entry, ...]

    @property
    def counted(self) -> int:
        return sum(each.minutes for each in self.entries if not each.why_not)

    @property
    def left_out(self) -> int:
        return sum(each.minutes for each in self.entries if each.why_not)

    @property
    def reached(self) -> str:
        """``99490 and 2 x 99439``; empty below the first threshold."""
        return codes(self.program.kind, self.counted)


def codes(kind: ProgramKind, minutes: int) -> str:
    """Which codes so many minutes reach, for the biller to check."""
    rule = RULES.get(kind)
    if rule is None or minutes < rule.minutes:
        return ""
    further = (minutes - rule.minutes) // rule.further
    return f"{rule.code} and {further} x {rule.further_code}" if further else rule.code


def lacking(kind: ProgramKind, minutes: int) -> int:
    """How many minutes are lacking to the next threshold."""
    rule = RULES.get(kind)
    if rule is None:
        return 0
    if minutes < rule.minutes:
        return rule.minutes - minutes
    return rule.further - (minutes - rule.minutes) % rule.further


def minutes_of(session: Session, actor: Actor, month: date) -> list[Month]:
    """Everything that was logged for a program in the month of that day, by name of the patient."""
    require(actor, Permission.NOTES_SEE)
    zone = ZoneInfo(session.get_one(Center, 1).time_zone)
    logged = _logged(session, actor, month, zone)
    theirs = _enrolments(session, actor, {patient.id or 0 for _, _, _, patient, _ in logged})
    grouped: dict[tuple[int, int], list[Entry]] = {}
    about: dict[tuple[int, int], tuple[Patient, Program]] = {}
    for attempt, name, qualification, patient, program in logged:
        key = (patient.id or 0, program.id or 0)
        about[key] = (patient, program)
        day = clock.local(attempt.at, zone.key).date()
        why_not = _why_not(program, qualification, theirs.get(key, ()), day)
        grouped.setdefault(key, []).append(Entry(attempt, name, day, why_not))
    return [Month(*about[key], tuple(entries)) for key, entries in grouped.items()]


def _logged(
    session: Session, actor: Actor, month: date, zone: ZoneInfo
) -> list[tuple[ContactAttempt, str, Qualification, Patient, Program]]:
    first = month.replace(day=1)
    start = datetime.combine(first, time(), zone)
    end = datetime.combine(first + relativedelta(months=1), time(), zone)
    statement = (
        sa_select(ContactAttempt, col(User.name), col(User.qualification), Patient, Program)
        .join(User, col(User.id) == ContactAttempt.by_id)
        .join(Patient, col(Patient.id) == ContactAttempt.patient_id)
        .join(Program, col(Program.id) == ContactAttempt.program_id)
        .where(
            patients.at_sites_of(actor),
            may_see(actor, col(ContactAttempt.referral_id)),
            col(ContactAttempt.at) >= start,
            col(ContactAttempt.at) < end,
            col(ContactAttempt.minutes) > 0,
        )
        .order_by(Patient.sort_name, col(Patient.id), Program.name, ContactAttempt.at, col(ContactAttempt.id))  # pyright: ignore[reportArgumentType]
    )
    return [tuple(row) for row in session.execute(statement)]  # pyright: ignore[reportReturnType]


def _enrolments(session: Session, actor: Actor, ids: set[int]) -> dict[tuple[int, int], list[Enrolment]]:
    found: dict[tuple[int, int], list[Enrolment]] = {}
    for each in session.exec(programs.visible_to(actor).where(col(Enrolment.patient_id).in_(sorted(ids)))):
        found.setdefault((each.patient_id, each.program_id), []).append(each)
    return found


def _why_not(program: Program, by: Qualification, enrolments: Iterable[Enrolment], day: date) -> str:
    rule = RULES.get(program.kind)
    if rule is not None and by not in rule.counts:
        return f"Not by {WHO[next(iter(rule.counts))]}"
    if not any(programs.counts_on(each, day) for each in enrolments):
        return _NO_CONSENT
    return ""


WHO: dict[Qualification, str] = {
    _Q.CLINICAL_STAFF: "clinical staff",
    _Q.TRAINED_AUXILIARY: "a trained auxiliary",
    _Q.OTHER: "other staff",
}
