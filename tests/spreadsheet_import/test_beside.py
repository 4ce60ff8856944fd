"""A process beside this one cleans the rows of a long list."""

import multiprocessing
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from carehub.spreadsheet_import import beside
from carehub.spreadsheet_import.beside import cleaned_beside
from carehub.spreadsheet_import.cleaning.rows import CleanRow, RowCleaner
from carehub.spreadsheet_import.mapping.mapping import Mapping, propose
from carehub.spreadsheet_import.reader.layout import Row, Table
from carehub.spreadsheet_import.reader.reading import read_table
from tests.spreadsheet_import.files import FACTS, text_file

MESSY = """MRN,Last name,First name,Date of birth,Phone,Favourite colour
100,Okafor,Ada,1980-02-03,617-555-0101,blue
101,Nguyen,"Binh (Ben)",03/04/1990,"617-555-0102 / 617-555-0103",
,,Carla,,,green
103,,Dora,31/31/1990,n/a,
"""


@pytest.fixture(autouse=True)
def every_list_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "LONG", 1)


def read(folder: Path) -> tuple[Table, Mapping]:
    table = read_table(text_file(folder, MESSY))
    return table, propose(table, FACTS)


def cleaned(table: Table, cleaner: RowCleaner) -> list[CleanRow]:
    with cleaned_beside(cleaner, table.hand_on(), lambda done, total: None) as parts:
        return [row for part in parts for row in part]


def test_what_is_cleaned_beside_is_what_would_be_cleaned_here(tmp_path: Path) -> None:
    (here, mapping), (there, _) = read(tmp_path), read(tmp_path)

    made = cleaned(there, RowCleaner.of(there, mapping, FACTS))

    assert made == list(RowCleaner.of(here, mapping, FACTS).clean(here.rows))
    assert [row.number for row in made] == [2, 3, 4, 5]
    assert made[0].values["birth_date"] == date(1980, 2, 3)
    assert made[2].problems


def test_rows_are_in_one_hand(tmp_path: Path) -> None:
    table, mapping = read(tmp_path)

    cleaned(table, RowCleaner.of(table, mapping, FACTS))

    assert table.rows == ()
    assert table.column(0) == ()


def test_how_many_are_there_is_told(tmp_path: Path) -> None:
    table, mapping = read(tmp_path)
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> None:
        told.append((done, total))

    with cleaned_beside(RowCleaner.of(table, mapping, FACTS), table.hand_on(), tell) as parts:
        assert sum(map(len, parts)) == 4

    assert told == [(4, 4)]


@dataclass(frozen=True)
class _Stumbling(RowCleaner):
    def clean(self, rows: Sequence[Row]) -> Iterator[CleanRow]:
        raise ZeroDivisionError(f"row {rows[0].number}")


@dataclass(frozen=True)
class _Killed(RowCleaner):
    def clean(self, rows: Sequence[Row]) -> Iterator[CleanRow]:
        os.kill(os.getpid(), signal.SIGKILL)
        yield from ()


def test_an_error_there_is_raised_here(tmp_path: Path) -> None:
    table, mapping = read(tmp_path)

    with pytest.raises(ZeroDivisionError, match="row 2"):
        cleaned(table, _Stumbling(mapping, "", (), lambda made, mapping: iter(())))

    assert multiprocessing.active_children() == []


def test_a_process_that_was_killed_for_its_memory_is_told_as_such(tmp_path: Path) -> None:
    table, mapping = read(tmp_path)

    with pytest.raises(MemoryError):
        cleaned(table, _Killed(mapping, "", (), lambda made, mapping: iter(())))

    assert multiprocessing.active_children() == []


def test_who_stops_half_way_leaves_no_process(tmp_path: Path) -> None:
    table, mapping = read(tmp_path)
    cleaner = RowCleaner.of(table, mapping, FACTS)

    with (
        pytest.raises(KeyError),
        cleaned_beside(cleaner, table.hand_on(), lambda done, total: None),
    ):
        raise KeyError

    assert multiprocessing.active_children() == []


NOBODY_READS = """
import os, sys
from carehub.spreadsheet_import import beside
from carehub.spreadsheet_import.cleaning.rows import CleanRow

class Cleaner:
    def clean(self, rows):
        print(os.getpid(), flush=True)
        return [CleanRow(1, {"notes": "more than a pipe takes" * 100_000})]

beside.LONG = 1
with beside.cleaned_beside(Cleaner(), [None], print):
    sys.stdin.read()
"""


def test_a_process_whose_first_one_was_killed_ends() -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", NOBODY_READS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    other = os.pidfd_open(int(first.stdout.readline()))

    first.kill()
    first.wait()

    ended, _, _ = select.select([other], [], [], 30)
    assert ended
    os.close(other)
