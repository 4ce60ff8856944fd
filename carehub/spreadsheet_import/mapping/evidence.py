"""What the values of a column say about what it holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from carehub.spreadsheet_import.cleaning.cleaned import ColumnFacts
from carehub.spreadsheet_import.cleaning.text import folded, line_of
from carehub.spreadsheet_import.columns import BY_NAME, clean
from carehub.spreadsheet_import.reader.cells import Cell, is_blank

_LOOKED_AT = 400
_CONFIRMED = 0.6
_MARITAL = frozenset(
    [
        "single",
        "married",
        "divorced",
        "widowed",
        "separated",
        "s",
        "m",
        "d",
        "w",
        "domestic",
        "partner",
        "partnered",
        "soltero",
        "soltera",
        "casado",
        "casada",
        "divorciado",
        "divorciada",
        "viudo",
        "viuda",
        "union",
        "libre",
        "never",
        "married",
    ]
) | {"domestic partner", "never married", "union libre"}
_VISIT = frozenset(
    {"checked out", "checked in", "arrived", "no show", "noshow", "scheduled", "cancelled", "canceled",
     "completed", "pending", "confirmed", "rescheduled", "chk", "pen", "n s", "in progress", "seen"}
)  # fmt: skip
# Only where no value at all fits is a title such as "Status" taken to mean something else.
_CLOSED_SETS = {"sex", "status", "risk", "interpreter", "language", "deceased"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of ``filled`` cells, ``fitting`` mean something there; ``against`` says what speaks against it."""

    filled: int
    fitting: int
    against: str = ""

    @property
    def confirms(self) -> bool:
        return not self.against and self.filled > 0 and self.fitting >= _CONFIRMED * self.filled

    def __str__(self) -> str:
        return f"{self.fitting} of {self.filled} values fit" if self.filled else "the column is empty"


def evidence_for(name: str, cells: Sequence[Cell], facts: ColumnFacts) -> Evidence:
    """How well the cells of one column fit the column ``name``."""
    counted = distinct_values(cells)
    fitting = sum(times for cell, times in counted if _fits(name, cell, facts))
    filled = sum(times for _, times in counted)
    return Evidence(filled, fitting, _against(name, [cell for cell, _ in counted], fitting, filled))


def distinct_values(cells: Sequence[Cell]) -> list[tuple[Cell, int]]:
    """The first filled cells of a column, each value once with how often it stands there, commonest first."""
    # Takes a second to import: only the reading process does.
    import pandas as pd

    filled = [cell for cell in cells if not is_blank(cell)][:_LOOKED_AT]
    counts = pd.Series(filled, dtype=object).value_counts()
    return [(value, int(times)) for value, times in counts.items()]  # pyright: ignore[reportReturnType]


def samples(cells: Sequence[Cell], many: int = 5) -> list[str]:
    """The first different values, as a person would read them."""
    return list(dict.fromkeys(line_of(cell) for cell in cells[:_LOOKED_AT] if not is_blank(cell)))[:many]


def _fits(name: str, cell: Cell, facts: ColumnFacts) -> bool:
    made = clean(BY_NAME[name], cell, facts)
    return bool(made.values) and not made.remarks


def _against(name: str, values: list[Cell], fitting: int, filled: int) -> str:
    words = {folded(line_of(cell)) for cell in values}
    if name == "status" and words and words <= _MARITAL | {""} and not words <= {"d"}:
        return "the values are marital statuses"
    if name == "status" and words and len(words & _VISIT) * 2 >= len(words):
        return "the values are about visits, not about the patient"
    if name in _CLOSED_SETS and len(words) >= 4 and not fitting:
        return "none of the values means anything there"
    return ""


def only_counts_rows(cells: Sequence[Cell]) -> bool:
    """1, 2, 3 ...: the number of the row in the list, not of a person."""
    texts = [line_of(cell) for cell in cells if not is_blank(cell)]
    return texts == [str(number) for number in range(1, len(texts) + 1)]
