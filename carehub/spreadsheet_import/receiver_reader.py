"""Reads a list of receivers in a child process, which may die of a hostile file and harms nobody."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from carehub.spreadsheet_import.refusals import Unreadable

WALL_SECONDS = 120
# By name: the server itself loads no spreadsheet engine.
_CHILD = "carehub.spreadsheet_import.receiver_child"


@dataclass(frozen=True)
class ReceiverTable:
    """The titles of the list, and its rows as text with their numbers in the file."""

    header: list[str]
    lines: list[tuple[int, list[str]]]


def read_receivers(path: Path) -> ReceiverTable:
    """The table in the file; Unreadable with what to do about it."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", _CHILD, str(path)],
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("We could not read this file because it takes too long. Split it.") from None
    if child.returncode or not child.stdout:
        raise Unreadable("We could not read this file. Save it as .csv, and choose that one.")
    told = json.loads(child.stdout)
    if "refused" in told:
        raise Unreadable(told["refused"])
    return ReceiverTable(told["header"], [(number, cells) for number, cells in told["lines"]])
