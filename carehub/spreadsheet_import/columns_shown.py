"""The columns of an import's file as the page shows them: what each holds, where it goes, and why."""

from collections.abc import Mapping, Sequence
from typing import TypedDict, cast

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.spreadsheet_import import center
from carehub.spreadsheet_import.cleaning.cleaned import ColumnFacts
from carehub.spreadsheet_import.column_sets import COLUMN_SETS
from carehub.spreadsheet_import.columns import ColumnSet, Joining
from carehub.spreadsheet_import.mapping.wordlist import words_of
from carehub.spreadsheet_import.meanings import Meaning, meanings
from carehub.spreadsheet_import.models import Import
from carehub.spreadsheet_import.wording import EXTRA, LEFT_OUT, WHERE_TO

_FILLS = {
    "full_name": "Taken apart into last, first and middle name.",
    "phone": "A second number in a cell becomes the other phone.",
    "second_last_name": "Added to the last name.",
    "address_2": "Added to the address.",
    "death_date": "A date here makes the status deceased.",
    "deceased": "A yes here makes the status deceased.",
    "is_active": "Yes is active, no is inactive.",
    EXTRA: "Kept beside the record under its title.",
    LEFT_OUT: "Left out: nothing of it comes in.",
}
_JOINED = {
    Joining.LINES: "Its lines are added.",
    Joining.COMMA: "Added behind a comma.",
    Joining.SPACE: "Added behind a space.",
    Joining.WINS: "",
}


class ColumnRow(TypedDict):
    """``goes_to`` names ``column`` in words; ``fills`` says what becomes of the cells."""

    position: int
    header: str
    column: str
    goes_to: str
    why: str
    fills: str
    samples: list[str]


class WordRow(TypedDict):
    """``becomes`` is the value that stands for the word; ``times`` how often it is there."""

    text: str
    times: str
    becomes: str
    is_told: bool


class MeaningRow(TypedDict):
    value: str
    label: str


class WordTable(TypedDict):
    """The words of one column; ``unknown`` of them need somebody who knows what they mean.

    ``is_open``: there is something to decide, or something was; it stays open while that is done.
    """

    column: str
    header: str
    unknown: int
    many: int
    is_open: bool
    words: list[WordRow]
    meanings: list[MeaningRow]


def column_rows(kept: Import) -> list[ColumnRow]:
    """Every column of the file, in its order."""
    first: dict[str, str] = {}
    columns = COLUMN_SETS[kept.kind]
    return [_column_row(column, first, columns) for column in kept.columns]


def word_tables(session: Session, actor: Actor, kept: Import) -> list[WordTable]:
    """The words of each column that holds a closed set of them; columns with unknown words first."""
    facts = center.facts_of(session, actor)
    tables = [
        _word_table(column, facts, kept, meanings(session, actor, str(column["column"])))
        for column in kept.columns
        if column["column"] in COLUMN_SETS[kept.kind].worded and column.get("distinct")
    ]
    return sorted(tables, key=lambda table: not table["unknown"])


def _column_row(column: Mapping[str, object], first: dict[str, str], columns: ColumnSet) -> ColumnRow:
    header, name = str(column["header"]), str(column["column"])
    fills = _fills(name, first.get(name, ""), columns)
    first.setdefault(name, header)
    return ColumnRow(
        position=cast(int, column["position"]),
        header=header,
        column=name,
        goes_to=WHERE_TO[name],
        why=str(column["why"]),
        fills=fills,
        samples=cast(list[str], column["samples"]),
    )


def _fills(name: str, before: str, columns: ColumnSet) -> str:
    """``before`` is the column that fills the same field already."""
    if not before or name not in columns.by_name:
        return _FILLS.get(name, "")
    joined = _JOINED.get(columns.by_name[name].joining)
    return joined if joined is not None else f'Fills in where "{before}" is empty.'


def _word_table(
    column: Mapping[str, object], facts: ColumnFacts, kept: Import, possible: Sequence[Meaning]
) -> WordTable:
    name = str(column["column"])
    texts = [(str(text), int(times)) for text, times in cast(list[tuple[str, int]], column["distinct"])]
    words = words_of(name, texts, facts, kept.words.get(name, {}), COLUMN_SETS[kept.kind])
    shown = dict(possible)
    if name == "insurance":
        shown = {word.becomes: word.becomes for word in words if word.becomes} | shown
    return WordTable(
        column=name,
        header=str(column["header"]),
        unknown=sum(word.is_told for word in words),
        many=len(words),
        is_open=any(word.is_told for word in words) or bool(kept.words.get(name)),
        words=[
            WordRow(text=word.text, times=f"{word.times:,}", becomes=word.becomes, is_told=word.is_told)
            for word in words
        ],
        meanings=[MeaningRow(value=value, label=label) for value, label in shown.items()],
    )
