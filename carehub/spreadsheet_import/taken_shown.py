"""How a file is taken: its sheets and titles, its columns, and what there is to decide about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.core.actor import Actor
from carehub.spreadsheet_import.cells_shown import GridColumn, grid_columns
from carehub.spreadsheet_import.column_sets import COLUMN_SETS
from carehub.spreadsheet_import.columns_shown import ColumnRow, WordTable, column_rows, word_tables
from carehub.spreadsheet_import.models import Import, ImportKind, ImportStatus

_PREVIEWED_COLUMNS = 8
_LONGEST_PREVIEW = 40


class SiteOption(TypedDict):
    id: str
    name: str


class SheetOption(TypedDict):
    name: str
    label: str


class PreviewRow(TypedDict):
    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class HowItIsTaken:
    """What was found or decided of a file; ``asks_order`` and ``asks_site``: a person has to say."""

    sheets: list[SheetOption]
    sheet: str
    header_row: str
    preview: list[PreviewRow]
    columns: list[ColumnRow]
    words: list[WordTable]
    recalled_from: str
    date_order: str
    asks_order: bool
    mode: str
    blanks: str
    sites: list[SiteOption]
    site: str
    asks_site: bool
    remarks: list[str]
    grid_columns: list[GridColumn]


def how_it_is_taken(session: Session, actor: Actor, kept: Import, *, is_open: bool) -> HowItIsTaken:
    """Of an import that is not ``is_open`` any more there is nothing to decide."""
    sites = [SiteOption(id=str(site.id), name=site.name) for site in accounts.sites(session, actor)]
    is_mapped = kept.status in (ImportStatus.MAPPED, ImportStatus.CHECKED)
    return HowItIsTaken(
        sheets=[_sheet_option(kept, name) for name in kept.sheets],
        sheet=kept.sheet,
        header_row="" if kept.header_row is None else str(kept.header_row),
        preview=_preview(kept) if is_open else [],
        columns=column_rows(kept),
        words=word_tables(session, actor, kept) if is_mapped else [],
        recalled_from=kept.recalled_from,
        date_order=kept.date_order,
        asks_order=_asks_order(kept),
        mode=kept.mode.value,
        blanks="erase" if kept.erases_blanks else "",
        sites=sites,
        site=str(kept.site_id or ""),
        asks_site=kept.kind is ImportKind.PATIENTS and len(sites) > 1 and not _has(kept, "site"),
        remarks=[_remark(remark) for remark in kept.remarks],
        grid_columns=grid_columns(kept),
    )


def _sheet_option(kept: Import, name: str) -> SheetOption:
    return SheetOption(name=name, label=f"{name} (hidden)" if name in kept.hidden_sheets else name)


def _preview(kept: Import) -> list[PreviewRow]:
    return [
        PreviewRow(
            number=int(number),
            cells=[str(cell)[:_LONGEST_PREVIEW] for cell in cells[:_PREVIEWED_COLUMNS]],
        )
        for number, *cells in kept.preview
    ]


def _asks_order(kept: Import) -> bool:
    known = COLUMN_SETS[kept.kind].by_name
    dates = [each for each in kept.columns if (name := str(each["column"])) in known and known[name].is_date]
    return any(each.get("has_either_order") for each in dates) or bool(dates and kept.date_order)


def _has(kept: Import, name: str) -> bool:
    return any(column["column"] == name for column in kept.columns)


def _remark(remark: Mapping[str, object]) -> str:
    column, reason = str(remark["column"]), str(remark["reason"])
    return f"{column}: {reason}" if column else reason
