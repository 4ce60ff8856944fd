"""The search words of many patients at once.

On SQLite a trigger keeps the words of one patient right, but makes the full-text index write to disk
for each: 100,000 patients take twenty seconds that way and two in one statement. Everybody else waits
for the lock meanwhile.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlmodel import Session

_FEW = 200
_TRIGGERS = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'patients'")
_WORDS_BEGIN, _WORDS_END = "VALUES (NEW.id, ", "); END"


@contextmanager
def many_patients_change(session: Session, patient_ids: Collection[int]) -> Iterator[None]:
    """While these patients are added, changed or removed in a few statements, their words are left
    alone; at the end they are made anew. All of it belongs to the caller's transaction."""
    if session.get_bind().dialect.name != "sqlite" or len(patient_ids) < _FEW:
        yield
        return
    triggers = dict(session.execute(_TRIGGERS).all())
    for name in triggers:
        session.execute(text(f'DROP TRIGGER "{name}"'))
    yield
    _make_words_anew(session, patient_ids, triggers["patients_search_insert"])
    for made_by in triggers.values():
        session.connection().exec_driver_sql(made_by)


def _make_words_anew(session: Session, patient_ids: Collection[int], insert_trigger: str) -> None:
    words = insert_trigger[insert_trigger.index(_WORDS_BEGIN) + len(_WORDS_BEGIN) :]
    words = words[: words.rindex(_WORDS_END)].replace("NEW.", "patients.")
    connection = session.connection()
    connection.exec_driver_sql("CREATE TEMP TABLE IF NOT EXISTS changing_patients (id INTEGER PRIMARY KEY)")
    connection.exec_driver_sql("DELETE FROM changing_patients")
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO changing_patients VALUES (?)", [(each,) for each in patient_ids]
    )
    connection.exec_driver_sql("DELETE FROM patient_search WHERE rowid IN (SELECT id FROM changing_patients)")
    made = ("SELECT patients.id,", words, "FROM patients JOIN changing_patients USING (id)")
    connection.exec_driver_sql(" ".join(("INSERT INTO patient_search (rowid, words)", *made)))
    connection.exec_driver_sql("DELETE FROM changing_patients")
