"""Rows that a person leaves out of an import, whatever they would do, or takes back in."""

from sqlmodel import Session

from carehub.core import clock, journal
from carehub.core.actor import Actor
from carehub.core.changes import Topic, announce
from carehub.core.errors import Conflict, NotFound
from carehub.spreadsheet_import import service
from carehub.spreadsheet_import.models import Import, ImportStatus, RowRuling, Ruling


def leave_out(session: Session, actor: Actor, import_id: int, number: int) -> None:
    """This row does not come in. The plan has to be made anew."""
    kept = _checked(session, actor, import_id, number)
    skipped = RowRuling(
        import_id=import_id,
        number=number,
        ruling=Ruling.SKIP,
        ruled_by=actor.user_id,
        ruled_at=clock.now(),
    )
    session.merge(skipped)
    _plan_is_old(session, actor, kept, number, "left out")


def take_back(session: Session, actor: Actor, import_id: int, number: int) -> None:
    """What was decided about the row does not count any more. The plan has to be made anew."""
    kept = _checked(session, actor, import_id, number)
    decided = session.get(RowRuling, (import_id, number))
    if decided is not None:
        session.delete(decided)
    _plan_is_old(session, actor, kept, number, "decision taken back")


def _checked(session: Session, actor: Actor, import_id: int, number: int) -> Import:
    kept = service.find_open(session, actor, import_id)
    if kept.status is not ImportStatus.CHECKED:
        raise Conflict("Somebody went back to the columns of this import. Check the rows again first.")
    if service.row(session, actor, import_id, number) is None:
        raise NotFound(f"There is no row {number} in this list.")
    return kept


def _plan_is_old(session: Session, actor: Actor, kept: Import, number: int, what: str) -> None:
    """Without its stamp, the plan that was shown cannot be committed."""
    kept.stamp = ""
    kept.version += 1
    session.add(kept)
    journal.record(
        session, actor, "imports.rule", subject=f"import:{kept.id}", reason=f"row {number}: {what}"
    )
    announce(session, Topic.IMPORTS, kept.id or 0)
