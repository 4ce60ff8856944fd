"""The rows of a checked import that come in, put together by person."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct
from pydantic_core import from_json
from sqlalchemy import ColumnElement, String, Text, cast, func, type_coerce
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from carehub.spreadsheet_import.cleaning.cleaned import Value
from carehub.spreadsheet_import.cleaning.rows import Values, typed
from carehub.spreadsheet_import.models import ImportRow
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.planned import EXTRA_PREFIX

COMES_IN = frozenset({Outcome.NEW, Outcome.UPDATED, Outcome.UNCHANGED})


class IncomingRow(NamedTuple):
    """A planned row as it is stored, ``values``, ``extra`` and ``changes`` as JSON.

    ``in_hand`` are the values themselves where the row was planned just now. A tuple: there are many.
    """

    number: int
    outcome: str
    patient_id: int | None
    version: int
    same_as: int | None
    values: str
    extra: str
    changes: str
    in_hand: Values | None = None


class Person(Struct):
    """One patient of the import, from one row or several.

    ``said`` is what each row says, as JSON or, of someone new, as it was planned; ``changes`` what of it is
    new in the record, None where it is taken away; ``rows`` the numbers of the rows. ``patient_id`` is empty
    until a new patient has one; ``coordinator`` is that of a new patient.
    """

    patient_id: int | None
    version: int
    said: list[str | Values] = []
    changes: dict[str, Value | None] = {}
    extra: dict[str, str] = {}
    rows: list[int] = []
    coordinator: str = ""

    @property
    def is_new(self) -> bool:
        return not self.version

    def together(self) -> Mapping[str, Value]:
        """What all the rows say, the last one last; a date can be text."""
        if len(self.said) == 1:
            return _read(self.said[0])
        return {name: value for said in self.said for name, value in _read(said).items()}


class Gathering:
    """The people of an import, as its rows are handed over in the order of the file."""

    def __init__(self) -> None:
        self._by_key: dict[int, Person] = {}

    @property
    def people(self) -> list[Person]:
        return list(self._by_key.values())

    def add(self, rows: Iterable[IncomingRow]) -> list[Person]:
        """Take these rows in; returns whom they brought, or brought once more, each once."""
        touched: dict[int, Person] = {}
        for row in rows:
            # Patients by their number, people of the file by minus that of their first row.
            key = row.patient_id or -(row.same_as or row.number)
            person = self._by_key.get(key)
            if person is None:
                if row.outcome != Outcome.NEW and not row.patient_id:
                    continue  # repeats a row that does not come in
                person = self._by_key[key] = Person(row.patient_id, row.version)
            person.rows.append(row.number)
            _add_row(person, row)
            touched[key] = person
        return list(touched.values())


def how_many_come_in(session: Session, import_id: int) -> int:
    """The kept rows that come in and did not yet."""
    return session.exec(select(func.count()).select_from(ImportRow).where(*_coming_in(import_id))).one()


def rows_coming_in(session: Session, import_id: int, at_once: int) -> Iterator[list[IncomingRow]]:
    """The same rows, so many at a time, in the order of the file."""
    as_text = (cast(col(getattr(ImportRow, name)), Text) for name in ("values", "extra", "changes"))
    # The word as it stands: a hundred thousand members of a closed set cost more than what they say.
    outcome = type_coerce(col(ImportRow.outcome), String)
    wanted = sa_select(
        col(ImportRow.number), outcome, col(ImportRow.patient_id), col(ImportRow.patient_version),
        col(ImportRow.same_as), *as_text,
    )  # fmt: skip
    in_order = wanted.where(*_coming_in(import_id)).order_by(col(ImportRow.number))
    found = session.connection().execute(in_order.execution_options(yield_per=at_once))
    for part in found.partitions():
        yield [IncomingRow(*row) for row in part]


def _coming_in(import_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        col(ImportRow.import_id) == import_id,
        col(ImportRow.outcome).in_(COMES_IN),
        col(ImportRow.is_applied).is_(False),
    )


def _read(said: str | Values) -> Mapping[str, Value]:
    return from_json(said) if isinstance(said, str) else said


def _add_row(person: Person, row: IncomingRow) -> None:
    person.said.append(row.in_hand if person.is_new and row.in_hand is not None else row.values)
    if row.outcome == Outcome.NEW and row.extra != "{}":
        person.extra |= from_json(row.extra)
    if row.changes != "[]":
        _add_changes(person, from_json(row.changes))


def _add_changes(person: Person, changes: Iterable[Sequence[str | bool | None]]) -> None:
    for name, _, new in changes:
        header = str(name).removeprefix(EXTRA_PREFIX)
        if header != name:
            person.extra[header] = str(new)
        elif new is None:
            person.changes[str(name)] = None
        else:
            person.changes |= typed({str(name): new})
