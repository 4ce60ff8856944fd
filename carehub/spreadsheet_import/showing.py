"""An import as the page shows it: words and rows, no queries of its own beyond the service's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypedDict, cast

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.accounts.models import Center
from carehub.core.actor import Actor
from carehub.core.dates import written_date, written_time
from carehub.patients.names import listed_name
from carehub.spreadsheet_import import running, service
from carehub.spreadsheet_import.models import Import, ImportRow, ImportStatus
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.wording import LABELS, OUTCOMES, OUTCOMES_DONE, STATUSES

EXTRA_PREFIX = "extra."
LEFT = "left"
NOT_IN = (Outcome.REVIEW, Outcome.INVALID, Outcome.SKIPPED)


class ColumnRow(TypedDict):
    position: int
    header: str
    column: str
    why: str
    samples: list[str]


class SiteOption(TypedDict):
    id: str
    name: str


class OutcomeCount(TypedDict):
    """``says`` follows the number: "12 will be added"."""

    outcome: str
    count: int
    says: str


class Note(TypedDict):
    """``tone`` is error, warning or change."""

    where: str
    text: str
    tone: str


class GridRow(TypedDict):
    number: int
    outcome: str
    name: str
    born: str
    mrn: str
    notes: list[Note]


class HistoryRow(TypedDict):
    id: int
    file_name: str
    at: str
    by: str
    status: str
    says: str


@dataclass(frozen=True, slots=True)
class View:
    """Everything the page shows of one import; ``step`` is columns, check or report."""

    step: str
    file_name: str
    sheets: list[str]
    sheet: str
    header_row: str
    columns: list[ColumnRow]
    date_order: str
    asks_order: bool
    sites: list[SiteOption]
    site: str
    asks_site: bool
    remarks: list[str]
    counts: list[OutcomeCount]
    total: int
    left: int
    summary: str


# A file that was read once stays at its columns, also when another sheet or row of titles will not do.
_STEPS = {ImportStatus.MAPPED: "columns", ImportStatus.CHECKED: "check", ImportStatus.COMMITTED: "report"}


def view(session: Session, actor: Actor, import_id: int) -> View:
    """One import, where it is now."""
    kept = service.find(session, actor, import_id)
    counts = service.report(session, actor, import_id)
    births = [column for column in kept.columns if column["column"] == "birth_date"]
    sites = [SiteOption(id=str(site.id), name=site.name) for site in accounts.sites(session, actor)]
    has_site_column = any(column["column"] == "site" for column in kept.columns)
    return View(
        step=_step(kept),
        file_name=kept.file_name,
        sheets=kept.sheets,
        sheet=kept.sheet,
        header_row=str(kept.header_row or ""),
        columns=[_column(column) for column in kept.columns],
        date_order=kept.date_order,
        asks_order=any(column["has_either_order"] for column in births) or bool(kept.date_order),
        sites=sites,
        site=str(kept.site_id or ""),
        asks_site=len(sites) > 1 and not has_site_column,
        remarks=[_remark(remark) for remark in kept.remarks],
        counts=_counts(kept, counts),
        total=sum(counts.values()),
        left=sum(counts[outcome] for outcome in NOT_IN),
        summary=_summary(kept, counts),
    )


def _step(kept: Import) -> str:
    if kept.status is ImportStatus.STARTED and kept.sheets:
        return "columns"
    return _STEPS.get(kept.status, "file")


def grid(session: Session, actor: Actor, import_id: int, wanted: str, start: int) -> list[GridRow]:
    """A page of rows with what is to say about each; ``wanted`` is an outcome, ``left`` or empty for all."""
    outcomes = NOT_IN if wanted == LEFT else [each for each in Outcome if each == wanted]
    return [_grid_row(row) for row in service.rows(session, actor, import_id, outcomes, start)]


def history(session: Session, actor: Actor) -> list[HistoryRow]:
    time_zone = session.get_one(Center, 1).time_zone
    return [
        HistoryRow(
            id=each.import_id,
            file_name=each.file_name,
            at=written_time(each.at, time_zone),
            by=each.by,
            status=each.status.value,
            says=_working(each.import_id) or _said_of(each),
        )
        for each in service.history(session, actor)
    ]


def _working(import_id: int) -> str:
    progress = running.progress_of(import_id)
    return f"{progress.phase.capitalize()} now" if progress else ""


def _said_of(each: service.Summary) -> str:
    if each.status is not ImportStatus.COMMITTED:
        return STATUSES[each.status]
    return f"{_came_in(each.counts):,} of {each.counts['rows']:,} rows came in"


def _summary(kept: Import, counts: Mapping[Outcome, int]) -> str:
    total = sum(counts.values())
    came_in = _came_in(counts)
    if kept.status is not ImportStatus.COMMITTED:
        return f"{came_in:,} of {total:,} rows can come in."
    left = total - came_in
    rest = f" Here are the {left:,} that did not." if left else " All of them."
    return f"{came_in:,} of {total:,} rows came in.{rest}"


def _came_in(counts: Mapping[Outcome, int] | Mapping[str, int]) -> int:
    numbers = cast(Mapping[str, int], counts)
    return sum(numbers.get(outcome, 0) for outcome in (Outcome.NEW, Outcome.UPDATED, Outcome.UNCHANGED))


def _remark(remark: Mapping[str, object]) -> str:
    column, reason = str(remark["column"]), str(remark["reason"])
    return f"{column}: {reason}" if column else reason


def _counts(kept: Import, counts: Mapping[Outcome, int]) -> list[OutcomeCount]:
    words = OUTCOMES_DONE if kept.status is ImportStatus.COMMITTED else OUTCOMES
    return [
        OutcomeCount(outcome=outcome.value, count=number, says=words[outcome])
        for outcome, number in counts.items()
    ]


def _column(column: Mapping[str, object]) -> ColumnRow:
    return ColumnRow(
        position=cast(int, column["position"]),
        header=str(column["header"]),
        column=str(column["column"]),
        why=str(column["why"]),
        samples=cast(list[str], column["samples"]),
    )


def _grid_row(row: ImportRow) -> GridRow:
    values = row.values
    birth = values.get("birth_date")
    return GridRow(
        number=row.number,
        outcome=row.outcome.value,
        name=listed_name(str(values.get("last_name", "")), str(values.get("first_name", ""))),
        born=written_date(date.fromisoformat(birth)) if isinstance(birth, str) else "",
        mrn=str(values.get("mrn", "")),
        notes=[*_problems(row), *_changes(row)],
    )


def _problems(row: ImportRow) -> list[Note]:
    return [
        Note(where=str(column), text=str(reason), tone=str(severity))
        for column, severity, reason, *_ in row.problems
    ]


def _changes(row: ImportRow) -> list[Note]:
    return [
        Note(where=label_of(str(name)), text=f"{_shown(old) or 'empty'} → {_shown(new)}", tone="change")
        for name, old, new in row.changes
    ]


def label_of(name: str) -> str:
    return LABELS.get(name, name.removeprefix(EXTRA_PREFIX))


def _shown(value: str | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or ""
