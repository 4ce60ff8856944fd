"""What changed fields held before and after: gathered in a transaction until the journal takes it.

The journal names changed fields, never what they held. That stands in a table of its own, bound to the entry
under which it was changed, and is shown to fewer people.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic_core import to_jsonable_python
from sqlalchemy import event
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

_PENDING = "carehub_changed_fields"
# Said by the entry already, or computed from the other fields: nobody's words.
_OURS = frozenset(
    {
        "version", "updated_at", "updated_by", "updated_by_id", "sort_name", "also_found_as", "order_key",
        "due_at", "stage_entered_at", "status_entered_at",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changed:
    """The changed fields of one row, as JSON; ``record`` names it as ``table:id``."""

    record: str
    before: dict[str, object]
    after: dict[str, object]
    savepoint: SessionTransaction | None = None


def note(
    session: Session, table: str, row_id: int, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    """That these fields of a row were changed; the next entry of the journal is the one that tells of it."""
    names = [name for name in after if name not in _OURS and before.get(name) != after[name]]
    if names:
        changed = Changed(
            record_of(table, row_id),
            {name: to_jsonable_python(before.get(name)) for name in names},
            {name: to_jsonable_python(after[name]) for name in names},
            session.get_nested_transaction(),
        )
        session.info.setdefault(_PENDING, []).append(changed)


def record_of(table: str, row_id: int) -> str:
    return f"{table}:{row_id}"


def taken(session: Session) -> list[Changed]:
    """What was noted since the last entry; it is the caller's now."""
    return session.info.pop(_PENDING, [])


def _forget_rolled_back(session: Session, ended: SessionTransaction) -> None:
    pending: list[Changed] = session.info.get(_PENDING, [])
    if pending:
        session.info[_PENDING] = [each for each in pending if not _was_within(each.savepoint, ended)]


def _was_within(savepoint: SessionTransaction | None, ended: SessionTransaction) -> bool:
    while savepoint is not None and savepoint is not ended:
        savepoint = savepoint.parent
    return savepoint is ended


def _refuse_untold(session: Session) -> None:
    # What is not journaled is not done. The end of a savepoint is no end.
    if session.info.get(_PENDING) and not session.in_nested_transaction():
        raise RuntimeError("a row was changed and no entry of the journal tells of it")


event.listen(Session, "after_soft_rollback", _forget_rolled_back)
event.listen(Session, "before_commit", _refuse_untold)
