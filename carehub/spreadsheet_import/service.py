"""Imports: begin one, say what its columns are, look at what it would do, give it up.

Reading a file, checking it and committing it are long work in a process of its own (``child``);
they are in ``checking`` and ``committing``, so that the server never loads what reads spreadsheets.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from carehub.accounts.models import Site, User
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.errors import Conflict, NotAllowed, NotFound
from carehub.spreadsheet_import import storage
from carehub.spreadsheet_import.models import Import, ImportRow, ImportStatus
from carehub.spreadsheet_import.outcome import Outcome

PAGE = 50
_HISTORY = 30
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided about a file; what is empty is found or proposed.

    ``columns``: column position -> column name, ``extra`` or empty (left out).
    ``date_order`` is ``month first``, ``day first`` or empty.
    """

    sheet: str = ""
    header_row: int | None = None
    columns: Mapping[int, str] | None = None
    date_order: str = ""
    site_id: int | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """One import in the history."""

    import_id: int
    file_name: str
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


def map_columns(session: Session, actor: Actor, import_id: int, choices: Choices) -> None:
    """Keep what a person decided about sheet, titles, columns, dates and site; an older plan is void."""
    open_import = find_open(session, actor, import_id)
    if choices.site_id is not None:
        refuse_site(session, actor, choices.site_id)
    is_other_table = (choices.sheet, choices.header_row) != (open_import.sheet, open_import.header_row)
    open_import.sheet, open_import.header_row = choices.sheet, choices.header_row
    open_import.site_id, open_import.date_order = choices.site_id, choices.date_order
    kept = {} if is_other_table else choices.columns or {}
    open_import.choices = {str(position): column for position, column in kept.items()}
    open_import.status = ImportStatus.STARTED if is_other_table else ImportStatus.MAPPED
    open_import.version += 1
    session.add(open_import)
    session.exec(delete(ImportRow).where(col(ImportRow.import_id) == import_id))
    announce(session, Topic.IMPORTS, import_id)


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
    """One import, whoever began it: another admin can take it over."""
    require(actor, Permission.IMPORTS_RUN)
    found = session.get(Import, import_id)
    if found is None:
        raise NotFound("There is no such import. Choose one from the history.")
    return found


def find_open(session: Session, actor: Actor, import_id: int) -> Import:
    """One import that can still be changed; Conflict says what became of it."""
    found = find(session, actor, import_id)
    if found.status is ImportStatus.COMMITTED:
        by = session.get_one(User, found.committed_by).name
        raise Conflict(f"{by} committed this import already. Its report shows what came in.")
    if found.status is ImportStatus.CANCELLED:
        raise Conflict("This import was given up. Choose the file again.")
    return found


def history(session: Session, actor: Actor) -> list[Summary]:
    """The newest imports first, those that were given up left out."""
    require(actor, Permission.IMPORTS_RUN)
    newest = (
        select(Import, User.name)
        .join(User, col(User.id) == Import.started_by)
        .where(Import.status != ImportStatus.CANCELLED)
        .order_by(col(Import.started_at).desc(), col(Import.id).desc())
        .limit(_HISTORY)
    )
    return [
        Summary(each.id, each.file_name, each.status, each.counts, name, each.started_at, each.committed_at)
        for each, name in session.exec(newest)
        if each.id is not None
    ]


def rows(
    session: Session, actor: Actor, import_id: int, outcome: Outcome | None = None, start: int = 0
) -> list[ImportRow]:
    """A page of the rows of a checked import, those of one outcome or all, in the file's order."""
    find(session, actor, import_id)
    wanted = select(ImportRow).where(ImportRow.import_id == import_id)
    if outcome is not None:
        wanted = wanted.where(ImportRow.outcome == outcome)
    return list(session.exec(wanted.order_by(col(ImportRow.number)).offset(start).limit(PAGE)))


def report(session: Session, actor: Actor, import_id: int) -> dict[Outcome, int]:
    """How many rows became what, counted from the rows themselves."""
    find(session, actor, import_id)
    counted = (
        select(ImportRow.outcome, func.count())
        .where(ImportRow.import_id == import_id)
        .group_by(col(ImportRow.outcome))
    )
    numbers = dict(session.exec(counted).all())
    return {outcome: numbers.get(outcome, 0) for outcome in Outcome}


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
