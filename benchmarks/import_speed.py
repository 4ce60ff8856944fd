"""What an import costs against its floor: ``python -m benchmarks.import_speed [rows]``.

The floor is what nobody can avoid, measured in the same run: parse the file with calamine (or the csv
module) and write the same rows with sqlite3. Processor time counts, not the clock on the wall: what else
the computer does meanwhile does not. Each import runs in a child process of its own, as it does in life.

With ``django`` and ``django-import-export`` in the Python named by CAREHUB_DJANGO_PYTHON the same file is
brought in by them as well; without it that part is skipped.
"""

import csv
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks._lists import TITLES, people, write_csv, write_xlsx

XLSX_AT_MOST, CSV_AT_MOST = 3.0, 6.0
MEGABYTES_AT_MOST = 600
COMPARED = (10_000, 50_000)
_PARTS = ", ".join(f"c{number}" for number in range(len(TITLES)))
_PLACES = ", ".join("?" * len(TITLES))


def main(rows: int) -> int:
    print(f"  load of the computer: {os.getloadavg()[0]:.1f}; seconds are of the processor")
    failed = 0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for kind, write, parse, most in (
            ("xlsx", write_xlsx, _with_calamine, XLSX_AT_MOST),
            ("csv", write_csv, _with_csv, CSV_AT_MOST),
        ):
            file = folder / f"list.{kind}"
            write(file, people(rows))
            floor = _floor(folder, lambda parse=parse, file=file: parse(file))
            home = folder / f"home-{kind}"
            first, megabytes, locked = _imported(home, file)
            again, _, _ = _imported(home, file)
            ratio = first / floor
            print(
                f"  {kind}, {rows:,} rows: floor {floor:.1f} s, "
                f"new {first:.1f} s ({ratio:.1f} x, at most {most}), "
                f"again {again:.1f} s, {megabytes} MB, lock held {locked:.1f} s of the wall"
            )
            failed |= ratio > most or again > first or megabytes > MEGABYTES_AT_MOST
        _compare(folder)
    return int(failed)


def _floor(folder: Path, parse: Callable[[], Sequence[Sequence[object]]]) -> float:
    started = time.process_time()
    rows = parse()
    database = sqlite3.connect(folder / "floor.db")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute(f"CREATE TABLE IF NOT EXISTS floor (id INTEGER PRIMARY KEY, {_PARTS})")
    for number in (0, 1, 4):
        database.execute(f"CREATE INDEX IF NOT EXISTS floor_{number} ON floor (c{number})")
    database.execute("DELETE FROM floor")
    statement = " ".join(("INSERT INTO floor", f"({_PARTS})", "VALUES", f"({_PLACES})"))
    database.executemany(statement, rows)
    database.commit()
    database.close()
    return time.process_time() - started


def _with_calamine(file: Path) -> Sequence[Sequence[object]]:
    from python_calamine import CalamineWorkbook

    return list(CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).iter_rows())[1:]


def _with_csv(file: Path) -> Sequence[Sequence[object]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))[1:]


def _imported(home: Path, file: Path) -> tuple[float, int, float]:
    """Seconds of the processor, megabytes at most, and seconds in which others had to wait for the lock."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks._one_import", str(home), str(file)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    return told["seconds"], told["megabytes"], told["locked"]


def _compare(folder: Path) -> None:
    python = os.environ.get("CAREHUB_DJANGO_PYTHON")  # the benchmark's own, no setting of CareHub
    if not python:
        print("  against django-import-export: skipped, CAREHUB_DJANGO_PYTHON names no Python that has it")
        return
    for rows in COMPARED:
        file = folder / f"compared-{rows}.xlsx"
        write_xlsx(file, people(rows))
        ours, _, _ = _imported(folder / f"ours-{rows}", file)
        again, _, _ = _imported(folder / f"ours-{rows}", file)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        program = str(Path(__file__).with_name("_django_import.py"))
        done = subprocess.run([python, program, str(folder / f"theirs-{rows}.db"), str(file)],
                              capture_output=True, text=True, check=True)  # fmt: skip
        assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime >= before
        theirs, theirs_again = json.loads(done.stdout.splitlines()[-1])
        print(
            f"  django-import-export, {rows:,} rows: new {theirs:.1f} s ({theirs / ours:.1f} times ours), "
            f"again {theirs_again:.1f} s ({theirs_again / again:.1f} times ours)"
        )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
