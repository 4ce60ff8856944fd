"""What an import costs against its floor: ``python -m benchmarks.import_speed [PART ...] [--rounds N]``.

Parts: ``xlsx``, ``csv``, ``django``, ``others``, ``undo``, ``referrals``; all of them when none is named.
The floor is what nobody can avoid, measured in the same run: parse the file with calamine (or the csv
module) and write the same rows with sqlite3. What counts is the time by the clock from the bytes of the
file to committed; beside it stand that of the processor, and that until the rows of the import say what
became of them too. Each import runs in a child process of its own, as it does in life; what it starts itself
counts with it. A machine can be a third slower from one minute to the next: ``xlsx`` and ``csv`` are
measured in several rounds, each beside floors of its own, and judged by the one in the middle.

``django``: with ``django`` and ``django-import-export`` in the Python named by CAREHUB_DJANGO_PYTHON the
same file is brought in by them as well; without it that part is skipped. ``others`` is what everybody else
waits for meanwhile. ``undo`` and ``referrals`` are for how long others wait while 30,000 new patients are
taken back, and for a list of 10,000 referrals.
"""

import argparse
import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks._lists import TITLES, people, write_csv, write_xlsx
from benchmarks._memory import run_watched

PARTS = ("xlsx", "csv", "django", "others", "undo", "referrals")
XLSX_AT_MOST, CSV_AT_MOST = 3.0, 6.0
MEGABYTES_AT_MOST = 600
ROUNDS = 3
LOCKED_AT_MOST = 5.0
READ_AT_MOST = 0.1
COMPARED = {10_000: 5.0, 50_000: 8.0}
REFERRALS = 10_000
TAKEN_BACK = 30_000
_PARTS = ", ".join(f"c{number}" for number in range(len(TITLES)))
_PLACES = ", ".join("?" * len(TITLES))


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds to committed and to all of it, by the clock and of the processor; megabytes at most; seconds
    of the longest write transaction."""

    clock: float
    processor: float
    all_clock: float
    all_processor: float
    megabytes: int
    locked: float


def main(parts: Sequence[str], rows: int, rounds: int) -> int:
    print(f"  load of the computer: {os.getloadavg()[0]:.1f}")
    measures: dict[str, Callable[[Path, int], bool]] = {
        "xlsx": lambda folder, rows: _against_floor(folder, rows, rounds, "xlsx", XLSX_AT_MOST),
        "csv": lambda folder, rows: _against_floor(folder, rows, rounds, "csv", CSV_AT_MOST),
        "django": lambda folder, rows: _against_django(folder),
        "others": _others,
        "undo": lambda folder, rows: _undo(folder),
        "referrals": lambda folder, rows: _referrals(folder),
    }
    is_met = True
    for part in parts:
        with tempfile.TemporaryDirectory() as folder:
            is_met &= measures[part](Path(folder), rows)
    return 0 if is_met else 1


@dataclass(frozen=True, slots=True)
class Round:
    """A list that is new, and the same again; ``floor`` in seconds by the clock."""

    floor: float
    new: Cost
    again: Cost

    @property
    def times(self) -> float:
        return self.new.clock / self.floor


def _against_floor(folder: Path, rows: int, rounds: int, kind: str, most: float) -> bool:
    file = folder / f"list.{kind}"
    (write_xlsx if kind == "xlsx" else write_csv)(file, people(rows))
    print(f"  {kind}, {rows:,} rows; wanted {most} x the floor by the clock")
    measured = [_round(folder / str(number), file) for number in range(rounds)]
    times = sorted(each.times for each in measured)
    sooner = sum(each.again.clock <= each.new.clock for each in measured)
    print(
        f"    in the middle {median(times):.1f} x, of {', '.join(f'{each:.1f}' for each in times)}; "
        f"again faster than new in {sooner} of {rounds}"
    )
    costs = [cost for each in measured for cost in (each.new, each.again)]
    return (
        median(times) <= most
        and median(each.again.clock / each.new.clock for each in measured) <= 1
        and max(cost.megabytes for cost in costs) <= MEGABYTES_AT_MOST
        and max(cost.locked for cost in costs) <= LOCKED_AT_MOST
    )


def _round(folder: Path, file: Path) -> Round:
    folder.mkdir()
    # Who shares the processors also shares their caches: the floor is taken around what it is the floor of.
    floors = [_floor(folder, file)]
    new = _imported(folder / "home", file)
    floors.append(_floor(folder, file))
    again = _imported(folder / "home", file)
    floors.append(_floor(folder, file))
    floor, processor = (median(each) for each in zip(*floors, strict=True))
    told = ", ".join(f"{clock:.1f}" for clock, _ in floors)
    print(f"    floor {floor:.1f} s by the clock (of {told}), {processor:.1f} s of the processor")
    for name, cost in (("new", new), ("again", again)):
        print(
            f"      {name} {cost.clock:.1f} s ({cost.clock / floor:.1f} x), "
            f"{cost.processor:.1f} s of the processor ({cost.processor / processor:.1f} x), "
            f"{cost.all_clock:.1f} s with its rows marked; "
            f"{cost.megabytes} MB, longest lock {cost.locked:.1f} s"
        )
    shutil.rmtree(folder)
    return Round(floor, new, again)


def _floor(folder: Path, file: Path) -> tuple[float, float]:
    """In a process of its own, as the import."""
    program = "import sys; from benchmarks.import_speed import spend; print(*spend(*sys.argv[1:]))"
    command = [sys.executable, "-c", program, str(folder / "floor.db"), str(file)]
    clock, processor = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(clock), float(processor)


def spend(database_file: str, list_file: str) -> tuple[float, float]:
    """Seconds that nobody can avoid, by the clock and of the processor."""
    file = Path(list_file)
    Path(database_file).unlink(missing_ok=True)
    clock, processor = time.perf_counter(), time.process_time()
    rows = _with_calamine(file) if file.suffix == ".xlsx" else _with_csv(file)
    database = sqlite3.connect(database_file)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute(f"CREATE TABLE floor (id INTEGER PRIMARY KEY, {_PARTS})")
    for number in (0, 1, 4):
        database.execute(f"CREATE INDEX floor_{number} ON floor (c{number})")
    statement = " ".join(("INSERT INTO floor", f"({_PARTS})", "VALUES", f"({_PLACES})"))
    database.executemany(statement, rows)
    database.commit()
    database.close()
    return time.perf_counter() - clock, time.process_time() - processor


def _with_calamine(file: Path) -> Sequence[Sequence[object]]:
    from python_calamine import CalamineWorkbook

    return list(CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).iter_rows())[1:]


def _with_csv(file: Path) -> Sequence[Sequence[object]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))[1:]


def _imported(home: Path, file: Path) -> Cost:
    said, together = run_watched([sys.executable, "-m", "benchmarks._one_import", str(home), str(file)])
    told = json.loads(said.splitlines()[-1])
    return Cost(**{**told, "megabytes": max(told["megabytes"], together)})


def _against_django(folder: Path) -> bool:
    python = os.environ.get("CAREHUB_DJANGO_PYTHON")  # the benchmark's own, no setting of CareHub
    if not python:
        print("  against django-import-export: skipped, CAREHUB_DJANGO_PYTHON names no Python that has it")
        return True
    is_met = True
    for rows, times in COMPARED.items():
        file = folder / f"compared-{rows}.xlsx"
        write_xlsx(file, people(rows))
        ours = [_imported(folder / f"ours-{rows}", file) for _ in range(2)]
        program = str(Path(__file__).with_name("_django_import.py"))
        done = subprocess.run([python, program, str(folder / f"theirs-{rows}.db"), str(file)],
                              capture_output=True, text=True, check=True)  # fmt: skip
        theirs: list[tuple[float, float]] = json.loads(done.stdout.splitlines()[-1])
        print(f"  django-import-export, {rows:,} rows, wanted {times} x by the clock")
        for name, our, (clock, processor) in zip(("new", "again"), ours, theirs, strict=True):
            print(
                f"    {name} {clock:.1f} s, {clock / our.clock:.1f} times our {our.clock:.1f}; of the "
                f"processor {processor:.1f} s, {processor / our.processor:.1f} times our {our.processor:.1f}"
            )
            is_met &= clock >= times * our.clock
    return is_met


def _others(folder: Path, rows: int) -> bool:
    """While a list comes in, someone searches all the time and someone else saves four times a second."""
    small, large, home = folder / "small.csv", folder / "large.csv", folder / "home"
    write_csv(small, people(2_000, seed=5))
    write_csv(large, people(rows))
    _imported(home, small)
    program = [sys.executable, "-m", "benchmarks._meanwhile", str(home)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as meanwhile:
        _imported(home, large)
        told, _ = meanwhile.communicate("stop\n")
    waits = json.loads(told)
    print(
        f"  others, {rows:,} rows of csv: "
        f"a search p95 {waits['read_p95'] * 1000:.0f} ms of {waits['reads']}, "
        f"a save at most {waits['write_longest']:.1f} s of {waits['writes']}, {waits['refused']} refused"
    )
    return (
        waits["read_p95"] <= READ_AT_MOST
        and waits["write_longest"] <= LOCKED_AT_MOST
        and not waits["refused"]
    )


def _undo(folder: Path) -> bool:
    """New patients are taken back: how long others wait."""
    file, home = folder / "list.csv", folder / "home"
    write_csv(file, people(TAKEN_BACK))
    _imported(home, file)
    program = [sys.executable, "-m", "benchmarks._one_import", str(home), "undo"]
    done = subprocess.run(program, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(
        f"  {TAKEN_BACK:,} new patients taken back in {told['clock']:.1f} s "
        f"({told['processor']:.1f} of the processor), longest lock {told['locked']:.1f} s"
    )
    return told["locked"] <= LOCKED_AT_MOST


def _referrals(folder: Path) -> bool:
    program = [sys.executable, "-m", "benchmarks._one_referral_list", str(folder / "home"), str(REFERRALS)]
    done = subprocess.run(program, capture_output=True, text=True, check=True)
    locked: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in locked.items())
    print(f"  {REFERRALS:,} referrals, longest lock: {told}")
    return max(locked.values()) <= LOCKED_AT_MOST


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("parts", nargs="*", choices=(*PARTS, []))
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    said = asked.parse_args()
    sys.exit(main(said.parts or PARTS, said.rows, said.rounds))
