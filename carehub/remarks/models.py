"""What is known of a patient and holds until it ends, and what matters to the patient."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from carehub.core.columns import instant, word


class RemarkKind(StrEnum):
    """Alerts and preferences are for everyone who meets the patient, the others for care staff."""

    PROBLEM = "problem"
    CONCERN = "concern"
    PREFERENCE = "preference"
    ALERT = "alert"


class RemarkStatus(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"
    ENTERED_IN_ERROR = "entered_in_error"


class Remark(SQLModel, table=True):
    """A problem, a concern, a preference or an alert. ``since`` is when it began, where that is known."""

    __tablename__ = "remarks"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_remarks_patient_id_status", "patient_id", "status"),)

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id")
    kind: RemarkKind = Field(sa_column=word(RemarkKind))
    words: str
    since: date | None = None
    noted_at: datetime = Field(sa_column=instant())
    noted_by_id: int = Field(foreign_key="users.id")
    status: RemarkStatus = Field(default=RemarkStatus.OPEN, sa_column=word(RemarkStatus))
    ended_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    ended_by_id: int | None = Field(default=None, foreign_key="users.id")
    version: int = 1


class Statement(SQLModel, table=True):
    """What matters to the patient, in the patient's own words. The newest counts; none is changed."""

    __tablename__ = "statements"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("patient_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id", index=True)
    number: int
    words: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=instant())
    by_id: int = Field(foreign_key="users.id")
