"""What an import would do, row by row, before it does anything."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field

from carehub.spreadsheet_import.cleaning.cleaned import Severity, Value
from carehub.spreadsheet_import.cleaning.rows import CleanRow, Problem, Values
from carehub.spreadsheet_import.columns import BY_NAME
from carehub.spreadsheet_import.mapping.mapping import Mapping
from carehub.spreadsheet_import.matching import Known, Match, People, Sameness
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.reader.cells import Cell
from carehub.spreadsheet_import.reader.layout import Skipped

EXTRA_PREFIX = "extra."
# Sex "unknown" in a list does not take away what is known.
_SAYS_NOTHING = "unknown"


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
    above that brings the same person. ``reason`` says in words why, where it is not plain. ``cells``
    is what stands in the file.
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
    cells: tuple[Cell, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Placing:
    """Where new patients belong whose row names no site, and at which sites each coordinator works.

    ``site`` is empty when nobody said and the center has several. A coordinator without an entry
    works at every site.
    """

    site: str = ""
    coordinator_sites: MappingType[str, frozenset[str]] = field(default_factory=dict)

    def reaches(self, coordinator: Value | None, site: Value | None) -> bool:
        sites = self.coordinator_sites.get(str(coordinator))
        return sites is None or site in sites


def make_plan(
    rows: Iterable[CleanRow], skipped: Sequence[Skipped], people: People, placing: Placing | None = None
) -> Plan:
    """Match every row in order; a person in two rows is met again in the second."""
    placing = placing or Placing()
    planned = [_plan_row(row, people, placing) for row in rows]
    planned.extend(_skipped(row) for row in skipped)
    planned.sort(key=lambda row: row.number)
    return Plan(planned)


def mapping_remarks(mapping: Mapping, header_row: int) -> Iterator[Problem]:
    """What had to be decided about columns, as problems of the header row."""
    for use in mapping.uses:
        if use.is_told:
            yield Problem(header_row, use.header, Severity.WARNING, f"left out: {use.why}")


def _skipped(row: Skipped) -> PlannedRow:
    problem = Problem(row.number, "", Severity.WARNING, f"skipped: {row.reason}")
    return PlannedRow(row.number, Outcome.SKIPPED, problems=[problem], reason=row.reason, cells=row.cells)


def _plan_row(row: CleanRow, people: People, placing: Placing) -> PlannedRow:
    planned = PlannedRow(
        row.number,
        Outcome.NEW,
        row.values,
        row.extra,
        row.problems,
        fingerprint=row.fingerprint,
        cells=row.cells,
    )
    if not row.is_valid:
        planned.outcome = Outcome.INVALID
        return planned
    match = people.match(row)
    if match.sameness is Sameness.NOBODY:
        _drop_coordinator_elsewhere(planned, row.values.get("site", placing.site), placing)
        people.add(Known(dict(row.values), row=row.number, extra=dict(row.extra)), row.fingerprint)
    elif match.sameness is Sameness.MAYBE or match.known is None:
        _to_review(planned, match.known, _who(match))
    else:
        site = row.values.get("site") or match.known.values.get("site", placing.site)
        _drop_coordinator_elsewhere(planned, site, placing)
        _compare(planned, match.known, match)
    return planned


def _drop_coordinator_elsewhere(planned: PlannedRow, site: Value, placing: Placing) -> None:
    coordinator = planned.values.get("coordinator")
    if coordinator is not None and site and not placing.reaches(coordinator, site):
        del planned.values["coordinator"]
        reason = f"{coordinator} does not work at {site}; no coordinator is set"
        planned.problems.append(Problem(planned.number, _label("coordinator"), Severity.WARNING, reason))


def _compare(planned: PlannedRow, known: Known, match: Match) -> None:
    """Same person: what the row adds or changes. A row above counts as what is known already."""
    planned.patient_id, planned.version, planned.same_as = known.patient_id, known.version, known.row
    changes = [change for change in _changes(planned, known) if not _edited_since(planned, change, known)]
    if any(change.name == "status" and change.old == "deceased" for change in changes):
        _to_review(planned, known, "this patient is recorded as deceased, the row says otherwise")
    elif known.row is not None and any(_is_replaced(change) for change in changes):
        differing = ", ".join(_label(change.name) for change in changes if _is_replaced(change))
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
        if known.values.get(name) != value and value != _SAYS_NOTHING:
            yield FieldChange(name, known.values.get(name), value)
    for header, text in planned.extra.items():
        if known.extra.get(header) != text:
            yield FieldChange(EXTRA_PREFIX + header, known.extra.get(header), text)


def _is_replaced(change: FieldChange) -> bool:
    return change.old not in (None, _SAYS_NOTHING)


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
