"""What an import would do, row by row, before it does anything."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from carehub.spreadsheet_import.cleaning.cleaned import Severity, Value
from carehub.spreadsheet_import.cleaning.rows import CleanRow, Problem
from carehub.spreadsheet_import.columns import BY_NAME
from carehub.spreadsheet_import.identity import Identity, identity_of
from carehub.spreadsheet_import.json_text import as_json
from carehub.spreadsheet_import.mapping.uses import Mapping
from carehub.spreadsheet_import.matching import Candidate, Known, Match, People, Sameness
from carehub.spreadsheet_import.models import ImportMode, Ruling
from carehub.spreadsheet_import.orders import Orders, Placing, Ruled
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.planned import EXTRA_PREFIX, FieldChange, Plan, PlannedRow
from carehub.spreadsheet_import.reader.cells import texts_of
from carehub.spreadsheet_import.reader.layout import Skipped

# Sex "unknown" in a list does not take away what is known.
_SAYS_NOTHING = "unknown"
_NEEDS_A_LOOK = "needs a look: "


@dataclass(frozen=True, slots=True)
class _Planner:
    people: People
    placing: Placing
    orders: Orders


def make_plan(
    rows: Iterable[CleanRow],
    skipped: Sequence[Skipped],
    people: People,
    placing: Placing | None = None,
    orders: Orders | None = None,
) -> Plan:
    """Match every row in order; a person in two rows is met again in the second."""
    planner = _Planner(people, placing or Placing(), orders or Orders())
    planned = [_plan_row(row, planner) for row in rows]
    planned.extend(_skipped(row) for row in skipped)
    planned.sort(key=lambda row: row.number)
    return Plan(planned)


def plan_ruled(planned: PlannedRow, ruled: Ruled, people: People, placing: Placing, orders: Orders) -> None:
    """Plan one row in review again, now that a person has ruled about it."""
    _follow(planned, ruled, _Planner(people, placing, orders))


def mapping_remarks(mapping: Mapping, header_row: int) -> Iterator[Problem]:
    """What had to be decided about columns, as problems of the header row."""
    for use in mapping.uses:
        if use.is_told:
            yield Problem(header_row, use.header, Severity.WARNING, f"left out: {use.why}")


def _skipped(row: Skipped) -> PlannedRow:
    problem = Problem(row.number, "", Severity.WARNING, f"skipped: {row.reason}")
    return PlannedRow(
        row.number, Outcome.SKIPPED, problems=[problem], reason=row.reason, cells=as_json(texts_of(row.cells))
    )


def _plan_row(row: CleanRow, planner: _Planner) -> PlannedRow:
    planned = PlannedRow(
        row.number,
        Outcome.NEW,
        row.values,
        row.extra,
        row.problems,
        fingerprint=row.fingerprint,
        cells=row.cells,
    )
    ruled = planner.orders.rulings.get(row.number)
    if ruled is not None and ruled.ruling is Ruling.SKIP:
        _skip(planned, "you skipped this row")
        return planned
    if not row.is_valid:
        planned.outcome = Outcome.INVALID
        return planned
    before = planner.people.match_before(row)
    if before is not None and before.known is not None:
        _compare(planned, before.known, before.reason, planner)
    else:
        _match(planned, row, planner)
    if ruled is not None and planned.outcome is Outcome.REVIEW:
        _follow(planned, ruled, planner)
    return planned


def _match(planned: PlannedRow, row: CleanRow, planner: _Planner) -> None:
    identity = identity_of(row.values)
    match = planner.people.match(row, identity)
    if match.sameness is Sameness.NOBODY:
        _to_add(planned, planner, identity)
    elif match.sameness is Sameness.SAME and match.known is not None:
        _compare(planned, match.known, match.reason, planner)
    else:
        _to_review(planned, match.known, _who(match), match.candidates)


def _follow(planned: PlannedRow, ruled: Ruled, planner: _Planner) -> None:
    """What a person ruled, in place of a look; the look comes back where it cannot be followed."""
    planned.problems = [each for each in planned.problems if not each.reason.startswith(_NEEDS_A_LOOK)]
    if ruled.ruling is Ruling.SKIP:
        _skip(planned, "you skipped this row")
        return
    if ruled.ruling is Ruling.NEW:
        planned.patient_id, planned.version, planned.same_as = None, 0, None
        _drop_taken_mrn(planned, planner.people)
        _to_add(planned, planner)
        planned.reason = "you said that this is a new person"
        return
    known = planner.people.find(ruled.patient_id, ruled.same_as)
    if known is None:
        _to_review(planned, None, "the record that you chose is gone; choose again")
    else:
        _compare(planned, known, "you said that this is the same person", planner, is_ruled=True)


def _drop_taken_mrn(planned: PlannedRow, people: People) -> None:
    """An MRN is unique in the center: a new person cannot bring that of another."""
    mrn = planned.values.get("mrn")
    if mrn is not None and people.has_mrn(str(mrn)):
        del planned.values["mrn"]
        reason = f"the MRN {mrn} belongs to another patient; this one comes in without"
        planned.problems.append(Problem(planned.number, _label("mrn"), Severity.WARNING, reason))


def _to_add(planned: PlannedRow, planner: _Planner, identity: Identity | None = None) -> None:
    if planner.orders.mode is ImportMode.UPDATE_ONLY:
        _skip(planned, "is not here yet, and this import only updates")
        return
    planned.outcome = Outcome.NEW
    site = planned.values.get("site", planner.placing.site)
    _drop_coordinator_elsewhere(planned, site, planner.placing)
    known = Known(planned.values, row=planned.number, extra=planned.extra, identity=identity)
    planner.people.add(known, planned.fingerprint)


def _skip(planned: PlannedRow, reason: str) -> None:
    planned.outcome, planned.reason, planned.changes = Outcome.SKIPPED, reason, []
    planned.problems.append(Problem(planned.number, "", Severity.WARNING, f"skipped: {reason}"))


def _drop_coordinator_elsewhere(planned: PlannedRow, site: Value, placing: Placing) -> None:
    coordinator = planned.values.get("coordinator")
    if coordinator is not None and site and not placing.reaches(coordinator, site):
        del planned.values["coordinator"]
        reason = f"{coordinator} does not work at {site}; no coordinator is set"
        planned.problems.append(Problem(planned.number, _label("coordinator"), Severity.WARNING, reason))


def _compare(
    planned: PlannedRow, known: Known, reason: str, planner: _Planner, *, is_ruled: bool = False
) -> None:
    """Same person: what the row adds or changes. A row above counts as what is known already."""
    site = planned.values.get("site") or known.values.get("site", planner.placing.site)
    _drop_coordinator_elsewhere(planned, site, planner.placing)
    planned.patient_id, planned.version, planned.same_as = known.patient_id, known.version, known.row
    changes = [change for change in _changes(planned, known) if not _edited_since(planned, change, known)]
    changes.extend(_erasures(planned, known, planner.orders.erased))
    if doubt := "" if is_ruled else _doubt(changes, known):
        _to_review(planned, known, doubt)
    elif changes and planner.orders.mode is ImportMode.ADD_ONLY:
        _skip(planned, "is here already, and this import only adds")
    else:
        planned.outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
        planned.changes = changes
        planned.reason = f"the same person as row {known.row}" if known.row is not None else reason
        _remember(planned, known)


def _doubt(changes: Sequence[FieldChange], known: Known) -> str:
    """Why a change needs a look although it is the same person; empty when it does not."""
    if any(change.name == "status" and change.old == "deceased" for change in changes):
        return "this patient is recorded as deceased, the row says otherwise"
    replaced = [_label(change.name) for change in changes if _is_replaced(change)]
    if known.row is not None and replaced:
        return f"row {known.row} is the same person with another {', '.join(replaced)}"
    return ""


def _to_review(
    planned: PlannedRow, known: Known | None, reason: str, candidates: Sequence[Candidate] = ()
) -> None:
    planned.outcome = Outcome.REVIEW
    planned.reason, planned.changes = reason, []
    planned.problems.append(Problem(planned.number, "", Severity.WARNING, f"{_NEEDS_A_LOOK}{reason}"))
    if known is not None:
        found = candidates or (Candidate(known, reason),)
        planned.candidates = [(each.known.patient_id, each.known.row, each.reason) for each in found]
        planned.patient_id, planned.version, planned.same_as = known.patient_id, known.version, known.row


def _changes(planned: PlannedRow, known: Known) -> Iterator[FieldChange]:
    """An empty cell never erases: only what stands in the row is compared."""
    if not planned.extra and planned.values.items() <= known.values.items():
        return
    for name, value in planned.values.items():
        if known.values.get(name) != value and value != _SAYS_NOTHING:
            yield FieldChange(name, known.values.get(name), value)
    for header, text in planned.extra.items():
        if known.extra.get(header) != text:
            yield FieldChange(EXTRA_PREFIX + header, known.extra.get(header), text)


def _erasures(planned: PlannedRow, known: Known, erased: frozenset[str]) -> Iterator[FieldChange]:
    """What empty cells take away; a cell that could not be read is not empty."""
    if not erased:
        return
    unread = {each.column for each in planned.problems}
    for name in sorted(erased & known.values.keys() - planned.values.keys()):
        if known.values[name] not in (False, _SAYS_NOTHING) and _label(name) not in unread:
            yield FieldChange(name, known.values[name], None)


def _is_replaced(change: FieldChange) -> bool:
    return change.old not in (None, _SAYS_NOTHING)


def _edited_since(planned: PlannedRow, change: FieldChange, known: Known) -> bool:
    """The source still says what it said last time, so the difference was made here, by a person."""
    if known.said_last().get(change.name) != change.new:
        return False
    reason = f"{_label(change.name)} was changed in CareHub since the last import; it is kept"
    planned.problems.append(Problem(planned.number, _label(change.name), Severity.WARNING, reason))
    return True


def _remember(planned: PlannedRow, known: Known) -> None:
    if planned.changes:
        # Not in place: the values of a row above stand in its own plan.
        erased = {change.name for change in planned.changes if change.new is None}
        both = {**known.values, **planned.values}
        known.values = {name: value for name, value in both.items() if name not in erased}
        known.extra = {**known.extra, **planned.extra}
        known.identity = None
    known.row = known.row if known.row is not None else planned.number


def _who(match: Match) -> str:
    above = match.known.row if match.known else None
    return f"{match.reason} (row {above})" if above is not None else match.reason


def _label(name: str) -> str:
    return BY_NAME[name].label if name in BY_NAME else name.removeprefix(EXTRA_PREFIX)
