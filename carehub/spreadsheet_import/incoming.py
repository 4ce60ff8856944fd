"""The rows of a checked import that come in, put together by person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import Session, col

from carehub.spreadsheet_import import center
from carehub.spreadsheet_import.cleaning.rows import Values
from carehub.spreadsheet_import.models import ImportRow
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.plan import EXTRA_PREFIX

_READ = ("number", "outcome", "values", "extra", "changes", "patient_id", "patient_version", "same_as")
_COMES_IN = (Outcome.NEW, Outcome.UPDATED, Outcome.UNCHANGED)


@dataclass(slots=True)
class Person:
    """One patient of the import, from one row or several.

    ``values`` is what the rows say, ``changes`` what of it is new in the record; ``patient_id`` is
    empty until a new patient has one.
    """

    patient_id: int | None
    version: int
    values: Values = field(default_factory=dict)
    changes: Values = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)


def people_coming_in(session: Session, import_id: int) -> list[Person]:
    """The rows that come in, put together by person, in the order of the file."""
    columns = [getattr(ImportRow, name) for name in _READ]
    wanted = (
        select(*columns)
        .where(col(ImportRow.import_id) == import_id, col(ImportRow.outcome).in_(_COMES_IN))
        .order_by(col(ImportRow.number))
    )
    people: dict[tuple[str, int], Person] = {}
    for number, outcome, values, extra, changes, patient_id, version, same_as in session.execute(wanted):
        key = ("patient", patient_id) if patient_id else ("row", same_as or number)
        if outcome is not Outcome.NEW and key not in people and not patient_id:
            continue  # repeats a row that does not come in
        person = people.setdefault(key, Person(patient_id, version))
        _add_row(person, number, outcome, center.from_json(values), extra, changes)
    return list(people.values())


def _add_row(
    person: Person,
    number: int,
    outcome: Outcome,
    values: Values,
    extra: Mapping[str, str],
    changes: Iterable[Sequence[str | bool | None]],
) -> None:
    person.rows.append(number)
    person.values |= values
    if outcome is Outcome.NEW:
        person.extra |= extra
    for name, _, new in changes:
        header = str(name).removeprefix(EXTRA_PREFIX)
        if header != name:
            person.extra[header] = str(new)
        else:
            person.changes[str(name)] = values[str(name)]
