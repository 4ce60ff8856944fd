"""Brings an import in: what takes long first, for itself, and written by a thread while the rest is made
ready; then all of it, or nothing, in one short transaction."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from sqlalchemy.engine import Connection
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.database import engine, unit_of_work
from carehub.core.errors import CareHubError
from carehub.spreadsheet_import import arriving, bulk, committing, in_parts, preparing
from carehub.spreadsheet_import.behind import doing_behind
from carehub.spreadsheet_import.committing import Tell
from carehub.spreadsheet_import.in_parts import InTurns
from carehub.spreadsheet_import.preparing import Arriving, Prepared

# Who acts, read again in each transaction.
Acting = Callable[[Session], Actor]


def come_in(acting: Acting, import_id: int, tell: Tell) -> None:
    """Bring the kept plan of an import in."""
    with held() as connection:
        try:
            commit(acting, connection, _prepared(acting, connection, import_id, tell), tell)
        except CareHubError:
            clear(import_id)
            raise
    in_parts.mark(import_id, tell)


@contextmanager
def held() -> Iterator[Connection]:
    """A connection on which new patients wait until they come in; nothing of them is left on it."""
    with engine().connect() as connection:
        try:
            yield connection
        finally:
            with unit_of_work(write=False, on=connection) as session:
                arriving.leave(session)


def clear(import_id: int) -> None:
    """Nobody came in: the words that were kept for them go."""
    with unit_of_work() as session:
        arriving.clear(session, import_id)


def numbers(import_id: int) -> Callable[[int], Sequence[int]]:
    """Takes that many numbers for new patients of this import."""

    def take(how_many: int) -> Sequence[int]:
        with unit_of_work() as session:
            return arriving.numbers_for(session, import_id, how_many)

    return take


def commit(acting: Acting, connection: Connection, ready: Prepared, tell: Tell) -> None:
    """The one transaction; PlanIsOld when patients were changed since the plan was made."""
    with unit_of_work(on=connection) as session:
        bulk.make_room(session)
        committing.commit(session, acting(session), ready, tell)


def _prepared(acting: Acting, connection: Connection, import_id: int, tell: Tell) -> Prepared:
    turns = InTurns(connection)
    with unit_of_work(write=False) as session, doing_behind() as behind:

        def arrive(those: Arriving) -> None:
            behind(partial(_keep_ahead, connection, turns, those))

        ready = partial(tell, "preparing")
        return preparing.prepare(session, acting(session), import_id, numbers(import_id), arrive, ready)


def let_wait(connection: Connection, those: Arriving) -> None:
    """New patients wait on this connection; meanwhile others can save."""
    with unit_of_work(write=False, on=connection) as session:
        arriving.let_wait(session, those)


def _keep_ahead(connection: Connection, turns: InTurns, those: Arriving) -> None:
    let_wait(connection, those)
    with turns.part() as session:
        arriving.keep_words(session, those)
