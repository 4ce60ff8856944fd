"""Which entries of the journal are about a patient: their own, and those of lists that held many.

A list's one entry has the ids in its ``fields``. The database keeps an index over these (migration 0045), so
that who saw a patient is looked up, however many lists were looked at.
"""

from sqlalchemy import ColumnElement, column, or_, select, table, text, union_all
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, and_, col

from carehub.auditing.kinds import OF_MANY
from carehub.core.database import unit_of_work
from carehub.core.journal import JournalEntry

_AMONG = {
    "sqlite": ("journal_patients", "rowid", "journal_patients MATCH :among"),
    "postgresql": (
        "journal",
        "seq",
        "string_to_array(fields, ',') @> ARRAY[CAST(:among AS text)] AND fields ~ '^[0-9]'",
    ),
}

_COMPARE = text("INSERT INTO journal_patients (journal_patients, rank) VALUES ('integrity-check', 1)")


def about(session: Session, patient_id: int) -> ColumnElement[bool]:
    """The condition that an entry is about this patient, alone or among others."""
    own = select(column("seq")).select_from(table("journal")).where(column("patient_id") == patient_id)
    index, number, holds = _AMONG[session.get_bind().dialect.name]
    among = (
        select(column(number)).select_from(table(index)).where(text(holds).bindparams(among=str(patient_id)))
    )
    return and_(
        col(JournalEntry.seq).in_(union_all(own, among)),
        or_(col(JournalEntry.patient_id) == patient_id, col(JournalEntry.action).in_(OF_MANY)),
    )


def is_index_whole() -> bool:
    """Whether the index says what the entries say; PostgreSQL's own cannot be changed apart from them."""
    try:
        with unit_of_work() as session:
            if session.get_bind().dialect.name == "sqlite":
                session.execute(_COMPARE)
    except DatabaseError as error:
        if "malformed" not in str(error.orig):
            raise
        return False
    return True
