"""The people around a patient, as the people part shows them."""

from dataclasses import dataclass
from typing import TypedDict

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.core import clock
from carehub.core.actor import Actor, Permission
from carehub.core.dates import written_date
from carehub.documents import service as documents
from carehub.patients.languages import language_name
from carehub.patients.names import listed_name
from carehub.patients.wording import spoken_phone, written_birth
from carehub.related_people import service as related
from carehub.related_people.models import MayTalk, RelatedPerson, SafeContact
from carehub.related_people.service import OnTeam
from carehub.related_people.wording import MAY_TALK, RELATION
from carehub.ui.choices import Option


class PersonRow(TypedDict):
    """Somebody around the patient; ``values`` is what the form begins with."""

    id: int
    version: int
    name: str
    relation: str
    organisation: str
    phone: str
    language: str
    talk: str
    may_not_talk: bool
    marks: list[str]
    document_href: str
    note: str
    values: dict[str, str]


class MemberRow(TypedDict):
    """``id`` is 0 for the coordinator of the caseload, who is on every team."""

    id: int
    name: str
    part: str
    since: str


class HousemateRow(TypedDict):
    href: str
    name: str
    who: str


@dataclass(frozen=True, slots=True)
class Around:
    """``elsewhere`` counts who lives with the patient and may not be seen by this person."""

    people: list[PersonRow]
    professionals: list[PersonRow]
    housemates: list[HousemateRow]
    elsewhere: int
    team: list[MemberRow]
    papers: list[Option]
    safe: dict[str, str]
    codes: list[str]
    safe_version: int


def around(session: Session, actor: Actor, patient_id: int) -> Around:
    """Everybody around the patient, as far as this person may know."""
    zone = accounts.center(session).time_zone
    everyone = related.around(session, actor, patient_id)
    home = related.household_of(session, actor, patient_id)
    safe = related.safe_contact(session, actor, patient_id)
    today = clock.today(zone)
    return Around(
        people=[_person(each) for each in everyone if not each.relation.is_professional],
        professionals=[_person(each) for each in everyone if each.relation.is_professional],
        housemates=[
            HousemateRow(
                href=f"/patients/{each.id}",
                name=listed_name(each.last_name, each.first_name),
                who=written_birth(each.birth_date, today),
            )
            for each in home.patients
        ],
        elsewhere=home.elsewhere,
        team=[_member(each, zone) for each in related.team_of(session, actor, patient_id)],
        papers=_papers(session, actor, patient_id),
        safe=_safe_values(safe),
        codes=list(safe.codes) if safe else [],
        safe_version=safe.version if safe else 0,
    )


def staff_to_choose(session: Session, actor: Actor, patient_id: int) -> list[Option]:
    """Who of the staff can join the team."""
    return [
        Option(value=str(user.id), label=f"{user.name}, {user.role.label.lower()}")
        for user in related.who_can_join(session, actor, patient_id)
    ]


def _person(person: RelatedPerson) -> PersonRow:
    marks = ["Legal guardian"] if person.is_guardian else []
    marks += ["Emergency contact"] if person.is_emergency else []
    marks += ["Interpreter"] if person.interpreter else []
    if person.is_guardian and person.document_id is None:
        marks.append("No document yet")
    about = f": {person.only_about}" if person.may_talk is MayTalk.ONLY_ABOUT else ""
    return PersonRow(
        id=person.id or 0,
        version=person.version,
        name=person.name,
        relation=RELATION[person.relation],
        organisation=person.organisation,
        phone=spoken_phone(person.phone),
        language=language_name(person.language),
        talk=MAY_TALK[person.may_talk] + about,
        may_not_talk=person.may_talk in (MayTalk.NO, MayTalk.NOT_ASKED),
        marks=marks,
        document_href=f"/api/documents/{person.document_id}" if person.document_id else "",
        note=person.note,
        values=_values(person),
    )


def _values(person: RelatedPerson) -> dict[str, str]:
    known = person.model_dump(mode="json")
    words = {
        name: "" if known[name] is None else str(known[name])
        for name in ("name", "relation", "organisation", "email", "language", "may_talk", "only_about",
                     "document_id", "note")
    }  # fmt: skip
    ticks = {name: "on" if known[name] else "" for name in ("is_guardian", "is_emergency", "interpreter")}
    return {**words, **ticks, "phone": spoken_phone(person.phone)}


def _member(on: OnTeam, zone: str) -> MemberRow:
    since = written_date(clock.local(on.member.since, zone))
    return MemberRow(id=on.member.id or 0, name=on.user.name, part=on.member.part, since=since)


def _papers(session: Session, actor: Actor, patient_id: int) -> list[Option]:
    if not actor.may(Permission.DOCUMENTS_KEEP):
        return []
    return [
        Option(value=str(filed.document.id), label=filed.document.name)
        for filed in documents.of_patient(session, actor, patient_id)
    ]


def _safe_values(safe: SafeContact | None) -> dict[str, str]:
    names = ("ask_for", "not_before", "not_after", "words")
    return {name: getattr(safe, name) if safe else "" for name in names}
