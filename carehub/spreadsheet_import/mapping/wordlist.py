"""The words of a closed set that stand in one column, and what each is taken for."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from carehub.spreadsheet_import.cleaning.cleaned import NOTHING, Cleaned, ColumnFacts, Value, cleaned
from carehub.spreadsheet_import.cleaning.text import folded, line_of
from carehub.spreadsheet_import.columns import PATIENT_LIST, Column, ColumnSet, clean
from carehub.spreadsheet_import.reader.cells import Cell, is_blank

_MANY = 60


@dataclass(frozen=True, slots=True)
class Word:
    """``becomes`` is the value, empty for none; ``is_told``: nobody could know what it means."""

    text: str
    times: int
    becomes: str
    is_told: bool


def distinct_texts(cells: Sequence[Cell], *, all_of_them: bool) -> list[tuple[str, int]]:
    """The different texts, commonest first; the first many, or none where not all can be shown."""
    counted: Counter[str] = Counter()
    for cell, times in Counter(cells).items():
        if not is_blank(cell):
            counted[line_of(cell)] += times
    if all_of_them and len(counted) > _MANY:
        return []
    return counted.most_common(_MANY)


def words_of(
    name: str,
    texts: Iterable[tuple[str, int]],
    facts: ColumnFacts,
    said: Mapping[str, str],
    columns: ColumnSet = PATIENT_LIST,
) -> list[Word]:
    """What each text is taken for, those that need a person first."""
    words = [_word(columns.by_name[name], text, times, facts, said) for text, times in texts]
    return sorted(words, key=lambda word: not word.is_told)


def as_said(name: str, text: str, said: Mapping[str, str], facts: ColumnFacts) -> Cleaned | None:
    """What a person said that the text means; None when nobody said, or it means nothing any more."""
    value = said.get(folded(text))
    if value is None or not _still_is(name, value, facts):
        return None
    return cleaned(name, _value(name, value)) if value else NOTHING


def _word(column: Column, text: str, times: int, facts: ColumnFacts, said: Mapping[str, str]) -> Word:
    made = as_said(column.name, text, said, facts)
    is_told = made is None and bool((made := clean(column, text, facts)).remarks)
    value = next((value for field, value in made.values if field == column.name), "")
    return Word(text, times, _shown(value), is_told)


def _shown(value: Value) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _value(name: str, value: str) -> Value:
    return value == "yes" if name == "interpreter" else value


def _still_is(name: str, value: str, facts: ColumnFacts) -> bool:
    """A site can be closed, a coordinator can leave: what was said of them then is not taken."""
    known = {
        "site": facts.sites, "coordinator": facts.coordinators, "type": facts.types, "stage": facts.stages,
    }.get(name)  # fmt: skip
    return known is None or not value or value in known.values()
