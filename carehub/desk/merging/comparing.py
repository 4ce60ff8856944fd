"""Two records side by side, field by field, and what merging them would move."""

from typing import TypedDict

from sqlmodel import Session, select

from carehub.accounts.models import Site
from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.dates import written_date
from carehub.desk.merging.finding import likeness_of
from carehub.desk.merging.following import shown_counts
from carehub.desk.merging.service import CHOSEN
from carehub.patients import service as patients
from carehub.patients.languages import language_name
from carehub.patients.models import Patient
from carehub.patients.names import listed_name
from carehub.patients.record import LABELS
from carehub.patients.wording import spoken_phone, written_birth

# What a person needs to be told of; the rest goes along without a word.
_NAMED = {
    "referrals": "referral",
    "appointments": "appointment",
    "follow_ups": "follow-up",
    "contact_attempts": "contact attempt",
    "documents": "document",
    "plan_goals": "goal",
    "assessments": "assessment",
    "enrolments": "program",
    "related_people": "related person",
}


class Field(TypedDict):
    """A field of both records; ``take`` when the other's is proposed, because the survivor's is empty."""

    name: str
    label: str
    kept: str
    gone: str
    differs: bool
    take: bool


class Comparison(TypedDict):
    """``kept`` is the record that survives; ``moves`` says what follows from the other one."""

    kept_id: int
    kept_version: int
    kept_name: str
    gone_id: int
    gone_version: int
    gone_name: str
    why: str
    fields: list[Field]
    moves: list[str]


def compared(session: Session, actor: Actor, kept_id: int, gone_id: int) -> Comparison:
    """Both as they are now; NotFound unless the person may see both."""
    require(actor, Permission.PATIENTS_MERGE)
    kept, gone = (patients.find(session, actor, each) for each in (kept_id, gone_id))
    likeness = likeness_of(kept, gone)
    sites = {site.id: site.name for site in session.exec(select(Site))}
    return Comparison(
        kept_id=kept_id,
        kept_version=kept.version,
        kept_name=named(kept),
        gone_id=gone_id,
        gone_version=gone.version,
        gone_name=named(gone),
        why=likeness.reason if likeness else "",
        fields=[_field(name, kept, gone, sites) for name in CHOSEN],
        moves=_moves(session, actor, gone_id),
    )


def named(patient: Patient) -> str:
    """Name, birth date and MRN: a mistake here would hurt."""
    mrn = f"MRN {patient.mrn}" if patient.mrn else "no MRN"
    name = listed_name(patient.last_name, patient.first_name)
    return " · ".join([name, written_birth(patient.birth_date, clock.now().date()), mrn])


def _field(name: str, kept: Patient, gone: Patient, sites: dict[int | None, str]) -> Field:
    one, other = (_written(name, patient, sites) for patient in (kept, gone))
    return Field(
        name=name,
        label=LABELS[name],
        kept=one,
        gone=other,
        differs=one != other,
        take=not one and bool(other),
    )


def _written(name: str, patient: Patient, sites: dict[int | None, str]) -> str:
    value = getattr(patient, name)
    match name:
        case "home_site_id":
            return sites[value]
        case "birth_date":
            return written_date(value) if value else ""
        case "phone" | "phone_alt":
            return spoken_phone(value)
        case "language":
            return language_name(value)
        case "interpreter":
            return "Yes" if value else ""
        case "sex" | "status" | "risk":
            return str(value or "").capitalize()
        case _:
            return str(value or "")


def _moves(session: Session, actor: Actor, gone_id: int) -> list[str]:
    """What of the other record follows; sensitive referrals only for who may see them."""
    found = shown_counts(session, actor, gone_id)
    told = [(found.get(table, 0), words) for table, words in _NAMED.items()]
    return [f"{number} {words}{'' if number == 1 else 's'}" for number, words in told if number]
