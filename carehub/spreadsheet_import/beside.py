"""Cleans the rows of a long list in a process beside this one, while those before them are matched and kept.

Python works for one thread of a process at a time. The other process is a fork of this one: it has the rows
already, and this one lets them go. What it sends back is all that goes between the two.
See docs/decisions/0020.
"""

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from multiprocessing.connection import Connection

from carehub.spreadsheet_import.cleaning.packing import packed, unpacked
from carehub.spreadsheet_import.cleaning.rows import CleanRow, RowCleaner
from carehub.spreadsheet_import.reader.layout import Row
from carehub.spreadsheet_import.storing import AT_ONCE

Parts = deque[Sequence[Row]]
Tell = Callable[[int, int], None]
# Below that the other process is not worth its start.
LONG = 20_000
_FEW = 2_000
# After it the error that stopped the other process is sent, or None.
_END = b""
_LATER = 5


@contextmanager
def cleaned_beside(
    cleaner: RowCleaner, rows: Sequence[Row], tell: Tell
) -> Iterator[Iterator[Sequence[CleanRow]]]:
    """The rows in order, cleaned, a part at a time; ``tell`` hears how many of how many are there.

    Whoever hands the rows over keeps none of them: memory is short. An error there is raised here.
    """
    how_many, parts = len(rows), _parts(rows)
    del rows
    if how_many < LONG or not _can_fork():
        yield _counted(_cleaned(cleaner, parts), how_many, tell)
        return
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_clean_for, args=(theirs, ours, cleaner, parts), daemon=True)
    process.start()
    theirs.close()
    parts.clear()
    try:
        yield _counted(_received(ours), how_many, tell)
    finally:
        ours.close()
        process.kill()
        process.join()


def _parts(rows: Sequence[Row]) -> Parts:
    """The first is small, and so is the last: what waits for them begins, and ends, so much sooner."""
    few, end = min(_FEW, AT_ONCE), len(rows)
    starts = [0, *range(few, end - few, AT_ONCE), max(few, end - few)]
    return deque(rows[start:until] for start, until in pairwise([*starts, end]) if start < until)


def _can_fork() -> bool:
    """On macOS a fork of a process with threads may hang; one processor has nobody for it."""
    has_several = (os.cpu_count() or 1) > 1
    return has_several and sys.platform != "darwin" and "fork" in multiprocessing.get_all_start_methods()


def _cleaned(cleaner: RowCleaner, parts: Parts) -> Iterator[Sequence[CleanRow]]:
    while parts:
        yield list(cleaner.clean(parts.popleft()))


def _counted(parts: Iterator[Sequence[CleanRow]], how_many: int, tell: Tell) -> Iterator[Sequence[CleanRow]]:
    done = 0
    for part in parts:
        done += len(part)
        tell(done, how_many)
        yield part


def _clean_for(theirs: Connection, ours: Connection, cleaner: RowCleaner, parts: Parts) -> None:
    """What the other process does: all of it at once, for what is sent takes a third of the rows' memory."""
    # It is ahead of those who need what it makes; where processors are few they go first.
    os.nice(_LATER)
    # Held open here as well, nobody would learn that the first process has ended.
    ours.close()
    with ThreadPoolExecutor(max_workers=1) as thread:
        sent: deque[Future[None]] = deque()
        try:
            for part in _cleaned(cleaner, parts):
                sent.append(thread.submit(theirs.send_bytes, packed(part)))
                while sent and sent[0].done():
                    sent.popleft().result()
            thread.submit(theirs.send_bytes, _END)
            thread.submit(theirs.send, None)
        except BrokenPipeError:
            return
        except Exception as error:  # a hostile file can raise anything
            thread.submit(theirs.send_bytes, _END)
            thread.submit(theirs.send, error)


def _received(ours: Connection) -> Iterator[Sequence[CleanRow]]:
    try:
        while (sent := ours.recv_bytes()) != _END:
            yield unpacked(sent)
        error = ours.recv()
    except EOFError:
        raise MemoryError("The process that cleaned the rows was ended.") from None
    if error is not None:
        raise error
