"""What a column's title says by itself, in English or Spanish, however it is spaced and spelt."""

import re
from dataclasses import dataclass
from functools import cache

from carehub.spreadsheet_import.cleaning.text import folded
from carehub.spreadsheet_import.columns import COLUMNS

# A weak title never outranks a strong one.
_WEAK_RANK = 500
_PREFIX = re.compile(r"^(?:patient s|patients|patient|pt s|pt|paciente|pat|client|member)\s*")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a header says by itself. ``rank``: 0 is the surest; ``is_weak``: the values must confirm it."""

    name: str
    rank: int
    is_weak: bool = False


def claims_of(header: str) -> tuple[Claim, ...]:
    """The columns that a header can mean, surest first; none when we do not know the header."""
    for key in _keys(header):
        if key in _strong():
            return (_strong()[key],)
    return next((_weak()[key] for key in _keys(header) if key in _weak()), ())


def is_known(header: str) -> bool:
    return bool(claims_of(header))


def _keys(header: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header.replace("#", " number ").replace("№", " number "))
    plain = folded(spaced)
    bare = folded(re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", spaced))
    texts = [plain, bare, _PREFIX.sub("", bare)]
    return [_squeezed(text) for text in texts if text] + [_squeezed(folded(header))]


def _squeezed(text: str) -> str:
    return re.sub(r"[^0-9a-z\u0080-\uffff]", "", text)


@cache
def _strong() -> dict[str, Claim]:
    table: dict[str, Claim] = {}
    for column in COLUMNS:
        for rank, synonym in enumerate((column.name, column.label, *column.synonyms)):
            table.setdefault(_squeezed(folded(synonym)), Claim(column.name, rank))
    return table


@cache
def _weak() -> dict[str, tuple[Claim, ...]]:
    table: dict[str, tuple[Claim, ...]] = {}
    for column in COLUMNS:
        for rank, synonym in enumerate(column.weak, start=_WEAK_RANK):
            key = _squeezed(folded(synonym))
            table[key] = (*table.get(key, ()), Claim(column.name, rank, is_weak=True))
    return table
