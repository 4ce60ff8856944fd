"""Patients who came home from a hospital, and what must be settled for each."""

from datetime import date, datetime

from sqlalchemy import Column, Index, Text, text
from sqlmodel import Field, SQLModel

from carehub.core.columns import instant, word
from carehub.discharges.checklist import Answer, Complexity, EndedBecause, Item

_OPEN = text("closed_at IS NULL")


class Discharge(SQLModel, table=True):
    """One discharge; open until it is closed. Days are those of the center.

    ``told_by`` is who told us of it, on ``told_on``. ``reached_on`` is when somebody spoke with the patient
    or family, ``visited_on`` when the patient was seen. ``ready_at`` is when nothing was blank any more.
    """

    __tablename__ = "discharges"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_discharges_open", "discharged_on", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id", index=True)
    facility: str
    reason: str = Field(sa_column=Column(Text, nullable=False))
    admitted_on: date | None = None
    discharged_on: date
    complexity: Complexity = Field(sa_column=word(Complexity))
    told_by: str
    told_on: date
    contact_by: date
    visit_by: date
    reached_on: date | None = None
    visited_on: date | None = None
    ready_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    ready_by_id: int | None = Field(default=None, foreign_key="users.id")
    closed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    closed_by_id: int | None = Field(default=None, foreign_key="users.id")
    closed_because: EndedBecause | None = Field(default=None, sa_column=word(EndedBecause, nullable=True))
    created_at: datetime = Field(sa_column=instant())
    created_by_id: int = Field(foreign_key="users.id")
    version: int = 1


class DischargeItem(SQLModel, table=True):
    """One line of a discharge's checklist; without an answer it is blank."""

    __tablename__ = "discharge_items"  # pyright: ignore[reportAssignmentType]

    discharge_id: int = Field(foreign_key="discharges.id", ondelete="CASCADE", primary_key=True)
    item: Item = Field(sa_column=Column(word(Item).type, primary_key=True))
    answer: Answer | None = Field(default=None, sa_column=word(Answer, nullable=True))
    reason: str = ""
    at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    by_id: int | None = Field(default=None, foreign_key="users.id")
