"""Reads a large file, and cleans its rows, in a process beside this one, while the rows before them are
matched and kept.

Python works for one thread of a process at a time. The other process is a fork of this one, from before there
was anything of the file: what it sends is all that goes between the two. See docs/decisions/0020.
"""

import multiprocessing
import os
import pickle
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from carehub.spreadsheet_import.cleaning.rows import CleanRow, RowCleaner, what_a_person_lacks
from carehub.spreadsheet_import.column_sets import COLUMN_SETS
from carehub.spreadsheet_import.mapping.shown import columns_shown
from carehub.spreadsheet_import.models import ImportKind
from carehub.spreadsheet_import.reader.layout import Row
from carehub.spreadsheet_import.reading import ReadFile
from carehub.spreadsheet_import.referral_list.rows import what_a_referral_lacks
from carehub.spreadsheet_import.storing import AT_ONCE

Parts = Iterator[Sequence[CleanRow]]
Read = Callable[[], ReadFile]
Tell = Callable[[int, int], None]
# Bytes of a file. Below that the other process is not worth its start.
LARGE = 2 * 1024 * 1024
_FEW = 2_000
# After it the error that stopped the other process is sent, or None.
_END = b""
_LATER = 5


@dataclass(frozen=True, slots=True)
class _Opened:
    file: ReadFile
    columns: list[dict[str, object]]
    how_many: int
    parts: Parts


# Without slots: it keeps what it waited for.
@dataclass(frozen=True)
class Reading:
    """A file that is being read: whoever asks waits until it is, and hears then why it cannot be."""

    _open: Callable[[], _Opened]
    _tell: Tell

    @property
    def file(self) -> ReadFile:
        """Without its rows."""
        return self._opened.file

    @property
    def columns(self) -> list[dict[str, object]]:
        """What is shown of them."""
        return self._opened.columns

    @property
    def how_many(self) -> int:
        """Rows in the file."""
        return self._opened.how_many

    @property
    def parts(self) -> Parts:
        """The rows, cleaned and in order."""
        done = 0
        for part in self._opened.parts:
            done += len(part)
            self._tell(done, self.how_many)
            yield part

    @cached_property
    def _opened(self) -> _Opened:
        return self._open()


@contextmanager
def reading_of(path: Path, read: Read, tell: Tell) -> Iterator[Reading]:
    """What ``read`` makes of the file; ``tell`` hears how many rows of how many are cleaned.

    An error there is raised here, that of reading before there is a row. Where the file is read beside, what
    is done before anything is asked of it costs no time.
    """
    is_large = path.exists() and path.stat().st_size >= LARGE
    if not is_large or not _can_fork():
        yield Reading(partial(_opened, read), tell)
        return
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_read_for, args=(theirs, ours, read), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Reading(partial(_received, ours, process), tell)
    finally:
        ours.close()
        process.kill()
        process.join()


def _opened(read: Read) -> _Opened:
    file = read()
    lacking = what_a_referral_lacks if file.kind is ImportKind.REFERRALS else what_a_person_lacks
    columns = columns_shown(file.table, file.mapping)
    cleaner = RowCleaner.of(file.table, file.mapping, file.facts, lacking)
    rows = file.table.hand_on()
    return _Opened(file, columns, len(rows), _cleaned(cleaner, _parts(rows)))


def _parts(rows: Sequence[Row]) -> deque[Sequence[Row]]:
    """The first is small, and so is the last: what waits for them begins, and ends, so much sooner."""
    few, end = min(_FEW, AT_ONCE), len(rows)
    starts = [0, *range(few, end - few, AT_ONCE), max(few, end - few)]
    return deque(rows[start:until] for start, until in pairwise([*starts, end]) if start < until)


def _cleaned(cleaner: RowCleaner, parts: deque[Sequence[Row]]) -> Parts:
    """Each part of the rows is let go before the next: memory is short."""
    while parts:
        yield list(cleaner.clean(parts.popleft()))


def _can_fork() -> bool:
    """On macOS a fork of a process with threads may hang; one processor has nobody for it."""
    has_several = (os.cpu_count() or 1) > 1
    return has_several and sys.platform != "darwin" and "fork" in multiprocessing.get_all_start_methods()


def _read_for(theirs: Connection, ours: Connection, read: Read) -> None:
    """What the other process does: all of it at once, for what is sent takes a third of the rows' memory."""
    # It is ahead of those who need what it makes; where processors are few they go first.
    os.nice(_LATER)
    # Held open here as well, nobody would learn that the first process has ended.
    ours.close()
    with ThreadPoolExecutor(max_workers=1) as thread:
        sent: deque[Future[None]] = deque()
        try:
            opened = _opened(read)
            thread.submit(theirs.send_bytes, pickle.dumps((opened.file, opened.columns, opened.how_many)))
            for part in opened.parts:
                sent.append(thread.submit(theirs.send_bytes, pickle.dumps(part)))
                while sent and sent[0].done():
                    sent.popleft().result()
            thread.submit(_end, theirs, None)
        except BrokenPipeError:
            return
        except Exception as error:  # a hostile file can raise anything
            thread.submit(_end, theirs, error)


def _end(theirs: Connection, error: Exception | None) -> None:
    theirs.send_bytes(_END)
    try:
        theirs.send(error)
    except (pickle.PicklingError, TypeError, AttributeError):
        theirs.send(RuntimeError(type(error).__name__))


def _received(ours: Connection, process: BaseProcess) -> _Opened:
    file, columns, how_many = pickle.loads(_next(ours))
    # The columns that a list can have are the same here as there.
    mapping = replace(file.mapping, columns=COLUMN_SETS[file.kind])
    return _Opened(replace(file, mapping=mapping), columns, how_many, _rows_received(ours, process))


def _rows_received(ours: Connection, process: BaseProcess) -> Parts:
    """With its last row the other process ends: what it holds is let go before anything is committed."""
    while sent := _next(ours):
        yield pickle.loads(sent)
    process.join()


def _next(ours: Connection) -> bytes:
    """What was sent next, nothing at the end; what stopped the other process is raised."""
    try:
        sent = ours.recv_bytes()
        error = ours.recv() if sent == _END else None
    except EOFError:
        raise MemoryError("The process that reads the file was ended.") from None
    if error is not None:
        raise error
    return sent
