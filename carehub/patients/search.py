"""Search as you type: family, given and preferred name, MRN, phone and date of birth, in any order.

The words of a patient stand in ``patient_search``, kept by triggers of the database (migration
0002), so that it is right however a patient got in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, false, text
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, and_, col

from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.patients.listing import BY_NAME, EVERYONE, Filter, listed
from carehub.patients.models import Patient, PatientStatus
from carehub.patients.names import folded

MOST = 20
SHORTEST = 2
LONGEST = 100

# What separates words in an index of either database; letters of every script do not.
SEPARATORS = r"\s\u001f!-/:-@\[-`{-~\u2018\u2019\u2010-\u2014"
_APART = re.compile(f"[{SEPARATORS}]+")
_MONTH_FIRST = re.compile(r"(?P<month>\d{1,2})[/.-](?P<day>\d{1,2})[/.-](?P<year>\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[/.-](?P<month>\d{1,2})[/.-](?P<day>\d{1,2})")
_UNFINISHED_DATE = re.compile(r"\d{1,2}/(\d{1,2}(/\d{0,3})?)?")
_LAST_LETTER = "\U0010ffff"

_MATCHES = {
    "sqlite": "patients.id IN (SELECT rowid FROM patient_search WHERE patient_search MATCH :words)",
    "postgresql": (
        "patients.id IN (SELECT patient_id FROM patient_search WHERE words @@ CAST(:words AS tsquery))"
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What tells a found patient from the next one in a list of results."""

    patient_id: int
    last_name: str
    first_name: str
    preferred_name: str
    birth_date: date | None
    mrn: str | None
    phone: str
    status: PatientStatus


def search(
    session: Session, actor: Actor, typed: str, *, only: Filter = EVERYONE, most: int = MOST
) -> list[Found]:
    """The patients to whom every typed word belongs, family names that begin with it first.

    Words may be unfinished, accents left out; of a phone number the last four digits or more do.
    """
    require(actor, Permission.PATIENTS_SEE)
    return [_found(patient) for patient in matching(session, actor, typed, only=only, most=most)]


def matching(session: Session, actor: Actor, typed: str, *, only: Filter, most: int) -> Sequence[Patient]:
    """The same with their whole records."""
    asked = _asked(typed, session.get_bind().dialect.name)
    if not asked:
        return []
    best_first = (_begins_with(typed).desc(), *BY_NAME)
    return session.exec(listed(actor, only).where(*asked).order_by(*best_first).limit(most)).all()


def fitting(session: Session, actor: Actor, typed: str) -> ColumnElement[bool]:
    """The condition behind ``search``, for queries that join ``Patient`` to something else."""
    require(actor, Permission.PATIENTS_SEE)
    asked = _asked(typed, session.get_bind().dialect.name)
    return and_(*asked) if asked else false()


def _asked(typed: str, dialect: str) -> list[ColumnElement[bool]]:
    """What is asked for, as conditions; none while too little was typed to ask for anything."""
    conditions: list[ColumnElement[bool]] = []
    words: list[str] = []
    for word in typed[:LONGEST].split():
        if births := _births(word):
            conditions.append(col(Patient.birth_date).in_(births))
        elif not _UNFINISHED_DATE.fullmatch(word) and _parts(word):
            words.append(_wanted(word, dialect))
    if words and sum(letter.isalnum() for letter in typed) >= SHORTEST:
        joined = (" AND " if dialect == "sqlite" else " & ").join(words)
        conditions.append(text(_MATCHES[dialect]).bindparams(words=joined))  # pyright: ignore[reportArgumentType]
    return conditions


def _wanted(word: str, dialect: str) -> str:
    """The word as a condition in the database's own search language.

    Digits with something between them are a phone number as well as the parts of an MRN.
    """
    both, either, quote = (" AND ", " OR ", _sqlite) if dialect == "sqlite" else (" & ", " | ", _postgresql)
    parts = _parts(word)
    apart = both.join(quote(part) for part in parts)
    if len(parts) > 1 and all(part.isdigit() for part in parts):
        return f"({quote(''.join(parts))}{either}({apart}))"
    return f"({apart})"


def _parts(word: str) -> list[str]:
    return [part for part in _APART.split(folded(word)) if any(letter.isalnum() for letter in part)]


def _sqlite(part: str) -> str:
    return f'"{part}"*'


def _postgresql(part: str) -> str:
    return f"'{part}':*"


def _births(word: str) -> list[date]:
    """The dates of birth that the word may mean: 3/7/61 was in 1961, unless it can be 2061 already."""
    found = _MONTH_FIRST.fullmatch(word) or _YEAR_FIRST.fullmatch(word)
    if not found:
        return []
    month, day, year = (int(found[part]) for part in ("month", "day", "year"))
    years = [year] if year > 99 else [1900 + year, 2000 + year]
    dates = [day_of for year in years if (day_of := _date(year, month, day))]
    return [day_of for day_of in dates if day_of <= clock.now().date()]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _begins_with(typed: str) -> ColumnElement[int]:
    first = folded(typed.split()[0])
    name = col(Patient.sort_name)
    return case((and_(name >= first, name < first + _LAST_LETTER), 1), else_=0)


def _found(patient: Patient) -> Found:
    assert patient.id is not None
    return Found(
        patient_id=patient.id,
        last_name=patient.last_name,
        first_name=patient.first_name,
        preferred_name=patient.preferred_name,
        birth_date=patient.birth_date,
        mrn=patient.mrn,
        phone=patient.phone,
        status=patient.status,
    )
