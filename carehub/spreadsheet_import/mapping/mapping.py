"""Decides which column of a file fills which field, and says why: no header silently goes to a wrong one."""

import re
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import replace

from carehub.spreadsheet_import.cleaning.cleaned import ColumnFacts, DateOrder
from carehub.spreadsheet_import.cleaning.dates import day_month_order
from carehub.spreadsheet_import.cleaning.text import folded, line_of
from carehub.spreadsheet_import.columns import PATIENT_LIST, ColumnSet, Joining
from carehub.spreadsheet_import.mapping.evidence import Evidence, evidence_for, only_counts_rows, shaped_like
from carehub.spreadsheet_import.mapping.profiles import EXTRA, LEFT_OUT, Profile, best_profile
from carehub.spreadsheet_import.mapping.titles import OUR_TITLES, claims_of
from carehub.spreadsheet_import.mapping.uses import UNKNOWN_RANK, Mapping, Use
from carehub.spreadsheet_import.reader.cells import Cell
from carehub.spreadsheet_import.reader.layout import Header, Table
from carehub.spreadsheet_import.refusals import Unreadable

_MONTH_FIRST = re.compile(r"\bmm?\s*[/.-]\s*dd?\b", re.IGNORECASE)
_DAY_FIRST = re.compile(r"\bdd?\s*[/.-]\s*mm?\b", re.IGNORECASE)
_BY_PERSON = -2
_BY_PROFILE = -1
_BY_VALUES = 900


def propose(table: Table, facts: ColumnFacts, columns: ColumnSet = PATIENT_LIST) -> Mapping:
    """The mapping that headers, known exports and values together speak for."""
    # The exports that we know are lists of patients.
    profile = best_profile(header.meaning for header in table.headers) if columns is PATIENT_LIST else None
    uses = [_use_of(header, table, profile, facts, columns) for header in table.headers]
    uses = _one_for_each_field(_phones_spread(_whole_names(uses, table)), columns)
    ordered = [_with_order(use, table, profile, columns) for use in uses]
    return Mapping(_one_order(ordered, columns), profile.name if profile else "", columns=columns)


def chosen(
    table: Table,
    proposal: Mapping,
    choices: MappingType[int, str],
    order: DateOrder | None = None,
    *,
    why: str = "you chose this",
) -> Mapping:
    """The proposal with what a person decided instead: column position -> column name, extra or empty."""
    uses = []
    for use in proposal.uses:
        choice = choices.get(use.position, use.column)
        if choice != use.column:
            rank = _BY_PERSON * UNKNOWN_RANK + use.position
            use = _with_order(Use(use.position, use.header, choice, why, rank), table, None, proposal.columns)
        uses.append(replace(use, order=order) if order and _is_date(use, proposal.columns) else use)
    return replace(proposal, uses=_one_order(uses, proposal.columns))


def refuse_nameless(mapping: Mapping) -> None:
    """A row is of a person: somewhere there has to be a name."""
    if not mapping.using("last_name") and not mapping.using("full_name"):
        raise Unreadable(
            "We found no column with the family name. Give it the title "
            '"Last name" (or "Name" for "Family, Given"), or say which column it is.'
        )


def _use_of(
    header: Header, table: Table, profile: Profile | None, facts: ColumnFacts, columns: ColumnSet
) -> Use:
    key = folded(header.meaning)
    if profile and key in profile.columns:
        return _use_by_profile(header, key, profile)
    cells = table.column(header.position)
    if not header.meaning:
        return _use_by_values(header, cells, facts, columns)
    against = ""
    for claim in claims_of(header.meaning, columns):
        if claim.is_weak and claim.name == "mrn" and only_counts_rows(cells):
            against = "the values only count the rows"
            continue
        evidence = evidence_for(claim.name, cells, facts, columns)
        if evidence.confirms or (not claim.is_weak and not evidence.against):
            return Use(header.position, header.label, claim.name, _because(evidence), claim.rank)
        label = columns.by_name[claim.name].label
        against = evidence.against or f"the title could mean {label}, but {evidence}"
    is_told = bool(against) and any(not claim.is_weak for claim in claims_of(header.meaning, columns))
    why = against or _unknown_title(header, cells, facts)
    return Use(header.position, header.label, LEFT_OUT, why, is_told=is_told)


def _use_by_values(header: Header, cells: Sequence[Cell], facts: ColumnFacts, columns: ColumnSet) -> Use:
    """A column without a title: only what its values show unmistakably."""
    shape = shaped_like(cells, facts)
    if shape is None or shape[0] not in columns.by_name:
        return Use(header.position, header.label, LEFT_OUT, "it has no title")
    return Use(header.position, header.label, shape[0], f"it has no title; {shape[1]}", _BY_VALUES)


def _unknown_title(header: Header, cells: Sequence[Cell], facts: ColumnFacts) -> str:
    if header.text in OUR_TITLES:
        return "CareHub wrote this beside the rows to correct"
    shape = shaped_like(cells, facts)
    return f"we do not know this title, but {shape[1]}" if shape else "we do not know this title"


def _use_by_profile(header: Header, key: str, profile: Profile) -> Use:
    preference = list(profile.columns).index(key)
    return Use(
        header.position,
        header.label,
        profile.columns[key],
        profile.reasons.get(key, f"known from {profile.name}"),
        _BY_PROFILE * UNKNOWN_RANK + preference,
        split_at=profile.split.get(key, ""),
    )


def _because(evidence: Evidence) -> str:
    return f"the title says so; {evidence}"


def _whole_names(uses: list[Use], table: Table) -> list[Use]:
    """A lone name column that holds "Last, First" is a full name, whatever its title says."""
    columns = {use.column for use in uses}
    if {"last_name", "first_name"} <= columns:
        return [
            _left_out(use, "the name comes from its own columns") if use.column == "full_name" else use
            for use in uses
        ]
    return [
        replace(use, column="full_name", why='the values are "Family, Given"')
        if use.column in {"last_name", "first_name"} and _mostly_with_comma(table, use)
        else use
        for use in uses
    ]


def _mostly_with_comma(table: Table, use: Use) -> bool:
    texts = [text for cell in table.column(use.position) if (text := line_of(cell))]
    return bool(texts) and sum(", " in text for text in texts) >= 0.6 * len(texts)


def _phones_spread(uses: list[Use]) -> list[Use]:
    """The surest phone is the phone, the next one the other phone; a lone other phone is the phone."""
    phones = sorted((use for use in uses if use.column in {"phone", "phone_alt"}), key=_phone_rank)
    places = dict(zip((use.position for use in phones[:2]), ("phone", "phone_alt"), strict=False))
    if any(use.rank < 0 for use in phones):
        return uses
    return [replace(use, column=places.get(use.position, use.column)) for use in uses]


def _phone_rank(use: Use) -> tuple[bool, int, int]:
    return (use.column == "phone_alt", use.rank, use.position)


def _one_for_each_field(uses: Sequence[Use], columns: ColumnSet) -> list[Use]:
    winners: dict[str, Use] = {}
    for use in sorted(uses, key=lambda use: (use.rank, use.position)):
        winners.setdefault(use.column, use)
    return [_decided(use, winners[use.column], columns) for use in uses]


def _decided(use: Use, winner: Use, columns: ColumnSet) -> Use:
    may_repeat = use.column in {EXTRA, LEFT_OUT} or use.rank < 0
    if use is winner or may_repeat or columns.by_name[use.column].joining is Joining.LINES:
        return use
    label = columns.by_name[use.column].label
    return _left_out(
        use,
        f'"{winner.header}" and this column both look like {label}; "{winner.header}" is used',
        is_told=True,
    )


def _left_out(use: Use, why: str, *, is_told: bool = False) -> Use:
    return replace(use, column=LEFT_OUT, why=why, is_told=is_told)


def _with_order(use: Use, table: Table, profile: Profile | None, columns: ColumnSet) -> Use:
    if not _is_date(use, columns):
        return use
    proved = day_month_order(table.column(use.position))
    return replace(use, order=proved or _order_said(use.header) or (profile.date_order if profile else None))


def _one_order(uses: Sequence[Use], columns: ColumnSet) -> tuple[Use, ...]:
    """Who writes one list writes all of its dates alike: what one column proves holds for the others."""
    proved = {use.order for use in uses if use.order is not None}
    if len(proved) != 1:
        return tuple(uses)
    (order,) = proved
    return tuple(replace(use, order=order) if _is_date(use, columns) else use for use in uses)


def _is_date(use: Use, columns: ColumnSet) -> bool:
    return use.column in columns.by_name and columns.by_name[use.column].is_date


def _order_said(header: str) -> DateOrder | None:
    if _MONTH_FIRST.search(header):
        return DateOrder.MONTH_FIRST
    return DateOrder.DAY_FIRST if _DAY_FIRST.search(header) else None
