"""What each column of a file is taken for: the result of mapping, without how it is found."""

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field

from carehub.spreadsheet_import.cleaning.cleaned import DateOrder
from carehub.spreadsheet_import.columns import PATIENT_LIST, ColumnSet

UNKNOWN_RANK = 1_000


@dataclass(frozen=True, slots=True)
class Use:
    """What one column of the file is taken for.

    ``column`` is the name of a column of the list's kind, ``extra`` (kept beside the record) or
    empty (left out). ``rank`` decides between two that want one field; lower is surer.
    ``is_told``: there was something to decide, so the person hears of it.
    """

    position: int
    header: str
    column: str
    why: str = ""
    rank: int = UNKNOWN_RANK
    is_told: bool = False
    order: DateOrder | None = None
    split_at: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """One use for each column of the file, in the file's order.

    ``words``: column -> folded text -> what a person said it means, empty for nothing. ``columns`` are
    those that a list of this kind can have.
    """

    uses: tuple[Use, ...]
    profile: str = ""
    words: MappingType[str, MappingType[str, str]] = field(default_factory=dict)
    columns: ColumnSet = PATIENT_LIST

    def using(self, column: str) -> list[Use]:
        """The columns taken for ``column``, surest first."""
        return sorted((use for use in self.uses if use.column == column), key=lambda use: use.rank)

    def header_of(self, *columns: str) -> str:
        """The header under which one of the columns stands in the file; empty when none does."""
        return next((use.header for column in columns for use in self.using(column)), "")
