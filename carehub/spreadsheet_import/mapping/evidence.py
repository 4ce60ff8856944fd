"""What the values of a column say about what it holds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from carehub.spreadsheet_import.cleaning.cleaned import ColumnFacts
from carehub.spreadsheet_import.cleaning.dates import day_month_order
from carehub.spreadsheet_import.cleaning.text import folded, line_of
from carehub.spreadsheet_import.columns import PATIENT_LIST, Column, ColumnSet, clean
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
_KINDS = {
    "mrn": "could be record numbers",
    "birth_date": "are dates of birth",
    "death_date": "are dates",
    "sex": "are words for a sex",
    "language": "are languages",
    "interpreter": "are a yes or a no",
    "deceased": "are a yes or a no",
    "is_active": "are a yes or a no",
    "phone": "are phone numbers",
    "phone_alt": "are phone numbers",
    "email": "are e-mail addresses",
    "state": "are states",
    "zip": "are ZIP codes",
    "site": "are sites of this center",
    "coordinator": "are people who keep a caseload here",
    "status": "are words for a status",
    "risk": "are levels of risk",
    "full_name": "are whole names",
    "type": "are types of referrals",
    "stage": "are stages of the board or words for one",
    "urgency": "are words for an urgency",
    "appointment": "are dates",
    "requested_on": "are dates",
    "sent_on": "are dates",
    "accepted_on": "are dates",
    "seen_on": "are dates",
    "report_received_on": "are dates",
}
# What values show by themselves, surest first. A date could be of anything, a name of anyone.
_SHAPED = ("email", "phone", "state", "sex", "language")
_SHAPE_SHOWS_IN = 60
_UNMISTAKABLE = 0.9
# Only where no value at all fits is a title such as "Status" taken to mean something else.
_CLOSED_SETS = {"sex", "status", "risk", "interpreter", "language", "deceased"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of ``filled`` cells, ``fitting`` are ``kind``; ``against`` says what speaks against it."""

    filled: int
    fitting: int
    against: str = ""
    kind: str = "fit"

    @property
    def confirms(self) -> bool:
        return not self.against and self.filled > 0 and self.fitting >= _CONFIRMED * self.filled

    def __str__(self) -> str:
        if not self.filled:
            return "the column is empty"
        of = f"the first {self.filled:,}" if self.filled == _LOOKED_AT else f"{self.filled:,}"
        return f"{self.fitting:,} of {of} values {self.kind}"


def evidence_for(
    name: str, cells: Sequence[Cell], facts: ColumnFacts, columns: ColumnSet = PATIENT_LIST
) -> Evidence:
    """How well the cells of one column fit the column ``name``."""
    counted = distinct_values(cells)
    column = columns.by_name[name]
    if column.is_date and facts.order is None:
        facts = replace(facts, order=day_month_order(cells))
    fitting = sum(times for cell, times in counted if _fits(column, cell, facts))
    filled = sum(times for _, times in counted)
    against = _against(name, [cell for cell, _ in counted], fitting)
    return Evidence(filled, fitting, against, _KINDS.get(name, "fit"))


def shaped_like(cells: Sequence[Cell], facts: ColumnFacts) -> tuple[str, Evidence] | None:
    """What the values alone show unmistakably, for a column whose title tells nothing."""
    first = list(islice((cell for cell in cells if not is_blank(cell)), _SHAPE_SHOWS_IN))
    for name in _SHAPED:
        evidence = evidence_for(name, first, facts)
        if not evidence.against and evidence.filled and evidence.fitting >= _UNMISTAKABLE * evidence.filled:
            return name, evidence
    return None


def distinct_values(cells: Sequence[Cell]) -> list[tuple[Cell, int]]:
    """The first filled cells of a column, each value once with how often it stands there, commonest first."""
    filled = islice((cell for cell in cells if not is_blank(cell)), _LOOKED_AT)
    return Counter(filled).most_common()


def samples(cells: Sequence[Cell], many: int = 5) -> list[str]:
    """The first different values, as a person would read them."""
    return list(dict.fromkeys(line_of(cell) for cell in cells[:_LOOKED_AT] if not is_blank(cell)))[:many]


def _fits(column: Column, cell: Cell, facts: ColumnFacts) -> bool:
    made = clean(column, cell, facts)
    return bool(made.values) and not made.remarks


def _against(name: str, values: list[Cell], fitting: int) -> str:
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
    filled = (line_of(cell) for cell in cells if not is_blank(cell))
    return all(text == str(number) for number, text in enumerate(filled, start=1))
