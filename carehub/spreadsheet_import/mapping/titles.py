"""What a column's title says by itself, in English or Spanish, however it is spaced and spelt."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from carehub.spreadsheet_import.cleaning.text import folded
from carehub.spreadsheet_import.column_sets import COLUMN_SETS
from carehub.spreadsheet_import.columns import PATIENT_LIST, ColumnSet
from carehub.spreadsheet_import.models import ImportKind
from carehub.spreadsheet_import.referral_list.columns import REFERRAL_LIST

# A weak title never outranks a strong one.
_WEAK_RANK = 500
# A patient list can name a specialist or an appointment as well.
_SURE_OF_REFERRALS = 2
# What stands above what CareHub itself writes beside the rows to correct.
REASON_TITLE = "What to correct"
ROW_TITLE = "Row in the list"
OUR_TITLES = (REASON_TITLE, ROW_TITLE)
_PREFIX = re.compile(r"^(?:patient s|patients|patient|pt s|pt|paciente|pat|client|member)\s*")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a header says by itself. ``rank``: 0 is the surest; ``is_weak``: the values must confirm it."""

    name: str
    rank: int
    is_weak: bool = False


def claims_of(header: str, columns: ColumnSet = PATIENT_LIST) -> tuple[Claim, ...]:
    """The columns that a header can mean, surest first; none when we do not know the header."""
    strong, weak = _strong(columns), _weak(columns)
    for key in _keys(header):
        if key in strong:
            return (strong[key],)
    return next((weak[key] for key in _keys(header) if key in weak), ())


def is_known(header: str) -> bool:
    """Whether a list of any kind can have such a title."""
    return any(claims_of(header, columns) for columns in COLUMN_SETS.values())


def likely_kind(headers: Iterable[str]) -> ImportKind:
    """Patients, unless the titles speak of where they are sent and of what became of it."""
    apart = REFERRAL_LIST.by_name.keys() - PATIENT_LIST.by_name.keys()
    found = {claim.name for header in headers for claim in claims_of(header, REFERRAL_LIST)} & apart
    is_sent = not found.isdisjoint({"receiver", "type"}) and len(found) >= _SURE_OF_REFERRALS
    return ImportKind.REFERRALS if is_sent else ImportKind.PATIENTS


def _keys(header: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header.replace("#", " number ").replace("№", " number "))
    plain = folded(spaced)
    bare = folded(re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", spaced))
    texts = [plain, bare, _PREFIX.sub("", bare)]
    return [_squeezed(text) for text in texts if text] + [_squeezed(folded(header))]


def _squeezed(text: str) -> str:
    return re.sub(r"[^0-9a-z\u0080-\uffff]", "", text)


@cache
def _strong(columns: ColumnSet) -> dict[str, Claim]:
    table: dict[str, Claim] = {}
    for column in columns.columns:
        for rank, synonym in enumerate((column.name, column.label, *column.synonyms)):
            table.setdefault(_squeezed(folded(synonym)), Claim(column.name, rank))
    return table


@cache
def _weak(columns: ColumnSet) -> dict[str, tuple[Claim, ...]]:
    table: dict[str, tuple[Claim, ...]] = {}
    for column in columns.columns:
        for rank, synonym in enumerate(column.weak, start=_WEAK_RANK):
            key = _squeezed(folded(synonym))
            table[key] = (*table.get(key, ()), Claim(column.name, rank, is_weak=True))
    return table
