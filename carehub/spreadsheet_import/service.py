"""Imports: begin one, look at what it would do, give it up.

What a person decides about a file is in ``deciding``. Reading a file, checking it and committing it are
long work in a process of its own (``child``); they are in ``checking`` and ``committing``, so that the
server never loads what reads spreadsheets.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import Site, User
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.errors import Conflict, NotAllowed, NotFound
from carehub.sensitive.access import may_see
from carehub.spreadsheet_import import storage
from carehub.spreadsheet_import.marking import is_marked
from carehub.spreadsheet_import.models import (
    Import,
    ImportKind,
    ImportRow,
    ImportStatus,
)
from carehub.spreadsheet_import.outcome import Outcome

PAGE = 50
_HISTORY = 30
_LONGEST_NAME = 120
_OVER = {
    ImportStatus.CANCELLED: "This import was given up. Choose the file again.",
    ImportStatus.UNDONE: "This import was undone. Choose the file again to bring it in anew.",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """One import in the history."""

    import_id: int
    file_name: str
    kind: ImportKind
    status: ImportStatus
    counts: Mapping[str, int]
    by: str
    at: datetime
    committed_at: datetime | None


def start(session: Session, actor: Actor, file_name: str, file_key: str, file_size: int) -> int:
    """A new import of a file that is in the data folder already; returns its id."""
    require(actor, Permission.IMPORTS_RUN)
    begun = Import(
        file_name=_shown_name(file_name),
        file_key=file_key,
        file_size=file_size,
        started_by=actor.user_id,
        started_at=clock.now(),
    )
    session.add(begun)
    session.flush()
    assert begun.id is not None
    _write_down(session, actor, "imports.start", begun.id)
    return begun.id


def cancel(session: Session, actor: Actor, import_id: int) -> None:
    """Give up an import that was not committed; its file and its rows are gone."""
    open_import = find_open(session, actor, import_id)
    session.exec(delete(ImportRow).where(col(ImportRow.import_id) == import_id))
    open_import.status = ImportStatus.CANCELLED
    open_import.version += 1
    session.add(open_import)
    storage.remove(open_import.file_key)
    _write_down(session, actor, "imports.cancel", import_id)


def find(session: Session, actor: Actor, import_id: int) -> Import:
    """One import: the own, or for who works at every site also another's, to take it over."""
    found = session.exec(visible_to(actor).where(Import.id == import_id)).first()
    if found is None:
        raise NotFound("There is no such import. Choose one from the history.")
    return found


def visible_to(actor: Actor) -> SelectOfScalar[Import]:
    """An import can hold patients of any site: only who began it, or sees every site, may look."""
    require(actor, Permission.IMPORTS_RUN)
    everything = select(Import)
    return everything if actor.all_sites else everything.where(Import.started_by == actor.user_id)


def shown_rows(actor: Actor) -> ColumnElement[bool]:
    """The condition for the rows that this person may see: what came of a sensitive referral's is hidden."""
    return may_see(actor, col(ImportRow.referral_id))


def find_live(session: Session, actor: Actor, import_id: int) -> Import:
    """One import whose rows can still come in: all of them, or what was left when it was committed."""
    found = find(session, actor, import_id)
    if found.status in (ImportStatus.CANCELLED, ImportStatus.UNDONE):
        raise Conflict(_OVER[found.status])
    return found


def find_open(session: Session, actor: Actor, import_id: int) -> Import:
    """One import that can still be changed; Conflict says what became of it."""
    found = find_live(session, actor, import_id)
    if found.status is ImportStatus.COMMITTED:
        by = session.get_one(User, found.committed_by).name
        raise Conflict(f"{by} committed this import already. Its report shows what came in.")
    return found


def history(session: Session, actor: Actor) -> list[Summary]:
    """The newest imports first, those that were given up left out."""
    newest = (
        visible_to(actor)
        .where(Import.status != ImportStatus.CANCELLED)
        .order_by(col(Import.started_at).desc(), col(Import.id).desc())
        .limit(_HISTORY)
    )
    names = dict(session.exec(select(User.id, User.name)).all())
    return [
        Summary(
            each.id,
            each.file_name,
            each.kind,
            each.status,
            each.counts,
            names[each.started_by],
            each.started_at,
            each.committed_at,
        )
        for each in session.exec(newest)
        if each.id is not None
    ]


def rows(
    session: Session, actor: Actor, import_id: int, outcomes: Collection[Outcome] = (), start: int = 0
) -> list[ImportRow]:
    """A page of the rows of a checked import, those of these outcomes or all, in the file's order."""
    find(session, actor, import_id)
    wanted = select(ImportRow).where(ImportRow.import_id == import_id, shown_rows(actor))
    if outcomes:
        wanted = wanted.where(col(ImportRow.outcome).in_(outcomes))
    return list(session.exec(wanted.order_by(col(ImportRow.number)).offset(start).limit(PAGE)))


def row(session: Session, actor: Actor, import_id: int, number: int) -> ImportRow | None:
    """One row of an import, by its number in the list."""
    find(session, actor, import_id)
    wanted = select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.number == number)
    return session.exec(wanted.where(shown_rows(actor))).first()


def report(session: Session, actor: Actor, import_id: int) -> dict[Outcome, int]:
    """How many rows became what, counted from the rows themselves."""
    find(session, actor, import_id)
    counted = (
        select(ImportRow.outcome, func.count())
        .where(ImportRow.import_id == import_id, shown_rows(actor))
        .group_by(col(ImportRow.outcome))
    )
    numbers = dict(session.exec(counted).all())
    return {outcome: numbers.get(outcome, 0) for outcome in Outcome}


def waiting(session: Session, actor: Actor, import_id: int) -> int:
    """How many rows of a committed import were decided since, and come in when it is committed again."""
    find(session, actor, import_id)
    if not is_marked(session, import_id):
        return 0
    decided = (Outcome.NEW, Outcome.UPDATED)
    counted = select(func.count()).where(
        ImportRow.import_id == import_id, col(ImportRow.outcome).in_(decided), ~col(ImportRow.is_applied)
    )
    return session.exec(counted).one()


def refuse_site(session: Session, actor: Actor, site_id: int) -> Site:
    site = session.get(Site, site_id)
    if site is None or not site.is_active:
        raise NotFound("There is no such site. Choose one from the list.")
    if not actor.works_at(site_id):
        raise NotAllowed(f"You do not work at {site.name}. Ask a supervisor to import its patients.")
    return site


def _shown_name(file_name: str) -> str:
    plain = "".join(each for each in file_name.replace("\\", "/").rsplit("/", 1)[-1] if each.isprintable())
    return plain.strip()[-_LONGEST_NAME:] or "a file without a name"


def _write_down(session: Session, actor: Actor, action: str, import_id: int) -> None:
    journal.record(session, actor, action, subject=f"import:{import_id}")
    announce(session, Topic.IMPORTS, import_id)
