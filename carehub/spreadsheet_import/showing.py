"""An import as the page shows it: words and rows, no queries of its own beyond the service's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypedDict, cast

from sqlmodel import Session

from carehub.accounts.models import Center, User
from carehub.core.actor import Actor
from carehub.core.dates import written_date, written_time
from carehub.patients.names import listed_name
from carehub.spreadsheet_import import continuing, missing, running, service
from carehub.spreadsheet_import.cells_shown import GridRow, grid_rows
from carehub.spreadsheet_import.marking import is_marked
from carehub.spreadsheet_import.models import Import, ImportKind, ImportStatus
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.taken_shown import HowItIsTaken, how_it_is_taken
from carehub.spreadsheet_import.wording import KINDS, OUTCOMES, OUTCOMES_DONE, STATUSES

LEFT = "left"
NOT_IN = (Outcome.REVIEW, Outcome.INVALID, Outcome.SKIPPED)


class OutcomeCount(TypedDict):
    """``says`` follows the number: "12 will be added"."""

    outcome: str
    count: int
    says: str


class HistoryRow(TypedDict):
    id: int
    file_name: str
    kind: str
    at: str
    by: str
    status: str
    says: str
    counts: str


@dataclass(frozen=True, slots=True)
class Report:
    """What would become of the rows, or became: ``counts`` by outcome, who is ``missing`` from the list."""

    counts: list[OutcomeCount]
    total: int
    left: int
    to_review: int
    is_undone: bool
    rejected: int
    summary: str
    continued: str
    told: str
    waiting: int
    missing_count: int
    missing: list[str]


@dataclass(frozen=True, slots=True)
class View:
    """Everything the page shows of one import; ``steps`` were reached, ``step`` is the furthest."""

    step: str
    steps: list[str]
    file_name: str
    kind: str
    how: HowItIsTaken
    report: Report


_FURTHEST = {
    ImportStatus.STARTED: "titles",
    ImportStatus.MAPPED: "columns",
    ImportStatus.CHECKED: "check",
    ImportStatus.COMMITTED: "report",
    ImportStatus.UNDONE: "report",
}
_REACHED = {
    "file": ["file"],
    "titles": ["file", "titles"],
    "columns": ["file", "titles", "columns"],
    "check": ["file", "titles", "columns", "check"],
    "report": ["file", "report"],
}


def view(session: Session, actor: Actor, import_id: int, missing_start: int = 0) -> View:
    """One import, where it is now; of who is not in the list a page."""
    kept = service.find(session, actor, import_id)
    step = _furthest(kept)
    return View(
        step=step,
        steps=_REACHED[step],
        file_name=kept.file_name,
        kind=kept.kind.value,
        how=how_it_is_taken(session, actor, kept, is_open=step != "report"),
        report=_report(session, actor, kept, missing_start),
    )


def _report(session: Session, actor: Actor, kept: Import, missing_start: int) -> Report:
    assert kept.id is not None
    counts = service.report(session, actor, kept.id)
    waiting = service.waiting(session, actor, kept.id) if kept.committed_at else 0
    tells_missing = _tells_missing(session, kept)
    return Report(
        counts=_counts(kept, counts),
        total=sum(counts.values()),
        left=sum(counts[outcome] for outcome in NOT_IN),
        to_review=counts[Outcome.REVIEW],
        is_undone=kept.status is ImportStatus.UNDONE,
        rejected=counts[Outcome.REVIEW] + counts[Outcome.INVALID],
        summary=_summary(kept, counts, waiting),
        continued=continuing.said_of(session, actor, kept),
        told=_told(session, kept),
        waiting=waiting,
        missing_count=missing.how_many_are_missing(session, actor, kept.id) if tells_missing else 0,
        missing=_missing(session, actor, kept.id, missing_start) if tells_missing else [],
    )


def _tells_missing(session: Session, kept: Import) -> bool:
    """Only a whole list of people says who is not in it."""
    is_whole = kept.status is ImportStatus.COMMITTED and is_marked(session, kept.id or 0)
    return kept.kind is ImportKind.PATIENTS and is_whole and kept.continues_id is None


def grid(session: Session, actor: Actor, import_id: int, wanted: str, start: int) -> list[GridRow]:
    """A page of rows with what is to say about each; ``wanted`` is an outcome, ``left`` or empty for all."""
    kept = service.find(session, actor, import_id)
    return grid_rows(session, actor, kept, list(outcomes_of(wanted)), start)


def outcomes_of(wanted: str) -> Collection[Outcome]:
    return NOT_IN if wanted == LEFT else [each for each in Outcome if each == wanted]


def history(session: Session, actor: Actor) -> list[HistoryRow]:
    time_zone = session.get_one(Center, 1).time_zone
    return [
        HistoryRow(
            id=each.import_id,
            file_name=each.file_name,
            kind=dict(KINDS)[each.kind],
            at=written_time(each.at, time_zone),
            by=each.by,
            status=each.status.value,
            says=_working(each.import_id) or _said_of(each),
            counts=_counted(each),
        )
        for each in service.history(session, actor)
    ]


def _furthest(kept: Import) -> str:
    if kept.status is ImportStatus.STARTED and not kept.sheets:
        return "file"
    return _FURTHEST.get(kept.status, "file")


def _working(import_id: int) -> str:
    progress = running.progress_of(import_id)
    return f"{progress.phase.capitalize()} now" if progress else ""


def _said_of(each: service.Summary) -> str:
    if each.status is not ImportStatus.COMMITTED:
        return STATUSES[each.status]
    return f"{_came_in(each.counts):,} of {each.counts['rows']:,} rows came in"


def _counted(each: service.Summary) -> str:
    """What became of the rows of a committed import: "12 new, 30 updated"."""
    if each.status is not ImportStatus.COMMITTED:
        return ""
    return ", ".join(f"{each.counts[outcome]:,} {outcome}" for outcome in Outcome if each.counts.get(outcome))


def _missing(session: Session, actor: Actor, import_id: int, start: int) -> list[str]:
    found = missing.missing_from(session, actor, import_id, start)
    born = (written_date(each.birth_date) if each.birth_date else "" for each in found)
    return [
        "  ".join(
            said for said in (listed_name(each.last_name, each.first_name), day, each.mrn or "") if said
        )
        for each, day in zip(found, born, strict=True)
    ]


def _summary(kept: Import, counts: Mapping[Outcome, int], waiting: int) -> str:
    total = sum(counts.values())
    came_in = _came_in(counts) - waiting
    if kept.status is ImportStatus.UNDONE:
        return "This import was undone."
    if kept.status is not ImportStatus.COMMITTED:
        return (
            "The only row can come in."
            if came_in == total == 1
            else f"{came_in:,} of {total:,} rows can come in."
        )
    if came_in == total == 1:
        return "The only row came in."
    left = total - came_in
    rest = _rest_in_words(left)
    return f"{came_in:,} of {total:,} rows came in.{rest}"


def _rest_in_words(left: int) -> str:
    if not left:
        return " All of them."
    return " Here is the one that did not." if left == 1 else f" Here are the {left:,} that did not."


def _told(session: Session, kept: Import) -> str:
    """Who committed, and when."""
    if kept.committed_by is None or kept.committed_at is None:
        return "Nothing has come in yet."
    by, time_zone = session.get_one(User, kept.committed_by).name, session.get_one(Center, 1).time_zone
    said = f"{by} brought it in on {written_time(kept.committed_at, time_zone)}."
    if kept.undone_by is not None and kept.undone_at is not None:
        undone_by = session.get_one(User, kept.undone_by).name
        said += f" {undone_by} undid it on {written_time(kept.undone_at, time_zone)}."
    return said


def _came_in(counts: Mapping[Outcome, int] | Mapping[str, int]) -> int:
    numbers = cast(Mapping[str, int], counts)
    return sum(numbers.get(outcome, 0) for outcome in (Outcome.NEW, Outcome.UPDATED, Outcome.UNCHANGED))


def _counts(kept: Import, counts: Mapping[Outcome, int]) -> list[OutcomeCount]:
    is_open = kept.committed_at is None
    words = OUTCOMES if is_open else OUTCOMES_DONE
    return [
        OutcomeCount(outcome=outcome.value, count=number, says=words[outcome])
        for outcome, number in counts.items()
    ]
