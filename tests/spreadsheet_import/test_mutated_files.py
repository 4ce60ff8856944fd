"""Files with bytes turned over, cut out or repeated: read, or refused in words."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from carehub.spreadsheet_import.reader.reading import read_table
from carehub.spreadsheet_import.refusals import Unreadable
from tests.sizes import size
from tests.spreadsheet_import.files import csv_file, workbook
from tests.spreadsheet_import.test_reader import OLD_WORKBOOK

TITLES = ["MRN", "Last name", "First name", "Date of birth"]
PEOPLE = [[str(number), "Ruiz", "Ana", "1961-03-12"] for number in range(40)]
AT_ONCE = 60
# One process for many files, with the limits of the child and half a minute for each file.
PROGRAM = """
import signal, sys
from pathlib import Path
from carehub.core.errors import CareHubError
from carehub.spreadsheet_import import worker
from carehub.spreadsheet_import.reader.reading import read_table

worker.limit_resources()
for path in sys.argv[1:]:
    signal.alarm(30)
    try:
        read_table(Path(path))
        print("read", flush=True)
    except CareHubError as refusal:
        print("refused" if len(str(refusal)) > 20 else "SAYS NOTHING", flush=True)
    except Exception:  # the boundary of the child makes a sentence of it
        print("caught", flush=True)
"""


def mutated(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(changed))
        match chance.randrange(4):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                del changed[at : at + chance.randint(1, 200)]
            case 2:
                changed[at:at] = changed[at : at + chance.randint(1, 200)]
            case _:
                changed[at : at + 4] = b"\xff\xff\xff\x7f"
        if not changed:
            break
    return bytes(changed)


@pytest.mark.campaign
def test_a_mutated_file_is_read_or_refused(tmp_path: Path) -> None:
    originals = [workbook(tmp_path, TITLES, *PEOPLE), csv_file(tmp_path, TITLES, *PEOPLE), OLD_WORKBOOK]
    paths = []
    for seed in range(size(30, 2_000)):
        chance = random.Random(seed)
        original = originals[seed % len(originals)]
        path = tmp_path / f"{seed}{original.suffix}"
        path.write_bytes(mutated(original.read_bytes(), chance))
        paths.append(str(path))
    said = _read_all(paths)
    assert "SAYS NOTHING" not in said
    # The engine for old workbooks gives up the whole process on a size that cannot be: the parent tells that.
    assert said.count("aborted") <= len(said) // 10
    assert len(said) == len(paths)


def test_damage_at_which_the_engine_panics_is_told(tmp_path: Path) -> None:
    path = tmp_path / "list.xls"
    path.write_bytes(mutated(OLD_WORKBOOK.read_bytes(), random.Random(371)))
    with pytest.raises(Unreadable, match="damaged"):
        read_table(path)


def _read_all(paths: list[str]) -> list[str]:
    """What became of each file; a new process goes on after the file at which one ended."""
    said: list[str] = []
    while len(said) < len(paths):
        program = [sys.executable, "-c", PROGRAM, *paths[len(said) : len(said) + AT_ONCE]]
        done = subprocess.run(program, capture_output=True, text=True, check=False)
        said += done.stdout.split("\n")[:-1]
        assert done.returncode in (0, -signal.SIGABRT), f"{paths[len(said)]}: {done.returncode}"
        if done.returncode:
            said.append("aborted")
    return said
