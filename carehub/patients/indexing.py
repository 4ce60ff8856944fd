"""The search words of many patients at once.

On SQLite a trigger keeps the words of one patient right, but makes the full-text index write to disk
for each: 100,000 patients take twenty seconds that way and two in one statement. Everybody else waits
for the lock meanwhile; so the words of patients who are about to come in can be kept before
they do (``add_words_ahead``), a part at a time. Nobody is found by them until they are there.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import text
from sqlmodel import Session

FEW = 200
# FTS5 keeps these with the index: they are set back in the same transaction.
_SETTING = text("INSERT INTO patient_search (patient_search, rank) VALUES (:name, :value)")
_ONCE = {"hashsize": 32 * 1024 * 1024, "automerge": 0}
_AS_USUAL = {"hashsize": 1024 * 1024, "automerge": 4}
_TRIGGERS = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'patients'")
_INDEXES = text(
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'patients' AND sql IS NOT NULL"
)
_PATIENTS = text("SELECT count(*) FROM patients")
_WORDS_BEGIN, _WORDS_END = "VALUES (NEW.id, ", "); END"
_FORGOTTEN = (
    "DELETE FROM patient_search WHERE rowid BETWEEN :first AND :last AND rowid NOT IN "
    "(SELECT id FROM patients WHERE id BETWEEN :first AND :last)"
)
_HOW_MANY = "SELECT count(*) FROM patient_search WHERE rowid BETWEEN :first AND :last"


@contextmanager
def many_patients_change(
    session: Session, patient_ids: Collection[int], *, have_words: bool = False
) -> Iterator[None]:
    """While these patients are added, changed or removed in a few statements, their words are left
    alone; at the end they are made anew. All of it belongs to the caller's transaction.

    ``have_words``: others come in meanwhile whose words were kept ahead.
    """
    is_many = have_words or len(patient_ids) >= FEW
    if session.get_bind().dialect.name != "sqlite" or not is_many:
        yield
        return
    triggers = dict(session.execute(_TRIGGERS).all())
    for name in triggers:
        session.execute(text(f'DROP TRIGGER "{name}"'))
    yield
    with _held_in_memory(session):
        _make_words_anew(session, patient_ids, _words_made_by(triggers["patients_search_insert"]))
    for made_by in triggers.values():
        session.connection().exec_driver_sql(made_by)


@contextmanager
def most_patients_are_new(session: Session, how_many: int) -> Iterator[None]:
    """So many patients are added in one statement: where that is most of them the indexes of the table are
    made after it, out of all rows in order, not filled with each row in its place; SQLite only."""
    connection = session.connection()
    if connection.dialect.name != "sqlite" or session.execute(_PATIENTS).scalar_one() * 2 > how_many:
        yield
        return
    indexes = dict(session.execute(_INDEXES).all())
    for name in indexes:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    yield
    for made_by in indexes.values():
        connection.exec_driver_sql(made_by)


def add_words_ahead(session: Session, table: str, first: int, last: int) -> None:
    """Keep the words of patients who are not there yet, but wait in this table; SQLite only.

    In one statement: with one for each patient the index would go to disk each time.
    """
    triggers = dict(session.execute(_TRIGGERS).all())
    words = _words_made_by(triggers["patients_search_insert"])
    waiting = ("SELECT NEW.id,", words, "FROM", table, "AS NEW WHERE NEW.id BETWEEN ? AND ?")
    made = " ".join(("INSERT INTO patient_search (rowid, words)", *waiting))
    with _held_in_memory(session):
        session.connection().exec_driver_sql(made, (first, last))


@contextmanager
def _held_in_memory(session: Session) -> Iterator[None]:
    """Many words go to disk once, as they are, and are merged by what is written later: half the work."""
    for name, value in _ONCE.items():
        session.execute(_SETTING, {"name": name, "value": value})
    yield
    for name, value in _AS_USUAL.items():
        session.execute(_SETTING, {"name": name, "value": value})


def are_words_there(session: Session, ids: Sequence[int]) -> bool:
    """Whether all these patients, whose numbers follow each other, have words."""
    return session.execute(text(_HOW_MANY), {"first": ids[0], "last": ids[-1]}).scalar() == len(ids)


def forget_words(session: Session, first: int, last: int) -> None:
    """Take away the words that were kept ahead for patients between these numbers who did not come in."""
    session.execute(text(_FORGOTTEN), {"first": first, "last": last})


def _words_made_by(insert_trigger: str) -> str:
    words = insert_trigger[insert_trigger.index(_WORDS_BEGIN) + len(_WORDS_BEGIN) :]
    return words[: words.rindex(_WORDS_END)]


def _make_words_anew(session: Session, patient_ids: Iterable[int], words: str) -> None:
    words = words.replace("NEW.", "patients.")
    connection = session.connection()
    connection.exec_driver_sql("CREATE TEMP TABLE IF NOT EXISTS changing_patients (id INTEGER PRIMARY KEY)")
    connection.exec_driver_sql("DELETE FROM changing_patients")
    rows = [(each,) for each in patient_ids]
    if rows:
        connection.exec_driver_sql("INSERT OR IGNORE INTO changing_patients VALUES (?)", rows)
    connection.exec_driver_sql("DELETE FROM patient_search WHERE rowid IN (SELECT id FROM changing_patients)")
    made = ("SELECT patients.id,", words, "FROM patients JOIN changing_patients USING (id)")
    connection.exec_driver_sql(" ".join(("INSERT INTO patient_search (rowid, words)", *made)))
    connection.exec_driver_sql("DELETE FROM changing_patients")
