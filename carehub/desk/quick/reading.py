"""What the quick dialog shows: whom it is for how to reach them safely, what comes after tries in vain."""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict
from zoneinfo import ZoneInfo

from sqlmodel import Session

from carehub.accounts.models import Center
from carehub.contacts.models import How
from carehub.contacts.service import NewAttempt, Tried
from carehub.core import clock
from carehub.core.actor import Actor, Permission
from carehub.core.errors import Invalid
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups import sign_off
from carehub.follow_ups.contacting import Logged
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.patients.names import listed_name
from carehub.patients.wording import identity, phone_of, spoken_language
from carehub.programs import service as programs
from carehub.referrals.lost import DAYS_WANTED
from carehub.referrals.prompts import Choice
from carehub.referrals.reasons import EndReason
from carehub.referrals.wording import END_REASON
from carehub.related_people import service as related_people

# A letter is due once two days went by in vain.
_LETTER_AFTER = 2
NO_PROGRAM = Choice(value="", label="None")
LETTER = "/patient-letter"
LOST_CODES = [Choice(value=code.value, label=END_REASON[code]) for code in sign_off.CODES]


class Known(TypedDict):
    """The chosen patient: ``safe`` is what to heed first, ``programs`` are those that minutes can feed."""

    id: int
    name: str
    identity: str
    language: str
    phone: str
    safe: str
    programs: list[Choice]
    templates: list[Choice]
    owners: list[Choice]


@dataclass(frozen=True)
class Offers:
    """What to say of an attempt, and what may come next."""

    said: str
    tried: str = ""
    letter: str = ""
    may_ask: bool = False

    @property
    def has_any(self) -> bool:
        return bool(self.letter) or self.may_ask


def known(session: Session, actor: Actor, patient_id: int) -> Known:
    """The patient as the dialog shows them; NotFound when they are not visible."""
    patient = patients.find(session, actor, patient_id)
    today = today_of(session)
    rules = related_people.safe_rules_for(session, actor, [patient_id])
    return Known(
        id=patient_id,
        name=listed_name(patient.last_name, patient.first_name),
        identity=identity(patient.birth_date, patient.mrn, today),
        language=spoken_language(patient),
        phone=phone_of(patient.phone, patient.phone_owner),
        safe=rules[patient_id]["said"] if patient_id in rules else "",
        programs=_programs(session, actor, patient_id, today),
        templates=[
            Choice(value=str(each.id), label=each.name) for each in follow_ups.templates(session, actor)
        ],
        owners=_owners(session, actor, patient),
    )


def offers(session: Session, actor: Actor, new: NewAttempt, logged: Logged) -> Offers:
    """A letter after two days in vain, a supervisor's signature after three, if a referral can end."""
    if logged.is_reached or logged.tried.attempts == 0:
        return Offers("Contact logged")
    tried = in_words(logged.tried)
    has_letter = new.how is How.LETTER or logged.tried.letters > 0
    due = not has_letter and logged.tried.days >= _LETTER_AFTER
    letter = f"{LETTER}?patient={new.patient_id}" if due else ""
    asks = new.referral_id is not None and logged.tried.days >= DAYS_WANTED
    asks = asks and actor.may(Permission.REFERRALS_MOVE)
    asks = asks and not sign_off.is_asked(session, actor, new.referral_id or 0)
    return Offers(f"Contact logged. {tried}", tried, letter, asks)


def in_words(tried: Tried) -> str:
    """``Tried on 2 of 3 days, in 1 way``."""
    ways = f"{tried.methods} {'way' if tried.methods == 1 else 'ways'}"
    return f"Tried on {tried.days} of {DAYS_WANTED} days, in {ways}."


def lost_code(word: str) -> EndReason:
    try:
        return EndReason(word)
    except ValueError:
        raise Invalid("Choose why the patient cannot be reached.") from None


def zone_of(session: Session) -> ZoneInfo:
    return ZoneInfo(session.get_one(Center, 1).time_zone)


def today_of(session: Session) -> date:
    return clock.today(session.get_one(Center, 1).time_zone)


def _programs(session: Session, actor: Actor, patient_id: int, today: date) -> list[Choice]:
    theirs = programs.programs_of(session, actor, patient_id)
    counting = [each for each in theirs if programs.counts_on(each.enrolment, today)]
    return [Choice(value=str(each.program.id), label=each.program.name) for each in counting]


def _owners(session: Session, actor: Actor, patient: Patient) -> list[Choice]:
    able = follow_ups.owners(session, actor, patient.id or 0)
    mine = [Choice(value=str(actor.user_id), label="Me")]
    return mine + [
        Choice(value=str(each), label=name) for each, name in able.items() if each != actor.user_id
    ]
