"""What is kept for new patients in short transactions before all of them come in in one.

On SQLite nobody can save while someone else does, so the one transaction of a commit has to be short:
numbers are taken and search words are kept before it. A commit that is killed leaves words for numbers
that nobody will ever have; the next one clears them away.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, delete, select

from carehub.core import clock
from carehub.patients import indexing
from carehub.patients.numbers import give_back, take_numbers
from carehub.spreadsheet_import import marking
from carehub.spreadsheet_import.bulk import insert_rows, run_many
from carehub.spreadsheet_import.models import ArrivingNumbers
from carehub.spreadsheet_import.preparing import PATIENT_COLUMNS, Arriving, PatientRow, PlanIsOld, Prepared

WAITING = "arriving_patients"
# No commit takes so long: it would have been stopped.
_LEFT_BEHIND = timedelta(hours=2)


def numbers_for(session: Session, import_id: int, how_many: int) -> Sequence[int]:
    """Numbers for the new patients of a commit; what an earlier, killed one left is cleared away."""
    clear(session, import_id)
    if not how_many:
        return ()
    numbers = take_numbers(session, how_many)
    session.add(ArrivingNumbers(import_id=import_id, first=numbers[0], last=numbers[-1], at=clock.now()))
    session.flush()
    return numbers


def let_wait(session: Session, arriving: Arriving) -> None:
    """Let these patients wait in a temporary table of this connection, which needs no lock."""
    connection = session.connection()
    number, *columns = PATIENT_COLUMNS
    # Nobody who is about to come in was merged with anybody.
    connection.exec_driver_sql(
        f"CREATE TEMP TABLE IF NOT EXISTS {WAITING} "
        f"({number} INTEGER PRIMARY KEY, {', '.join(columns)}, also_found_as DEFAULT '')"
    )
    replaced = [(_number(patient),) for patient in arriving.again]
    run_many(session, " ".join(("DELETE FROM", WAITING, "WHERE id = ?")), replaced)
    insert_rows(session, WAITING, PATIENT_COLUMNS, [*arriving.again, *arriving.fresh])


def keep_words(session: Session, arriving: Arriving) -> None:
    """Keep the words of those who wait."""
    if arriving.fresh:
        indexing.add_words_ahead(session, WAITING, _number(arriving.fresh[0]), _number(arriving.fresh[-1]))


def come_in(session: Session, how_many: int) -> None:
    """Those who wait are patients from now on, each at the site where they belong."""
    connection = session.connection()
    columns = ", ".join(PATIENT_COLUMNS)
    waiting = ("SELECT", columns, "FROM", WAITING)
    with indexing.most_patients_are_new(session, how_many):
        connection.exec_driver_sql(" ".join((f"INSERT INTO patients ({columns})", *waiting)))
    at_home = ("SELECT id, home_site_id FROM", WAITING)
    connection.exec_driver_sql(" ".join(("INSERT INTO patient_sites (patient_id, site_id)", *at_home)))


def leave(session: Session) -> None:
    """Nobody waits any more, whether they came in or not."""
    session.connection().exec_driver_sql(f"DROP TABLE IF EXISTS temp.{WAITING}")


def refuse_lost_words(session: Session, ready: Prepared) -> None:
    """They came in by now, or somebody thought that they never would."""
    if not indexing.are_words_there(session, [person.patient_id or 0 for person in ready.new]):
        raise PlanIsOld()


def arrived(session: Session, ready: Prepared) -> None:
    """They are here. Where the rows of the import do not say so yet, ``marking`` goes on."""
    if not marking.is_late(session):
        session.execute(delete(ArrivingNumbers).where(col(ArrivingNumbers.import_id) == ready.import_id))
        return
    first, last = (ready.new[0].patient_id, ready.new[-1].patient_id) if ready.new else (1, 0)
    assert first is not None
    assert last is not None
    taken = session.get(ArrivingNumbers, ready.import_id)
    if taken is not None:
        give_back(session, last, taken.last)
    here = ArrivingNumbers(
        import_id=ready.import_id, first=first, last=last, at=clock.now(), has_arrived=True
    )
    session.merge(here)
    session.flush()


def clear(session: Session, import_id: int) -> None:
    """Nobody came in: what was kept for them goes."""
    left = session.get(ArrivingNumbers, import_id)
    _clear(session, None if left is None or left.has_arrived else left)


def clear_left_behind(session: Session) -> None:
    """The same for every commit that was killed and never tried again."""
    is_old = col(ArrivingNumbers.at) < clock.now() - _LEFT_BEHIND
    old = select(ArrivingNumbers).where(is_old, ~col(ArrivingNumbers.has_arrived))
    for each in session.exec(old).all():
        _clear(session, each)


def _clear(session: Session, left: ArrivingNumbers | None) -> None:
    if left is None:
        return
    if session.get_bind().dialect.name == "sqlite":
        indexing.forget_words(session, left.first, left.last)
    session.delete(left)
    session.flush()


def _number(patient: PatientRow) -> int:
    number = patient[0]
    assert isinstance(number, int)
    return number
