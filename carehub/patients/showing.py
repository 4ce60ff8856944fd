"""The list of patients as the page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from sqlmodel import Session, select

from carehub.accounts import service as accounts
from carehub.accounts.models import Site
from carehub.caseloads import service as caseloads
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import Invalid
from carehub.core.list_looks import LOOKS, ListPage
from carehub.patients import service as patients
from carehub.patients.duplicates import Duplicate
from carehub.patients.languages import language_name
from carehub.patients.models import Patient, PatientStatus
from carehub.patients.names import listed_name
from carehub.patients.wording import identity, interpreter_mark, spoken_phone, written_birth
from carehub.ui.claims import row_id


class PatientRow(TypedDict):
    """A patient in the list; ``status`` and ``risk`` are words of the closed sets, for their marks."""

    id: int
    name: str
    preferred_name: str
    born: str
    mrn: str
    phone: str
    phone_owner: str
    language: str
    interpreter: str
    site: str
    coordinator: str
    risk: str
    status: str


class SiteChoice(TypedDict):
    id: str
    name: str


class DuplicateRow(TypedDict):
    """``href`` is empty for someone at another site."""

    sentence: str
    detail: str
    href: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list shall show: ``typed`` words, or all of the filter, at least so many."""

    typed: str = ""
    only: patients.Filter = patients.EVERYONE
    how_many: int = patients.PAGE


@dataclass(frozen=True, slots=True)
class Shown:
    """``counted`` says how many fit the filter; while searching, how many were found."""

    rows: list[PatientRow]
    counted: str
    has_more: bool


def asked_for(typed: str, site: str, status: str, how_many: int) -> Asked:
    """What the list's controls stand at, empty for any; Invalid when that is not to be chosen."""
    if status and status not in set(PatientStatus):
        raise Invalid("Choose a status from the list.")
    only = patients.Filter(
        site_id=row_id(site) if site else None, status=PatientStatus(status) if status else None
    )
    return Asked(typed, only, how_many)


def list_of(session: Session, actor: Actor, asked: Asked) -> Shown:
    """The beginning of the list, up to how many were asked for."""
    if asked.typed.strip():
        found = patients.matching(session, actor, asked.typed, only=asked.only, most=asked.how_many + 1)
        has_more = len(found) > asked.how_many
        rows = _rows(session, actor, ListPage.SEARCH, found[: asked.how_many])
        return Shown(rows, f"{len(rows)}{'+' if has_more else ''} found", has_more)
    page = patients.page(session, actor, only=asked.only, size=asked.how_many)
    total = patients.count(session, actor, asked.only)
    counted = f"{total:,} patient{'' if total == 1 else 's'}"
    return Shown(_rows(session, actor, ListPage.PATIENTS, page.patients), counted, page.next is not None)


def sites_to_choose(session: Session, actor: Actor) -> list[SiteChoice]:
    return [SiteChoice(id=str(site.id), name=site.name) for site in accounts.sites(session, actor)]


def duplicate_row(duplicate: Duplicate, today: date) -> DuplicateRow:
    patient = duplicate.patient
    if patient is None:
        return DuplicateRow(sentence=duplicate.sentence, detail="", href="")
    detail = identity(patient.birth_date, patient.mrn, today)
    return DuplicateRow(sentence=duplicate.sentence, detail=detail, href=f"/patients/{patient.id}")


def _rows(session: Session, actor: Actor, page: ListPage, shown: Sequence[Patient]) -> list[PatientRow]:
    today = clock.today(accounts.center(session).time_zone)
    sites = {site.id: site.name for site in session.exec(select(Site))}
    ids = [patient.id for patient in shown if patient.id]
    LOOKS.saw(actor, page, ids)
    keeps = caseloads.responsible_for(session, actor, ids)
    return [_row(patient, today, sites, keeps) for patient in shown]


def _row(
    patient: Patient, today: date, sites: Mapping[int | None, str], keeps: Mapping[int, str]
) -> PatientRow:
    assert patient.id is not None
    return PatientRow(
        id=patient.id,
        name=listed_name(patient.last_name, patient.first_name),
        preferred_name=patient.preferred_name,
        born=written_birth(patient.birth_date, today),
        mrn=patient.mrn or "",
        phone=spoken_phone(patient.phone),
        phone_owner=patient.phone_owner,
        language=language_name(patient.language),
        interpreter=interpreter_mark(patient),
        site=sites[patient.home_site_id],
        coordinator=keeps.get(patient.id, ""),
        risk=patient.risk or "",
        status=patient.status,
    )
