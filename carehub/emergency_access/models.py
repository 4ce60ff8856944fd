"""That somebody opened the record of one patient in an emergency, and what came of the review."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Index, Text, text
from sqlmodel import Field, SQLModel

from carehub.core.columns import instant, word


class EmergencyReason(StrEnum):
    CARE_NOW = "care_now"
    DANGER = "danger"
    COVERING = "covering"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _LABEL[self]


_LABEL = {
    EmergencyReason.CARE_NOW: "The patient needs care now",
    EmergencyReason.DANGER: "Somebody may come to harm",
    EmergencyReason.COVERING: "I cover for somebody who cannot be reached",
    EmergencyReason.OTHER: "Something else",
}


_WAITS = text("reviewed_at IS NULL")


class EmergencyAccess(SQLModel, table=True):
    """It holds for one session of one person until ``ends_at``, or ``ended_at`` where that was before.

    ``is_justified`` is empty until somebody else has reviewed it.
    """

    __tablename__ = "emergency_accesses"  # pyright: ignore[reportAssignmentType]
    # What a supervisor is to review, which is little of it.
    __table_args__ = (
        Index("ix_emergency_accesses_unreviewed", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id", index=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    session_id: int | None = Field(default=None, foreign_key="sign_in_sessions.id")
    code: EmergencyReason = Field(sa_column=word(EmergencyReason))
    words: str = Field(sa_column=Column(Text, nullable=False))
    opened_at: datetime = Field(sa_column=instant())
    ends_at: datetime = Field(sa_column=instant())
    ended_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    reviewed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    reviewed_by_id: int | None = Field(default=None, foreign_key="users.id")
    is_justified: bool | None = None
    answer: str = Field(default="", sa_column=Column(Text, nullable=False))
