"""What cleaning makes of one cell: values for fields, and what there is to say about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Value = str | bool | date


class Severity(StrEnum):
    """An error keeps the row out until it is corrected; a warning lets it in and says what was done."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Remark:
    severity: Severity
    reason: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """``values`` by field: first the column's own, then what else the cell held (a suffix, a phone)."""

    values: tuple[tuple[str, Value], ...] = ()
    remarks: tuple[Remark, ...] = ()


NOTHING = Cleaned()


class DateOrder(StrEnum):
    MONTH_FIRST = "month first"
    DAY_FIRST = "day first"


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What has to be known to read a column's cells: of the center, and of the column as a whole.

    ``sites`` and ``coordinators`` map a folded way to write one to its name (site) or user name; ``types``
    and ``stages`` one for a type of referral and a stage of the board to its name.
    """

    today: date
    order: DateOrder | None = None
    starts_1904: bool = False
    m_means_female: bool = False
    split_at: str = ""
    sites: Mapping[str, str] = field(default_factory=dict)
    coordinators: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)


def cleaned(name: str, value: Value | None, *remarks: Remark) -> Cleaned:
    """One value for one field; an empty one is no value."""
    return Cleaned(((name, value),) if value not in (None, "") else (), remarks)  # type: ignore[arg-type]


def warning(reason: str) -> Remark:
    return Remark(Severity.WARNING, reason)


def error(reason: str) -> Remark:
    return Remark(Severity.ERROR, reason)
