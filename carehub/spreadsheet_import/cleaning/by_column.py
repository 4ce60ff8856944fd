"""Cleans a column at a time: each different cell once, and most of those at a glance."""

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field

from carehub.spreadsheet_import.cleaning.at_a_glance import Text, glance_of
from carehub.spreadsheet_import.cleaning.cleaned import Cleaned, ColumnFacts, Remark, Value
from carehub.spreadsheet_import.cleaning.text import line_of
from carehub.spreadsheet_import.columns import Column, clean
from carehub.spreadsheet_import.mapping.uses import Use
from carehub.spreadsheet_import.mapping.wordlist import as_said
from carehub.spreadsheet_import.reader.cells import Cell, are_texts

_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Read:
    """What one cell means: its column's ``own`` values first, then those for other fields."""

    own: tuple[tuple[str, Value], ...] = ()
    beside: tuple[tuple[str, Value], ...] = ()
    remarks: tuple[Remark, ...] = ()


Meaning = Value | Read | None


@dataclass(frozen=True, slots=True)
class ColumnReader:
    """Reads the cells of one column.

    A cell is a plain value of the column's own field, None when it says nothing, or a ``Read`` when there
    is more to say about it.
    """

    use: Use
    column: Column
    facts: ColumnFacts
    said: MappingType[str, str] = field(default_factory=dict)
    _seen: dict[Cell | tuple[type, Cell], Meaning] = field(default_factory=dict)
    _odd: set[Cell] = field(default_factory=set)

    @property
    def has_said_more(self) -> bool:
        """Whether any cell so far was more than a plain value."""
        return bool(self._odd)

    def read_all(self, cells: Sequence[Cell]) -> Sequence[Meaning]:
        """What each cell means, in order."""
        if not are_texts(cells):
            return [self._once(cell) for cell in cells]
        different = set(cells)
        if len(different) * 2 > len(cells):
            # Numbers, phones: what hardly ever stands there twice is not worth remembering.
            return self._meanings(cells)
        self._forget_before(len(different))
        new = tuple(different.difference(self._seen))
        self._seen.update(zip(new, self._meanings(new), strict=True))
        return list(map(self._seen.__getitem__, cells))

    def read(self, cell: Cell) -> Read:
        """The same of one cell, spelled out."""
        meaning = self._once(cell)
        if isinstance(meaning, Read):
            return meaning
        return Read() if meaning is None else Read(((self.column.name, meaning),))

    def _once(self, cell: Cell) -> Meaning:
        # A one, a true and a 1.0 are the same key to Python.
        key = cell if type(cell) is str else (type(cell), cell)
        if key not in self._seen:
            self._forget_before(1)
            self._seen[key] = self._meaning(cell)
        return self._seen[key]

    def _forget_before(self, more: int) -> None:
        if len(self._seen) + more > _REMEMBERED:
            self._seen.clear()

    def _meanings(self, texts: Sequence[Text]) -> Sequence[Meaning]:
        is_plain = self.column.is_field and not self.said
        glance = glance_of(self.column.clean) if is_plain else None
        if glance is None:
            return [self._meaning(text) for text in texts]
        seen = glance(texts, self.facts)
        if None not in seen:
            return seen
        return [
            self._meaning(text) if value is None else value for text, value in zip(texts, seen, strict=True)
        ]

    def _meaning(self, cell: Cell) -> Meaning:
        if cell is None:
            return None
        meaning = self._cleaned(cell)
        if isinstance(meaning, Read):
            self._odd.add(cell)
        return meaning

    def _cleaned(self, cell: Cell) -> Meaning:
        made = self._said(cell) or clean(self.column, cell, self.facts)
        if not made.values and not made.remarks:
            return None
        if self.column.is_field and len(made.values) == 1 and not made.remarks:
            name, value = made.values[0]
            if name == self.column.name:
                return value
        cut = 1 if self.column.is_field else len(made.values)
        return Read(made.values[:cut], made.values[cut:], made.remarks)

    def _said(self, cell: Cell) -> Cleaned | None:
        return as_said(self.column.name, line_of(cell), self.said, self.facts) if self.said else None
