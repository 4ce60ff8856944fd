"""Imports: begin one, say what its columns are, look at what it would do, give it up.

Reading a file, checking it and committing it are long work in a process of its own (``child``);
they are in ``checking`` and ``committing``, so that the server never loads what reads spreadsheets.
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
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.sensitive.access import may_see
from carehub.spreadsheet_import import storage
from carehub.spreadsheet_import.cleaning.cleaned import DateOrder
from carehub.spreadsheet_import.cleaning.text import folded
from carehub.spreadsheet_import.meanings import refuse_unknown_meaning
from carehub.spreadsheet_import.models import (
    CellFix,
    Import,
    ImportKind,
    ImportMode,
    ImportRow,
    ImportStatus,
    RowRuling,
)
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.reader.layout import NO_TITLES
from carehub.spreadsheet_import.wording import CHOICES

PAGE = 50
_HISTORY = 30
_LONGEST_NAME = 120
_OVER = {
    ImportStatus.CANCELLED: "This import was given up. Choose the file again.",
    ImportStatus.UNDONE: "This import was undone. Choose the file again to bring it in anew.",
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided about a file; what is empty is found or proposed.

    ``columns``: column position -> column name, ``extra`` or empty (left out).
    ``date_order`` is ``month first``, ``day first`` or empty. ``recalled`` is how the columns of the last
    list with the same titles were taken; ``words`` what the words of closed sets mean, by column;
    ``by_title`` is for who knows the titles only: title (or letter of the column) -> column name.
    ``kind`` is what the rows are.
    """

    sheet: str = ""
    header_row: int | None = None
    columns: Mapping[int, str] | None = None
    date_order: str = ""
    site_id: int | None = None
    recalled: Mapping[int, str] | None = None
    words: Mapping[str, Mapping[str, str]] | None = None
    by_title: Mapping[str, str] | None = None
    kind: ImportKind = ImportKind.PATIENTS


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a person decided; what is None stays as it is. ``site_id`` 0 takes the site away.

    ``word`` is a column, what stands in its cells, and what that means there (empty: nothing).
    ``kind``: what the rows are; another kind has other columns.
    """

    sheet: str | None = None
    header_row: int | None = None
    column: tuple[int, str] | None = None
    date_order: str | None = None
    site_id: int | None = None
    word: tuple[str, str, str] | None = None
    mode: ImportMode | None = None
    erases_blanks: bool | None = None
    kind: ImportKind | None = None


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


def map_columns(session: Session, actor: Actor, import_id: int, decision: Decision) -> None:
    """Keep what a person decided about sheet, titles, columns, dates or site; an older plan is void.

    Another sheet or row of titles is another table: it has to be read again.
    """
    kept = find_open(session, actor, import_id)
    _refuse_nonsense(session, actor, kept, decision)
    if decision.sheet is not None or decision.header_row is not None:
        kept.sheet, kept.header_row = decision.sheet or kept.sheet, decision.header_row
        _read_anew(session, kept)
    if decision.kind is not None:
        kept.is_kind_said, is_other = True, decision.kind is not kept.kind
        if is_other:
            kept.kind, kept.words = decision.kind, {}
            _read_anew(session, kept)
    if decision.column is not None:
        position, name = decision.column
        kept.choices = {**kept.choices, str(position): name}
        kept.columns = [_as_chosen(column, position, name) for column in kept.columns]
    if decision.word is not None:
        _keep_word(kept, *decision.word)
    if decision.date_order is not None:
        kept.date_order = decision.date_order
    if decision.site_id is not None:
        kept.site_id = decision.site_id or None
    if decision.mode is not None:
        kept.mode = decision.mode
    if decision.erases_blanks is not None:
        kept.erases_blanks = decision.erases_blanks
    kept.status = ImportStatus.MAPPED if kept.columns else ImportStatus.STARTED
    kept.version += 1
    session.add(kept)
    session.exec(delete(ImportRow).where(col(ImportRow.import_id) == import_id))
    announce(session, Topic.IMPORTS, import_id)


def choices_of(kept: Import) -> Choices:
    """What was decided about an import so far."""
    return Choices(
        kept.sheet,
        kept.header_row,
        _by_position(kept.choices),
        kept.date_order,
        kept.site_id,
        _by_position(kept.recalled),
        kept.words,
        kind=kept.kind,
    )


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


def _read_anew(session: Session, kept: Import) -> None:
    """Another table, or other columns: what was decided about the old ones means nothing now."""
    kept.choices, kept.columns, kept.recalled, kept.recalled_from = {}, [], {}, ""
    for table in (RowRuling, CellFix):
        session.exec(delete(table).where(col(table.import_id) == kept.id))


def _refuse_nonsense(session: Session, actor: Actor, kept: Import, decision: Decision) -> None:
    if decision.site_id:
        refuse_site(session, actor, decision.site_id)
    if decision.column is not None and decision.column[1] not in dict(CHOICES[kept.kind]):
        raise Invalid("A column of the file cannot be taken for that. Choose from the list.")
    if decision.date_order not in (None, "", *DateOrder):
        raise Invalid("Choose whether the day or the month stands first.")
    if decision.header_row is not None and decision.header_row < NO_TITLES:
        raise Invalid("Give the number of the row that holds the column titles.")
    if decision.word is not None:
        refuse_unknown_meaning(session, actor, decision.word[0], decision.word[2])


def _as_chosen(column: dict[str, object], position: int, name: str) -> dict[str, object]:
    is_meant = column["position"] == position
    return {**column, "column": name, "why": "you chose this"} if is_meant else column


def _by_position(choices: Mapping[str, str]) -> dict[int, str]:
    return {int(position): column for position, column in choices.items()}


def _keep_word(kept: Import, column: str, text: str, meaning: str) -> None:
    kept.words = {**kept.words, column: {**kept.words.get(column, {}), folded(text): meaning}}


def _shown_name(file_name: str) -> str:
    plain = "".join(each for each in file_name.replace("\\", "/").rsplit("/", 1)[-1] if each.isprintable())
    return plain.strip()[-_LONGEST_NAME:] or "a file without a name"


def _write_down(session: Session, actor: Actor, action: str, import_id: int) -> None:
    journal.record(session, actor, action, subject=f"import:{import_id}")
    announce(session, Topic.IMPORTS, import_id)
