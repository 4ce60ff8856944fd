"""How much memory a command and the processes it starts take together; Linux only."""

import re
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

_EVERY = 0.2
_SHARE = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def run_watched(command: Sequence[str]) -> tuple[str, int]:
    """What the command said, and the most megabytes that it and its children had at one moment.

    A page that two of them share counts once. RuntimeError when the command fails; 0 MB where the system
    does not tell.
    """
    most = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        # What it says fits into the pipe: one line.
        while process.poll() is None:
            most = max(most, sum(map(_share, [process.pid, *_children(process.pid)])))
            time.sleep(_EVERY)
        assert process.stdout is not None
        said = process.stdout.read()
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}.")
    return said, most // 1024


def _children(pid: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _share(pid: int) -> int:
    """Kilobytes of this process, of a page that it shares its part."""
    try:
        found = _SHARE.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    except OSError:
        return 0
    return int(found[1]) if found else 0
