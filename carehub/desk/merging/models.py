"""Two records of one person: that they were merged, or that somebody said they are two people."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from carehub.core.columns import instant


class PatientMerge(SQLModel, table=True):
    """One merge: what was moved from ``merged_id`` to ``survivor_id``, so that it can be taken back.

    ``moved`` are rows by table and key, ``removed`` and ``changed`` what rows held that had to give way;
    ``fields`` is what the survivor's record held [before, since], ``mrn`` the merged record's own, ``had``
    how many rows of each table the survivor had.
    """

    __tablename__ = "patient_merges"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    survivor_id: int = Field(foreign_key="patients.id", index=True)
    merged_id: int = Field(foreign_key="patients.id", index=True)
    at: datetime = Field(sa_column=instant())
    by_id: int = Field(foreign_key="users.id")
    moved: dict[str, list[list[Any]]] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    removed: dict[str, list[dict[str, Any]]] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    changed: dict[str, list[dict[str, Any]]] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    fields: dict[str, list[Any]] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    had: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    mrn: str | None = None
    taken_back_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    version: int = 1


class NotTheSame(SQLModel, table=True):
    """That somebody looked at two records and said they are two people; the smaller id first."""

    __tablename__ = "not_the_same"  # pyright: ignore[reportAssignmentType]

    patient_id: int = Field(foreign_key="patients.id", primary_key=True)
    other_id: int = Field(foreign_key="patients.id", primary_key=True, index=True)
    at: datetime = Field(sa_column=instant())
    by_id: int = Field(foreign_key="users.id")
