"""What the server and its child process say to each other, one JSON object a line."""

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TypedDict

# What an import does after it came in: nothing that happens then takes anything back.
FINISHING = "finishing"


class Task(StrEnum):
    """``run`` is all of it at once, for the command line."""

    LOOK = "look"
    CHECK = "check"
    COMMIT = "commit"
    REJECTS = "rejects"
    RUN = "run"
    PREVIEW_UNDO = "preview undo"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Job:
    """``user_id`` is in whose name it is done; the child reads that person's rights again.

    ``import_id`` and, for ``rejects``, the ``path`` of the workbook to write; the rest is for ``run``.
    ``mapping`` is column title -> column name, ``extra`` or empty (left out); ``kind`` is what the rows are.
    """

    task: Task
    user_id: int
    import_id: int = 0
    path: str = ""
    file_name: str = ""
    site_name: str = ""
    is_dry: bool = False
    with_rows: bool = False
    sheet: str = ""
    header_row: int = 0
    date_order: str = ""
    mode: str = "add and update"
    erases_blanks: bool = False
    mapping: dict[str, str] = field(default_factory=dict)
    kind: str = "patients"

    def as_line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"


def job_of(line: str) -> Job:
    told = json.loads(line)
    return Job(**{**told, "task": Task(told["task"])})


@dataclass(frozen=True, slots=True)
class Progress:
    """``phase`` is a word such as "reading"; ``done`` of ``total`` rows."""

    phase: str
    done: int
    total: int


class ToldProblem(TypedDict):
    row: int
    column: str
    severity: str
    reason: str


class ToldRow(TypedDict):
    row: int
    outcome: str
    values: dict[str, str | bool]


class ToldColumn(TypedDict):
    column: str
    field: str
    why: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a job ended with. ``import_id`` is empty after a dry run; ``columns`` for people only."""

    import_id: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[ToldProblem] = field(default_factory=list)
    rows: list[ToldRow] = field(default_factory=list)
    columns: list[ToldColumn] = field(default_factory=list)
