"""That a coordinator's work was handed over: what went to whom, and what stayed."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from carehub.core.columns import instant, word


class Why(StrEnum):
    ABSENCE = "absence"
    LEAVING = "leaving"


class Thing(StrEnum):
    """What goes over, in the order in which it does."""

    PATIENT = "patient"
    REFERRAL = "referral"
    FOLLOW_UP = "follow_up"
    APPOINTMENT = "appointment"


class Fate(StrEnum):
    """What became of a thing: gone over, left where it was, come back, or kept by who has it since."""

    MOVED = "moved"
    LEFT = "left"
    RETURNED = "returned"
    KEPT = "kept"


class Handover(SQLModel, table=True):
    """One handing over of the work of ``from_id``. ``until`` is the last day of an absence."""

    __tablename__ = "handovers"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    from_id: int = Field(foreign_key="users.id", index=True)
    why: Why = Field(sa_column=word(Why))
    until: date | None = None
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=instant())
    by_id: int = Field(foreign_key="users.id")
    returned_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    version: int = 1


class HandoverItem(SQLModel, table=True):
    """One thing of a handover, by its kind and id; ``note`` says why it was left, or kept."""

    __tablename__ = "handover_items"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_handover_items_handover_id", "handover_id"),)

    id: int | None = Field(default=None, primary_key=True)
    handover_id: int = Field(foreign_key="handovers.id")
    thing: Thing = Field(sa_column=word(Thing))
    row_id: int
    patient_id: int | None = Field(default=None, foreign_key="patients.id", index=True)
    to_id: int | None = Field(default=None, foreign_key="users.id")
    fate: Fate = Field(sa_column=word(Fate))
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
