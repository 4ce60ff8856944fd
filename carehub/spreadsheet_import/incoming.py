"""The rows of a checked import that come in, put together by person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic_core import from_json
from sqlalchemy import String, Text, cast, select, type_coerce
from sqlmodel import Session, col

from carehub.spreadsheet_import.cleaning.cleaned import Value
from carehub.spreadsheet_import.cleaning.rows import typed
from carehub.spreadsheet_import.models import ImportRow
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.plan import EXTRA_PREFIX

StoredValues = Mapping[str, str | bool]
_COMES_IN = (Outcome.NEW, Outcome.UPDATED, Outcome.UNCHANGED)


@dataclass(slots=True)
class Person:
    """One patient of the import, from one row or several.

    ``said`` is what each row says, as JSON; ``changes`` what of it is new in the record, None where it
    is taken away; ``rows`` the ids of the rows. ``patient_id`` is empty until a new patient has one;
    ``coordinator`` is that of a new patient.
    """

    patient_id: int | None
    version: int
    said: list[str] = field(default_factory=list)
    changes: dict[str, Value | None] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    coordinator: str = ""

    @property
    def is_new(self) -> bool:
        return not self.version

    def together(self) -> StoredValues:
        """What all the rows say, the last one last, in the form in which it is stored."""
        if len(self.said) == 1:
            return from_json(self.said[0])
        return {name: value for said in self.said for name, value in from_json(said).items()}


def people_coming_in(session: Session, import_id: int) -> list[Person]:
    """The rows that come in and did not yet, put together by person, in the order of the file."""
    as_text = (cast(col(getattr(ImportRow, name)), Text) for name in ("values", "extra", "changes"))
    # The word as it stands: a hundred thousand members of a closed set cost more than what they say.
    outcome = type_coerce(col(ImportRow.outcome), String)
    kept = (col(ImportRow.id), col(ImportRow.number), outcome, col(ImportRow.patient_id))
    wanted = (
        select(*kept, col(ImportRow.patient_version), col(ImportRow.same_as), *as_text)
        .where(
            col(ImportRow.import_id) == import_id,
            col(ImportRow.outcome).in_(_COMES_IN),
            col(ImportRow.is_applied).is_(False),
        )
        .order_by(col(ImportRow.number))
    )
    people: dict[int, Person] = {}
    for row_id, number, outcome, patient_id, version, same_as, *texts in session.connection().execute(wanted):
        # Patients by their number, people of the file by minus that of their first row.
        key = patient_id or -(same_as or number)
        person = people.get(key)
        if person is None:
            if outcome != Outcome.NEW and not patient_id:
                continue  # repeats a row that does not come in
            person = people[key] = Person(patient_id, version)
        person.rows.append(row_id or 0)
        _add_row(person, outcome, *texts)
    return list(people.values())


def _add_row(person: Person, outcome: str, values: str, extra: str, changes: str) -> None:
    person.said.append(values)
    if outcome == Outcome.NEW and extra != "{}":
        person.extra |= from_json(extra)
    if changes != "[]":
        _add_changes(person, from_json(changes))


def _add_changes(person: Person, changes: Iterable[Sequence[str | bool | None]]) -> None:
    for name, _, new in changes:
        header = str(name).removeprefix(EXTRA_PREFIX)
        if header != name:
            person.extra[header] = str(new)
        elif new is None:
            person.changes[str(name)] = None
        else:
            person.changes |= typed({str(name): new})
