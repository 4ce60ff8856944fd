"""What an import would do, row by row, before it does anything."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from carehub.spreadsheet_import.cleaning.cleaned import Severity, Value
from carehub.spreadsheet_import.cleaning.rows import CleanRow, Problem, Values
from carehub.spreadsheet_import.columns import BY_NAME
from carehub.spreadsheet_import.mapping.mapping import Mapping
from carehub.spreadsheet_import.matching import Known, Match, People, Sameness
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.reader.layout import Skipped

EXTRA_PREFIX = "extra."


@dataclass(frozen=True, slots=True)
class FieldChange:
    """``name`` is an import field, or ``extra.`` and the header of a column kept beside the record."""

    name: str
    old: Value | None
    new: Value


@dataclass(slots=True)
class PlannedRow:
    """One row of the file and what becomes of it.

    ``patient_id`` and ``version`` are of the patient it was matched with; ``same_as`` is the row
    above that brings the same person. ``reason`` says in words why, where it is not plain.
    """

    number: int
    outcome: Outcome
    values: Values = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    changes: list[FieldChange] = field(default_factory=list)
    reason: str = ""
    patient_id: int | None = None
    version: int = 0
    same_as: int | None = None
    fingerprint: str = ""


@dataclass(slots=True)
class Plan:
    """All data rows in the order of the file; ``remarks`` are about columns, not rows."""

    rows: list[PlannedRow]
    remarks: list[Problem] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """``rows`` and one number for each outcome; the outcomes add up to the rows."""
        counted = Counter(row.outcome for row in self.rows)
        return {"rows": len(self.rows)} | {outcome.value: counted[outcome] for outcome in Outcome}

    @property
    def problems(self) -> list[Problem]:
        return self.remarks + [problem for row in self.rows for problem in row.problems]


def make_plan(
    rows: Iterable[CleanRow], skipped: Sequence[Skipped], mapping: Mapping, header_row: int, people: People
) -> Plan:
    """Match every row in order; a person in two rows is met again in the second."""
    planned = [_plan_row(row, people) for row in rows]
    planned.extend(_skipped(row) for row in skipped)
    planned.sort(key=lambda row: row.number)
    return Plan(planned, list(mapping_remarks(mapping, header_row)))


def mapping_remarks(mapping: Mapping, header_row: int) -> Iterator[Problem]:
    """What had to be decided about columns, as problems of the header row."""
    for use in mapping.uses:
        if use.is_told:
            yield Problem(header_row, use.header, Severity.WARNING, f"left out: {use.why}")


def _skipped(row: Skipped) -> PlannedRow:
    problem = Problem(row.number, "", Severity.WARNING, f"skipped: {row.reason}")
    return PlannedRow(row.number, Outcome.SKIPPED, problems=[problem], reason=row.reason)


def _plan_row(row: CleanRow, people: People) -> PlannedRow:
    planned = PlannedRow(
        row.number, Outcome.NEW, row.values, row.extra, row.problems, fingerprint=row.fingerprint
    )
    if not row.is_valid:
        planned.outcome = Outcome.INVALID
        return planned
    match = people.match(row)
    if match.sameness is Sameness.NOBODY:
        people.add(Known(dict(row.values), row=row.number, extra=dict(row.extra)), row.fingerprint)
    elif match.sameness is Sameness.MAYBE or match.known is None:
        _to_review(planned, match.known, _who(match))
    else:
        _compare(planned, match.known, match)
    return planned


def _compare(planned: PlannedRow, known: Known, match: Match) -> None:
    """Same person: what the row adds or changes. A row above counts as what is known already."""
    planned.patient_id, planned.version, planned.same_as = known.patient_id, known.version, known.row
    changes = [change for change in _changes(planned, known) if not _edited_since(planned, change, known)]
    if any(change.name == "status" and change.old == "deceased" for change in changes):
        _to_review(planned, known, "this patient is recorded as deceased, the row says otherwise")
    elif known.row is not None and any(change.old is not None for change in changes):
        differing = ", ".join(_label(change.name) for change in changes if change.old is not None)
        _to_review(planned, known, f"row {known.row} is the same person with another {differing}")
    else:
        planned.outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
        planned.changes = changes
        planned.reason = f"the same person as row {known.row}" if known.row is not None else match.reason
        _remember(planned, known)


def _to_review(planned: PlannedRow, known: Known | None, reason: str) -> None:
    planned.outcome = Outcome.REVIEW
    planned.reason = reason
    planned.problems.append(Problem(planned.number, "", Severity.WARNING, f"needs a look: {reason}"))
    if known is not None:
        planned.patient_id, planned.version, planned.same_as = known.patient_id, known.version, known.row


def _changes(planned: PlannedRow, known: Known) -> Iterator[FieldChange]:
    """An empty cell never erases: only what stands in the row is compared."""
    for name, value in planned.values.items():
        if known.values.get(name) != value:
            yield FieldChange(name, known.values.get(name), value)
    for header, text in planned.extra.items():
        if known.extra.get(header) != text:
            yield FieldChange(EXTRA_PREFIX + header, known.extra.get(header), text)


def _edited_since(planned: PlannedRow, change: FieldChange, known: Known) -> bool:
    """The source still says what it said last time, so the difference was made here, by a person."""
    if known.imported.get(change.name) != change.new:
        return False
    reason = f"{_label(change.name)} was changed in CareHub since the last import; it is kept"
    planned.problems.append(Problem(planned.number, _label(change.name), Severity.WARNING, reason))
    return True


def _remember(planned: PlannedRow, known: Known) -> None:
    known.values |= planned.values
    known.extra |= planned.extra
    known.row = known.row if known.row is not None else planned.number


def _who(match: Match) -> str:
    above = match.known.row if match.known else None
    return f"{match.reason} (row {above})" if above is not None else match.reason


def _label(name: str) -> str:
    return BY_NAME[name].label if name in BY_NAME else name.removeprefix(EXTRA_PREFIX)
