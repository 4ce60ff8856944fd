"""Who is responsible for which patient, and who was before."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index, Text, text
from sqlmodel import Field, SQLModel

from carehub.core.columns import instant

_OPEN = text("until IS NULL")


class Assignment(SQLModel, table=True):
    """That a patient is, or was, on a coordinator's caseload; without ``until`` it holds now."""

    __tablename__ = "assignments"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "uq_assignments_current", "patient_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index("ix_assignments_coordinator_id_until", "coordinator_id", "until"),
    )

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id", ondelete="CASCADE", index=True)
    coordinator_id: int = Field(foreign_key="users.id")
    since: datetime = Field(sa_column=instant())
    until: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    assigned_by: int = Field(foreign_key="users.id")
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))


class CaseloadColumns(SQLModel, table=True):
    """Which columns a person's caseload shows, in their order."""

    __tablename__ = "caseload_columns"  # pyright: ignore[reportAssignmentType]

    user_id: int = Field(foreign_key="users.id", primary_key=True)
    columns: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
