"""Search as you type: family, given and preferred name, MRN, phone and date of birth, in any order.

The words of a patient stand in ``patient_search``, kept by triggers of the database (migration
0002), so that it is right however a patient got in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, TextClause, column, false, literal_column, table, text
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, and_, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.list_looks import LOOKS, ListPage
from carehub.patients.access import may_see_patient
from carehub.patients.listing import BY_NAME, EVERYONE, Filter, listed
from carehub.patients.models import Patient, PatientStatus
from carehub.patients.names import folded, sort_name

MOST = 20
AMONG = 1_000
_AMONG_FEW = 10
SHORTEST = 2
LONGEST = 100

# What separates words in an index of either database; letters of every script do not.
SEPARATORS = r"\s\u001f!-/:-@\[-`{-~\u2018\u2019\u2010-\u2014"
_APART = re.compile(f"[{SEPARATORS}]+")
# What stands before a number of this country that is written in full: its words leave it out.
_COUNTRY_CODE = re.compile(r"(?<!\S)(?:\+1[\s.-]*|1[\s.-]+(?=\(?\d{3}\b))")
_IN_FULL = re.compile(r"1\d{10}")
_MONTH_FIRST = re.compile(r"(?P<month>\d{1,2})[/.-](?P<day>\d{1,2})[/.-](?P<year>\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[/.-](?P<month>\d{1,2})[/.-](?P<day>\d{1,2})")
_UNFINISHED_DATE = re.compile(r"\d{1,2}/(\d{1,2}(/\d{0,3})?)?")
_LAST_LETTER = "\U0010ffff"

_NUMBER = {"sqlite": "rowid", "postgresql": "patient_id"}
_FITS = {"sqlite": "patient_search MATCH :words", "postgresql": "words @@ CAST(:words AS tsquery)"}


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was typed: dates of birth that each word may mean, and the words as the database's own query."""

    births: tuple[list[date], ...]
    words: str

    def is_anything(self) -> bool:
        return bool(self.births or self.words)

    def born(self) -> list[ColumnElement[bool]]:
        return [col(Patient.birth_date).in_(dates) for dates in self.births]

    def conditions(self, dialect: str, *, by_name: bool = False) -> list[ColumnElement[bool]]:
        """``by_name``: for a query that walks the names, and asks of each whether it fits."""
        if not self.words:
            return self.born()
        # With a sign SQLite has no index for it, and does not fetch everybody who fits instead.
        number = literal_column("+patients.id") if by_name else col(Patient.id)
        return [*self.born(), number.in_(_numbers_by_words(self.words, dialect))]


def search(
    session: Session, actor: Actor, typed: str, *, only: Filter = EVERYONE, most: int = MOST
) -> list[Found]:
    """The patients to whom every typed word belongs, family names that begin with it first.

    Words may be unfinished, accents left out; of a phone number the last four digits or more do.
    """
    require(actor, Permission.PATIENTS_SEE)
    found = matching(session, actor, typed, only=only, most=most, among=_AMONG_FEW * most)
    LOOKS.saw(actor, ListPage.SEARCH, [patient.id for patient in found if patient.id])
    return [_found(patient) for patient in found]


def matching(
    session: Session, actor: Actor, typed: str, *, only: Filter, most: int, among: int = AMONG
) -> Sequence[Patient]:
    """The same with their whole records.

    Of those who fit by another word than their family name, so many are looked at: two letters fit tens
    of thousands in a large center, and who looks for one of them types on.
    """
    dialect = session.get_bind().dialect.name
    asked = _asked(typed, dialect)
    if not asked.is_anything():
        return []
    found = _by_both_names(session, listed(actor, only), typed, most)
    wanted = listed(actor, only).where(col(Patient.id).not_in([each.id for each in found]))
    by_family = _begins_with(typed.split()[0])
    # A family name that begins with the only word need not be asked for that word.
    more = [] if _is_one_word(typed) else asked.conditions(dialect, by_name=True)
    if len(found) < most:
        families = _by_name(wanted.where(by_family, *more), most - len(found))
        found = [*found, *session.exec(families).all()]
    if len(found) < most:
        others = _some(actor, wanted.where(~by_family), asked, dialect, among)
        rest = _by_name(select(Patient).where(col(Patient.id).in_(others)), most - len(found))
        found = [*found, *session.exec(rest).all()]
    return found


def fitting(session: Session, actor: Actor, typed: str) -> ColumnElement[bool]:
    """The condition behind ``search``, for queries that join ``Patient`` to something else."""
    require(actor, Permission.PATIENTS_SEE)
    dialect = session.get_bind().dialect.name
    asked = _asked(typed, dialect)
    return and_(*asked.conditions(dialect)) if asked.is_anything() else false()


def _by_both_names(
    session: Session, wanted: SelectOfScalar[Patient], typed: str, most: int
) -> Sequence[Patient]:
    """Of two words those of whom one begins the family name and the other the given name.

    They are found in the order of names: where both words are frequent, the index of words has tens of
    thousands for each, and would go through all of them to find who has both.
    """
    words = typed[:LONGEST].split()
    if len(words) != 2 or not all(_is_one_word(word) for word in words):
        return []
    found: list[Patient] = []
    for family, given in (words, reversed(words)):
        if len(found) < most:
            is_given = col(Patient.sort_name).contains(sort_name("", given), autoescape=True)
            shown = _by_name(wanted.where(_begins_with(family), is_given), most)
            found += [each for each in session.exec(shown) if each not in found]
    return found[:most]


def _by_name(wanted: SelectOfScalar[Patient], most: int) -> SelectOfScalar[Patient]:
    return wanted.order_by(*BY_NAME).limit(most)


def _some(
    actor: Actor, wanted: SelectOfScalar[Patient], asked: _Asked, dialect: str, among: int
) -> Select[int | None]:
    """The numbers of so many of the wanted; the index of words is read no further than that."""
    numbers = wanted.with_only_columns(col(Patient.id)).where(*asked.born()).limit(among)
    if not asked.words:
        return numbers
    number = column(_NUMBER[dialect])
    index = table("patient_search", number)
    # Asked of the number as well: so the record of who is cared for elsewhere is not even looked up.
    here = may_see_patient(actor, index.c[number.name])
    return numbers.join(index, index.c[number.name] == Patient.id).where(here, _fits(asked.words, dialect))


def _numbers_by_words(words: str, dialect: str) -> Select[tuple[int]]:
    return select(column(_NUMBER[dialect])).select_from(table("patient_search")).where(_fits(words, dialect))


def _fits(words: str, dialect: str) -> TextClause:
    return text(_FITS[dialect]).bindparams(words=words)


def _asked(typed: str, dialect: str) -> _Asked:
    """What is asked for; nothing while too little was typed to ask for anything."""
    births: list[list[date]] = []
    words: list[str] = []
    asked = _COUNTRY_CODE.sub("", typed[:LONGEST])
    for word in asked.split():
        if dates := _births(word):
            births.append(dates)
        elif not _UNFINISHED_DATE.fullmatch(word) and _parts(word):
            words.append(_wanted(word, dialect))
    is_enough = sum(letter.isalnum() for letter in asked) >= SHORTEST
    joined = (" AND " if dialect == "sqlite" else " & ").join(words)
    return _Asked(tuple(births), joined if is_enough else "")


def _is_one_word(typed: str) -> bool:
    return _parts(typed) == [folded(typed)]


def _wanted(word: str, dialect: str) -> str:
    """The word as a condition in the database's own search language.

    Digits with something between them are a phone number as well as the parts of an MRN.
    """
    both, either, quote = (" AND ", " OR ", _sqlite) if dialect == "sqlite" else (" & ", " | ", _postgresql)
    parts = _parts(word)
    apart = both.join(quote(part) for part in parts)
    if len(parts) > 1 and all(part.isdigit() for part in parts):
        return f"({quote(''.join(parts))}{either}({apart}))"
    if _IN_FULL.fullmatch(word):
        return f"({quote(word)}{either}{quote(word[1:])})"
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


def _begins_with(word: str) -> ColumnElement[bool]:
    first = folded(word)
    name = col(Patient.sort_name)
    return and_(name >= first, name < first + _LAST_LETTER)


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
