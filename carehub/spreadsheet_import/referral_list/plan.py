"""What a list of open referrals would do, row by row, before it does anything."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from msgspec import structs

from carehub.referrals.status import Status
from carehub.spreadsheet_import.cleaning.cleaned import Severity
from carehub.spreadsheet_import.cleaning.rows import CleanRow, Problem, Values
from carehub.spreadsheet_import.identity import identity_of
from carehub.spreadsheet_import.json_text import as_json
from carehub.spreadsheet_import.matching import Candidate, Known, Match, People, Sameness
from carehub.spreadsheet_import.models import ImportMode, Ruling
from carehub.spreadsheet_import.orders import Orders, Placing, Ruled
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.planned import FieldChange, Plan, PlannedRow
from carehub.spreadsheet_import.reader.cells import texts_of
from carehub.spreadsheet_import.reader.layout import Skipped
from carehub.spreadsheet_import.referral_list.columns import REFERRAL_LIST, WHOSE
from carehub.spreadsheet_import.referral_list.here import KnownReferral, Referrals
from carehub.spreadsheet_import.referral_list.settling import Board, settle

NEEDS_A_LOOK = "needs a look: "
# What tells a referral apart is not changed by a list, and whose it is stands in the patient's record.
_NOT_COMPARED = frozenset({*WHOSE, "type", "receiver", "stage", "coordinator"})
_NOBODY = "nobody here has this {what}; bring the patient in first, or correct it"


@dataclass(frozen=True, slots=True)
class Planner:
    """Everything that a row is held against."""

    people: People
    referrals: Referrals
    board: Board
    placing: Placing
    orders: Orders


def plan_referrals(rows: Iterable[CleanRow], skipped: Sequence[Skipped], planner: Planner) -> Plan:
    """Find every row's patient and referral in order; a referral in two rows is met again in the second."""
    planned = [plan_row(row, planner) for row in rows]
    planned.extend(_skipped(row) for row in skipped)
    planned.sort(key=lambda row: row.number)
    return Plan(planned)


def plan_row(row: CleanRow, planner: Planner) -> PlannedRow:
    """What becomes of one row."""
    planned = PlannedRow(
        row.number, Outcome.NEW, row.values, {}, row.problems, fingerprint=row.fingerprint, cells=row.cells
    )
    ruled = planner.orders.rulings.get(row.number)
    if ruled is not None and ruled.ruling is Ruling.SKIP:
        _skip(planned, "you skipped this row")
    elif not row.is_valid:
        planned.outcome = Outcome.INVALID
    elif (patient := _patient(planned, row, ruled, planner)) is not None:
        planned.patient_id = patient.patient_id
        settle(planned, planner.board)
        _drop_coordinator_elsewhere(planned, patient, planner.placing)
        _place(planned, patient, ruled, planner)
    return planned


def _patient(planned: PlannedRow, row: CleanRow, ruled: Ruled | None, planner: Planner) -> Known | None:
    """Whose referral it is; without one the row waits for a look, or stays out."""
    if ruled is not None and ruled.patient_id is not None:
        chosen = planner.people.find(ruled.patient_id, None)
        if chosen is not None:
            return chosen
        _to_review(planned, "the record that you chose is gone; choose again")
        return None
    # Only what says who it is: the rest is of the referral.
    person = structs.replace(row, values={name: row.values[name] for name in WHOSE if name in row.values})
    match = _match(person, planner.people)
    if match.sameness is Sameness.NOBODY:
        _refuse_nobody(planned)
        return None
    if match.sameness is Sameness.MAYBE or match.known is None:
        _to_review_people(planned, match.known, match.reason, match.candidates)
        return None
    if match.known.values.get("status") == "deceased":
        reason = "this patient is recorded as deceased"
        _to_review_people(planned, match.known, reason, (Candidate(match.known, reason),))
        return None
    return match.known


def _match(person: CleanRow, people: People) -> Match:
    if person.values.keys() == {"mrn"}:
        return people.numbered(str(person.values["mrn"]))
    return people.match(person, identity_of(person.values))


def _place(planned: PlannedRow, patient: Known, ruled: Ruled | None, planner: Planner) -> None:
    """The referral of this patient that the row is, or a new one."""
    values, patient_id = planned.values, patient.patient_id or 0
    known = planner.referrals.brought_by(planned.fingerprint) or planner.referrals.same(patient_id, values)
    alike = planner.referrals.open_alike(patient_id, values)
    if ruled is not None and ruled.referral_id is not None:
        known = planner.referrals.find(ruled.referral_id) or known
    elif known is None and "requested_on" not in values and len(alike) == 1:
        (known,) = alike
    if known is not None:
        _compare(planned, known, planner)
    elif planner.referrals.is_brought(planned.fingerprint):
        _skip(planned, "this row came in before")
    elif _is_closed(values, planner.board):
        _skip(planned, "it is closed; only open referrals come in")
    elif alike and not (ruled is not None and ruled.ruling is Ruling.NEW):
        _to_review_referrals(planned, alike)
    else:
        _to_add(planned, patient, planner)


def _to_add(planned: PlannedRow, patient: Known, planner: Planner) -> None:
    if any(each.severity is Severity.ERROR for each in planned.problems):
        planned.outcome = Outcome.INVALID
    elif planner.orders.mode is ImportMode.UPDATE_ONLY:
        _skip(planned, "is not here yet, and this import only updates")
    else:
        if "coordinator" in patient.values:
            planned.values.setdefault("coordinator", patient.values["coordinator"])
        new = KnownReferral(patient.patient_id or 0, planned.values, row=planned.number)
        planner.referrals.add(new)


def _compare(planned: PlannedRow, known: KnownReferral, planner: Planner) -> None:
    """The referral is here: what the row adds or changes. A row above counts as what is known already."""
    planned.referral_id, planned.version, planned.same_as = known.referral_id, known.version, known.row
    if not known.is_open:
        _stay(planned, "it was closed in CareHub since; it stays closed")
        return
    if _is_closed(planned.values, planner.board):
        _stay(planned, "the list says that it is closed; close it on the board")
        return
    changes = [
        each for each in _changes(planned, known, planner.board) if not _edited_since(planned, each, known)
    ]
    if any(each.severity is Severity.ERROR for each in planned.problems):
        planned.outcome = Outcome.INVALID
    elif changes and known.row is not None:
        _to_review(planned, f"row {known.row} is the same referral and says something else")
    elif changes and planner.orders.mode is ImportMode.ADD_ONLY:
        _skip(planned, "is here already, and this import only adds")
    else:
        planned.outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
        planned.changes = changes
        planned.reason = f"the same referral as row {known.row}" if known.row is not None else ""
        # Not in place: the values of a row above stand in its own plan.
        known.values = {**known.values, **planned.values}
        known.row = known.row if known.row is not None else planned.number


def _changes(planned: PlannedRow, known: KnownReferral, board: Board) -> Iterator[FieldChange]:
    """An empty cell never erases, and a list never takes a referral back to where it stood before."""
    yield from _step_forward(planned, known, board)
    for name, value in planned.values.items():
        old = known.values.get(name)
        if name not in _NOT_COMPARED and old != value and not _says_the_day_only(name, old, value):
            yield FieldChange(name, old, value)
    to = planned.values.get("coordinator")
    if to is not None and to != known.values.get("coordinator"):
        yield FieldChange("coordinator", known.values.get("coordinator"), to)


def _step_forward(planned: PlannedRow, known: KnownReferral, board: Board) -> Iterator[FieldChange]:
    here, told = known.values.get("stage"), planned.values.get("stage")
    if board.rank(told) > board.rank(here):
        yield FieldChange("stage", here, told)
    elif board.rank(told) < board.rank(here) and known.said.get("stage") != told:
        reason = f"it stands in {here} here, which is further than {told}; it is kept"
        planned.problems.append(_warning(planned, "stage", reason))


def _says_the_day_only(name: str, old: object, new: object) -> bool:
    return name == "appointment" and str(old)[:10] == new


def _edited_since(planned: PlannedRow, change: FieldChange, known: KnownReferral) -> bool:
    """The list still says what it said last time, so the difference was made here, by a person."""
    if known.said.get(change.name) != change.new:
        return False
    label = _label(change.name)
    if change.name != "notes":
        reason = f"{label} was changed in CareHub since the last import; it is kept"
        planned.problems.append(_warning(planned, change.name, reason))
    return True


def _is_closed(values: Values, board: Board) -> bool:
    return board.stages.get(str(values.get("stage"))) is Status.CLOSED


def _drop_coordinator_elsewhere(planned: PlannedRow, patient: Known, placing: Placing) -> None:
    coordinator, site = planned.values.get("coordinator"), patient.values.get("site")
    if coordinator is not None and not placing.reaches(coordinator, site):
        del planned.values["coordinator"]
        reason = f"{coordinator} does not work at {site}; no coordinator is set"
        planned.problems.append(_warning(planned, "coordinator", reason))


def _refuse_nobody(planned: PlannedRow) -> None:
    has_mrn = "mrn" in planned.values
    reason = _NOBODY.format(what="MRN" if has_mrn else "name and date of birth")
    label = _label("mrn" if has_mrn else "last_name")
    planned.problems.append(Problem(planned.number, label, Severity.ERROR, reason))
    planned.outcome = Outcome.INVALID


def _to_review_people(
    planned: PlannedRow, known: Known | None, reason: str, candidates: Sequence[Candidate]
) -> None:
    _to_review(planned, reason)
    found = candidates or ((Candidate(known, reason),) if known is not None else ())
    planned.candidates = [(each.known.patient_id, None, each.reason, None) for each in found]


def _to_review_referrals(planned: PlannedRow, alike: Sequence[KnownReferral]) -> None:
    _to_review(planned, "the patient has an open referral of this type to this receiver, of another day")
    planned.candidates = [(planned.patient_id, each.row, _of_day(each), each.referral_id) for each in alike]


def _of_day(known: KnownReferral) -> str:
    return f"asked for on {known.values.get('requested_on', 'an unknown day')}"


def _to_review(planned: PlannedRow, reason: str) -> None:
    planned.outcome, planned.reason, planned.changes = Outcome.REVIEW, reason, []
    planned.problems.append(Problem(planned.number, "", Severity.WARNING, f"{NEEDS_A_LOOK}{reason}"))


def _stay(planned: PlannedRow, reason: str) -> None:
    planned.outcome, planned.reason = Outcome.UNCHANGED, reason
    planned.problems.append(Problem(planned.number, "", Severity.WARNING, reason))


def _skip(planned: PlannedRow, reason: str) -> None:
    planned.outcome, planned.reason, planned.changes = Outcome.SKIPPED, reason, []
    planned.problems.append(Problem(planned.number, "", Severity.WARNING, f"skipped: {reason}"))


def _skipped(row: Skipped) -> PlannedRow:
    reason = row.reason.replace("not a person", "not a referral")
    planned = PlannedRow(row.number, Outcome.SKIPPED, cells=as_json(texts_of(row.cells)))
    _skip(planned, reason)
    return planned


def _warning(planned: PlannedRow, name: str, reason: str) -> Problem:
    return Problem(planned.number, _label(name), Severity.WARNING, reason)


def _label(name: str) -> str:
    return REFERRAL_LIST.by_name[name].label
