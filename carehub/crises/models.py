"""The center's crisis protocol by version, who is on call, and each crisis with what was done when."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index, Text, text
from sqlmodel import Field, SQLModel

from carehub.core.columns import instant, word
from carehub.crises.kinds import CrisisOutcome

_OPEN = text("ended_at IS NULL")


class CrisisProtocol(SQLModel, table=True):
    """The steps from ``made_at`` on; never changed. ``number`` counts the versions from 1."""

    __tablename__ = "crisis_protocols"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(unique=True)
    steps: list[str] = Field(sa_column=Column(JSON, nullable=False))
    made_at: datetime = Field(sa_column=instant())
    made_by_id: int | None = Field(default=None, foreign_key="users.id")


class OnCall(SQLModel, table=True):
    """Who is on call on a weekday, 0 for Monday; 7 stands for every day that has nobody of its own."""

    __tablename__ = "on_call"  # pyright: ignore[reportAssignmentType]

    weekday: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str
    phone: str


class Crisis(SQLModel, table=True):
    """``seen_at`` is when a supervisor said that they know of it."""

    __tablename__ = "crises"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("uq_crises_open", "patient_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id", index=True)
    protocol_id: int = Field(foreign_key="crisis_protocols.id")
    opened_at: datetime = Field(sa_column=instant(index=True))
    opened_by_id: int = Field(foreign_key="users.id")
    ended_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    ended_by_id: int | None = Field(default=None, foreign_key="users.id")
    outcome: CrisisOutcome | None = Field(default=None, sa_column=word(CrisisOutcome, nullable=True))
    summary: str = Field(default="", sa_column=Column(Text, nullable=False))
    seen_at: datetime | None = Field(default=None, sa_column=instant(nullable=True, index=True))
    seen_by_id: int | None = Field(default=None, foreign_key="users.id")
    version: int = 1


class CrisisTick(SQLModel, table=True):
    """That a step of the protocol was done; ``step`` counts from 0."""

    __tablename__ = "crisis_ticks"  # pyright: ignore[reportAssignmentType]

    crisis_id: int = Field(foreign_key="crises.id", primary_key=True)
    step: int = Field(primary_key=True)
    at: datetime = Field(sa_column=instant())
    by_id: int = Field(foreign_key="users.id")


class CrisisNote(SQLModel, table=True):
    """What somebody wrote down meanwhile."""

    __tablename__ = "crisis_notes"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    crisis_id: int = Field(foreign_key="crises.id", index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=instant())
    by_id: int = Field(foreign_key="users.id")
