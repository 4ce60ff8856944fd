"""What a growing center costs the computer: ``python -m benchmarks.growth [folder] [patients ...]``.

For each size: the database in bytes, the seconds from the command to the first answer, and the memory of the
server just started. Centers are kept in the folder. Nothing here is judged: what people wait for is in
``desk_reads``.
"""

import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks._grown_center import grown_center
from benchmarks._kept import keep
from carehub.core import database
from carehub.serving import frontend
from tests.serving.running import running

SIZES = (5_000, 50_000, 500_000)


def main(folder: Path, sizes: tuple[int, ...]) -> None:
    frontend.ready_build(print)
    figures = {}
    for size in sizes:
        home = folder / str(size)
        grown_center(size, home)
        database.engine().dispose()
        begun = time.monotonic()
        with running(home) as server:
            seconds = time.monotonic() - begun
            head = psutil.Process(server.process.pid)
            family = (head, *head.children(recursive=True))
            memory = sum(process.memory_info().rss for process in family)
        stored = sum(path.stat().st_size for path in home.glob("carehub.db*"))
        print(
            f"{size:,} patients: {stored / 2**20:,.0f} MB, {stored / size / 1024:.1f} KB a patient; "
            f"started in {seconds:.1f} s, {memory / 2**20:.0f} MB of memory"
        )
        figures[size] = {"bytes": stored, "seconds": round(seconds, 2), "memory": memory}
    keep("growth", figures)


if __name__ == "__main__":
    given = sys.argv[1:]
    with tempfile.TemporaryDirectory() as kept:
        main(Path(given[0] if given else kept), tuple(map(int, given[1:])) or SIZES)
