"""A plan as it is made: rows of a file, and what becomes of each."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from msgspec import Struct

from carehub.spreadsheet_import.cleaning.cleaned import Value
from carehub.spreadsheet_import.cleaning.rows import Problem, Values
from carehub.spreadsheet_import.outcome import Outcome

EXTRA_PREFIX = "extra."


class FieldChange(Struct, frozen=True):
    """``name`` is an import field, or ``extra.`` and the header of a column kept beside the record.

    ``new`` is None where an empty cell takes the value away.
    """

    name: str
    old: Value | None
    new: Value | None


class PlannedRow(Struct):
    """One row of the file and what becomes of it.

    ``patient_id`` and ``version`` are of the patient it was matched with, or ``referral_id`` and its
    version; ``same_as`` is the row above that brings the same person or referral. ``reason`` says in
    words why, where it is not plain. ``cells`` is what stands in the file, as JSON.
    """

    number: int
    outcome: Outcome
    values: Values = {}
    extra: dict[str, str] = {}
    problems: list[Problem] = []
    changes: list[FieldChange] = []
    reason: str = ""
    patient_id: int | None = None
    version: int = 0
    same_as: int | None = None
    fingerprint: str = ""
    cells: str = "[]"
    candidates: list[tuple[int | str | None, ...]] = []
    referral_id: int | None = None


@dataclass(slots=True)
class Plan:
    """Data rows in the order of the file; ``remarks`` are about columns, not rows.

    Of rows that were handed on only the counts and the problems stay.
    """

    rows: list[PlannedRow]
    remarks: list[Problem] = field(default_factory=list)
    _counted: Counter[Outcome] = field(default_factory=Counter)
    _told: list[Problem] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """``rows`` and one number for each outcome; the outcomes add up to the rows."""
        counted = self._counted + Counter(row.outcome for row in self.rows)
        return {"rows": counted.total()} | {outcome.value: counted[outcome] for outcome in Outcome}

    @property
    def problems(self) -> list[Problem]:
        of_rows = [*self._told, *_problems_of(self.rows)]
        return self.remarks + sorted(of_rows, key=lambda problem: problem.row)

    def hand_on(self) -> list[PlannedRow]:
        """The rows so far; whoever keeps them has them alone."""
        rows, self.rows = self.rows, []
        self._counted.update(row.outcome for row in rows)
        self._told.extend(_problems_of(rows))
        return rows


def _problems_of(rows: Iterable[PlannedRow]) -> Iterator[Problem]:
    return (problem for row in rows for problem in row.problems)
