"""For how long something is kept, where the center chose it."""

from enum import StrEnum

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from carehub.core.columns import Word


class Kept(StrEnum):
    """What goes after a time. Words of the database, too."""

    SESSIONS = "sessions"
    CODES = "codes"
    DOCUMENTS = "documents"


class RetentionPeriod(SQLModel, table=True):
    """So many days after its end something goes; None: it is kept for good."""

    __tablename__ = "retention_periods"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    kept: Kept = Field(sa_column=Column(Word(Kept), nullable=False, unique=True))
    days: int | None = None
    version: int = 1
