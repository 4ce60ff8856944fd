"""What is known of the practice center's patients: programs, people around them, what matters, discharges."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.discharges import service as discharges
from carehub.discharges.checklist import Answer, Complexity, Item
from carehub.discharges.service import NewDischarge
from carehub.practice.diary import Diary
from carehub.practice.patients import MadeUpPatient
from carehub.practice.staff import COORDINATOR_AT, PROVIDER_AT, Staff
from carehub.programs import service as programs
from carehub.programs.models import ConsentHow, ProgramKind
from carehub.programs.service import Consent
from carehub.related_people import service as related
from carehub.related_people.draft import person_drafted, safe_drafted
from carehub.remarks import service as remarks
from carehub.remarks.models import RemarkKind

_PROGRAMS = (
    ("Steady Hearts", ProgramKind.CCM),
    ("Breathe Easy", ProgramKind.PCM),
    ("Neighbor to Neighbor", ProgramKind.CHI),
    ("Diaper bank", ProgramKind.NONE),
)
_MATTERS = (
    "To walk to the market by myself again.",
    "My grandchildren. I want to be at the table on Sundays, not in a waiting room.",
    "Sleep. And that somebody explains the pills in my language.",
    "Keeping my job at the bakery. Appointments before six in the morning do not exist.",
)
_PROBLEMS = ("High blood pressure", "Type 2 diabetes", "Asthma", "Chronic back pain", "Low mood since spring")
_CONCERNS = ("Worried about the rent", "No ride to the clinic", "Cares for a mother with dementia")
_PREFERENCES = ("Appointments in the afternoon", "Female clinician", "Large print")
_ALERTS = ("Falls: walk with the patient", "Latex allergy", "Dog at home: call before a visit")
_PEOPLE = (
    {"name": "Rosa Practice", "relation": "sister", "may_talk": "yes", "is_emergency": True},
    {"name": "Henry Practice", "relation": "son", "may_talk": "only_about", "only_about": "rides and times"},
    {"name": "Mrs. Abara", "relation": "school_nurse", "may_talk": "yes", "organisation": "Riverbend Middle"},
    {
        "name": "Lucia Practice",
        "relation": "mother",
        "may_talk": "yes",
        "is_guardian": True,
        "language": "es",
    },
)
_SAFE = (
    {"codes": ["no_voicemail"], "ask_for": "Rosa"},
    {"codes": ["text_only", "do_not_say_who"], "not_before": "09:00", "not_after": "15:00"},
    {"codes": ["not_at_address"], "words": "Letters go to the sister's house."},
)
_HOSPITALS = (("Make-Believe General", "Pneumonia"), ("Lakeside Pretend Hospital", "Hip replacement"))
_EVERY = 4
_SAFE_EVERY = 9
_HOME_EVERY = 40


def tell_stories(session: Session, diary: Diary, staff: Staff, everybody: list[MadeUpPatient]) -> None:
    """Note what is known of every fourth patient, how some are safely reached, and who came from hospital."""
    offered = [programs.add_program(session, staff.actors["dana"], *each).id or 0 for each in _PROGRAMS]
    for made in everybody:
        if not made.is_active or made.is_new:
            continue
        coordinator = staff.actors[COORDINATOR_AT[made.site]]
        if made.number % _EVERY == 0:
            _know(session, diary, coordinator, made, offered)
        if made.number % (2 * _EVERY) == 0:
            provider = staff.actors[PROVIDER_AT[made.site]].user_id
            _note(diary, made, lambda who, by=coordinator, to=provider: related.join_team(
                session, by, who, to, "Primary care provider"
            ))  # fmt: skip
        if made.number % _SAFE_EVERY == 0:
            rules = safe_drafted(diary.chance.choice(_SAFE))
            _note(diary, made, lambda who, by=coordinator, r=rules: related.set_safe_contact(
                session, by, who, 0, r
            ))  # fmt: skip
        if made.number % _HOME_EVERY == 3:
            _come_home(session, diary, coordinator, made)


def _note(diary: Diary, made: MadeUpPatient, deed: Callable[[int], object]) -> None:
    """Have it done in the last three months; by then every known patient is here."""

    def happen() -> None:
        deed(made.patient_id)

    diary.note(diary.in_office_hours(diary.chance.randrange(7, 90)), happen)


def _know(session: Session, diary: Diary, by: Actor, made: MadeUpPatient, offered: list[int]) -> None:
    chance = diary.chance
    matters, person = chance.choice(_MATTERS), person_drafted(chance.choice(_PEOPLE))
    program, agrees = chance.choice(offered), chance.random() < 0.8
    said = (
        (RemarkKind.PROBLEM, chance.choice(_PROBLEMS)),
        (RemarkKind.CONCERN, chance.choice(_CONCERNS)),
        (RemarkKind.PREFERENCE, chance.choice(_PREFERENCES)),
        (RemarkKind.ALERT, chance.choice(_ALERTS)),
    )

    def enrol(who: int) -> None:
        today = clock.today(diary.time_zone)
        consent = Consent(ConsentHow.SPOKEN, today) if agrees else None
        programs.enrol(session, by, who, program, since=today, consent=consent)

    _note(diary, made, lambda who: remarks.say_what_matters(session, by, who, 0, matters))
    _note(diary, made, lambda who: related.add_person(session, by, who, person))
    _note(diary, made, enrol)
    for kind, words in said[: chance.randrange(1, len(said) + 1)]:
        _note(diary, made, lambda who, kind=kind, words=words: remarks.note(session, by, who, kind, words))


def _come_home(session: Session, diary: Diary, by: Actor, made: MadeUpPatient) -> None:
    """One or two working days ago: some lines of the checklist are answered, some are blank."""
    facility, reason = diary.chance.choice(_HOSPITALS)
    answered = diary.chance.randrange(0, len(Item))
    complexity = diary.chance.choice(list(Complexity))
    told = diary.in_office_hours(diary.chance.randrange(1, 4))

    def write() -> None:
        today = clock.today(diary.time_zone)
        news = NewDischarge(
            facility=facility,
            reason=reason,
            discharged_on=today - timedelta(days=1),
            complexity=complexity,
            told_by="Discharge planner, by fax",
            told_on=today,
            admitted_on=today - timedelta(days=6),
        )
        home = discharges.write_down(session, by, made.patient_id, news)
        for item in list(Item)[:answered]:
            discharges.answer(session, by, home.id or 0, home.version, item, Answer.DONE)

    diary.note(told, write)
