"""What undoing an import does, or did, to each patient: the three lists."""

from typing import TypedDict

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.spreadsheet_import import service, undone
from carehub.spreadsheet_import.cells_shown import EXTRA_PREFIX, written
from carehub.spreadsheet_import.models import ImportStatus, Verdict
from carehub.spreadsheet_import.who_shown import Namer
from carehub.spreadsheet_import.wording import LABELS


class VerdictCount(TypedDict):
    """``says`` follows the number: "12 will be as before"."""

    verdict: str
    count: int
    says: str


class UndoLine(TypedDict):
    """``details`` are sentences: what goes back, what stays and why."""

    patient_id: int
    who: str
    what: str
    details: list[str]


_WILL = {
    Verdict.UNDONE: "will be as before",
    Verdict.PARTLY: "go back in part",
    Verdict.KEPT: "stay as they are",
}
_DID = {
    Verdict.UNDONE: "are as before",
    Verdict.PARTLY: "went back in part",
    Verdict.KEPT: "stayed as they were",
}


def verdict_counts(session: Session, actor: Actor, import_id: int) -> list[VerdictCount]:
    """How many patients each list holds; empty before anybody asked what undoing would do."""
    kept = service.find(session, actor, import_id)
    numbers = undone.counts(session, actor, import_id)
    words = _DID if kept.status is ImportStatus.UNDONE else _WILL
    return [
        VerdictCount(verdict=verdict.value, count=numbers.get(verdict, 0), says=words[verdict])
        for verdict in Verdict
    ]


def undo_lines(
    session: Session, actor: Actor, import_id: int, verdict: Verdict, start: int = 0
) -> list[UndoLine]:
    """A page of one list, in the order of the file."""
    is_done = service.find(session, actor, import_id).status is ImportStatus.UNDONE
    lines = undone.lines(session, actor, import_id, verdict, start)
    namer = Namer(session, actor, [(each.patient_id, each.values) for each in lines])
    return [_line(each, namer, is_done=is_done) for each in lines]


def _line(line: undone.UndoLine, namer: Namer, *, is_done: bool) -> UndoLine:
    return UndoLine(
        patient_id=line.patient_id,
        who=namer.who(line.patient_id, line.values),
        what=_what(line, is_done=is_done),
        details=[
            *[
                f"{_label(name)}: {_shown(name, wrote)} → {_shown(name, before)}"
                for name, wrote, before in line.back
            ],
            *[f"{_label(name)} stays {_shown(name, stands)}: {why}" for name, stands, why in line.stays],
        ],
    )


def _what(line: undone.UndoLine, *, is_done: bool) -> str:
    if line.was_added and line.verdict is Verdict.UNDONE:
        return "Was added; is gone again." if is_done else "Was added; will be taken out again."
    return line.reason


def _label(name: object) -> str:
    return LABELS.get(str(name), str(name).removeprefix(EXTRA_PREFIX))


def _shown(name: object, value: str | bool | None) -> str:
    return written(str(name), value) or "empty"
