"""A process beside this one reads a large file and cleans its rows."""

import multiprocessing
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from carehub.spreadsheet_import import beside
from carehub.spreadsheet_import.beside import Reading, reading_of
from carehub.spreadsheet_import.cleaning.rows import CleanRow, RowCleaner
from carehub.spreadsheet_import.deciding import Choices
from carehub.spreadsheet_import.reading import ReadFile, read_file
from carehub.spreadsheet_import.refusals import Unreadable
from tests.spreadsheet_import.files import FACTS, text_file

MESSY = """MRN,Last name,First name,Date of birth,Phone,Favourite colour
100,Okafor,Ada,1980-02-03,617-555-0101,blue
101,Nguyen,"Binh (Ben)",03/04/1990,"617-555-0102 / 617-555-0103",
,,Carla,,,green
103,,Dora,31/31/1990,n/a,
"""
NOBODY_HEARS = partial(print, end="")


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    return text_file(tmp_path, MESSY)


@pytest.fixture
def every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "LARGE", 1)


def read(path: Path) -> Callable[[], ReadFile]:
    return partial(read_file, path, Choices("", None), FACTS)


def all_of(path: Path) -> tuple[Reading, list[CleanRow]]:
    with reading_of(path, read(path), NOBODY_HEARS) as reading:
        return reading, [row for part in reading.parts for row in part]


def test_what_is_read_beside_is_what_would_be_read_here(messy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, rows = all_of(messy)
    monkeypatch.setattr(beside, "LARGE", 1)
    there, rows_there = all_of(messy)

    assert rows_there == rows
    assert [row.number for row in rows] == [2, 3, 4, 5]
    assert rows[2].problems
    assert (there.columns, there.how_many) == (here.columns, here.how_many)
    assert there.file == here.file
    assert there.file.mapping.columns is here.file.mapping.columns
    assert there.file.table.rows == ()


@pytest.mark.usefixtures("every_file_is_large")
def test_how_many_are_cleaned_is_told(messy: Path) -> None:
    told: list[tuple[int, int]] = []

    with reading_of(messy, read(messy), lambda done, total: told.append((done, total))) as reading:
        assert sum(map(len, reading.parts)) == reading.how_many == 4
        assert multiprocessing.active_children() == []

    assert told == [(4, 4)]


def stumble(self: RowCleaner, rows: object) -> Iterator[CleanRow]:
    raise ZeroDivisionError("row 2")


class OfItsOwnKind(Exception):
    def __reduce__(self) -> str:
        raise TypeError("is packed by nobody")


def stumble_unheard(self: RowCleaner, rows: object) -> Iterator[CleanRow]:
    raise OfItsOwnKind


def end(self: RowCleaner, rows: object) -> Iterator[CleanRow]:
    os.kill(os.getpid(), signal.SIGKILL)
    yield from ()


@pytest.mark.usefixtures("every_file_is_large")
@pytest.mark.parametrize(
    ("clean", "error", "told"),
    [
        pytest.param(stumble, ZeroDivisionError, "row 2", id="raised"),
        pytest.param(stumble_unheard, RuntimeError, "OfItsOwnKind", id="raised and not packed"),
        pytest.param(end, MemoryError, "was ended", id="killed for its memory"),
    ],
)
def test_what_happens_there_is_told_here(
    messy: Path, monkeypatch: pytest.MonkeyPatch, clean: object, error: type[Exception], told: str
) -> None:
    monkeypatch.setattr(RowCleaner, "clean", clean)

    with pytest.raises(error, match=told):
        all_of(messy)

    assert multiprocessing.active_children() == []


@pytest.mark.usefixtures("every_file_is_large")
def test_a_file_that_cannot_be_read_is_refused_here(tmp_path: Path) -> None:
    file = text_file(tmp_path, "nothing,that,we,know\n1,2,3,4\n")

    with pytest.raises(Unreadable, match="no row of column titles"):
        all_of(file)

    assert multiprocessing.active_children() == []


@pytest.mark.usefixtures("every_file_is_large")
def test_who_stops_half_way_leaves_no_process(messy: Path) -> None:
    with pytest.raises(KeyError), reading_of(messy, read(messy), NOBODY_HEARS):
        raise KeyError

    assert multiprocessing.active_children() == []


NOBODY_READS = """
import os, sys
from functools import partial
from pathlib import Path
from carehub.spreadsheet_import import beside
from carehub.spreadsheet_import.cleaning.rows import CleanRow, RowCleaner
from carehub.spreadsheet_import.deciding import Choices
from carehub.spreadsheet_import.reading import read_file
from tests.spreadsheet_import.files import FACTS

def clean(self, rows):
    print(os.getpid(), flush=True)
    return [CleanRow(1, {"notes": "more than a pipe takes" * 100_000})]

beside.LARGE, RowCleaner.clean = 1, clean
path = Path(sys.argv[1])
with beside.reading_of(path, partial(read_file, path, Choices("", None), FACTS), print):
    sys.stdin.read()
"""


def test_a_process_whose_first_one_was_killed_ends(messy: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", NOBODY_READS, str(messy)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert first.stdout is not None
    other = os.pidfd_open(int(first.stdout.readline()))

    first.kill()
    first.wait()

    ended, _, _ = select.select([other], [], [], 30)
    assert ended
    os.close(other)


@pytest.mark.usefixtures("every_file_is_large")
def test_who_asks_nothing_yet_does_not_wait(messy: Path) -> None:
    """What is done meanwhile costs no time: the other process reads when it is let."""
    begins, lets_begin = multiprocessing.Pipe(duplex=False)

    def read_when_let() -> ReadFile:
        begins.recv()
        return read(messy)()

    with reading_of(messy, read_when_let, NOBODY_HEARS) as reading:
        lets_begin.send("now")

        assert reading.how_many == 4
