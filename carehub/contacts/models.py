"""The contact log: each time someone tried to reach somebody for a patient."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from carehub.core.columns import Word, instant, word
from carehub.patients.models import Risk


class Whom(StrEnum):
    PATIENT = "patient"
    RELATED_PERSON = "related_person"
    RECEIVER = "receiver"
    PAYER = "payer"


class How(StrEnum):
    PHONE = "phone"
    TEXT = "text"
    LETTER = "letter"
    IN_PERSON = "in_person"
    PORTAL = "portal"
    FAX = "fax"


class Answer(StrEnum):
    """What came of an attempt."""

    REACHED = "reached"
    LEFT_MESSAGE = "left_message"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    SENT = "sent"
    TRY_AGAIN = "try_again"


class ContactAttempt(SQLModel, table=True):
    """One row of the contact log; ``at`` is when it was tried, ``minutes`` how long it took.

    The minutes feed one program, or none.
    """

    __tablename__ = "contact_attempts"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_contact_attempts_patient_id_at", "patient_id", "at"),
        Index("ix_contact_attempts_referral_id_at", "referral_id", "at"),
        Index("ix_contact_attempts_program_id_at", "program_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id")
    referral_id: int | None = Field(default=None, foreign_key="referrals.id")
    program_id: int | None = Field(default=None, foreign_key="programs.id")
    whom: Whom = Field(sa_column=word(Whom))
    how: How = Field(sa_column=word(How))
    answer: Answer = Field(sa_column=word(Answer))
    minutes: int | None = None
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=instant())
    by_id: int = Field(foreign_key="users.id")
    created_at: datetime = Field(sa_column=instant())


class CheckIn(SQLModel, table=True):
    """How often somebody of a risk is to be reached at least; a risk without a row is not checked on."""

    __tablename__ = "check_ins"  # pyright: ignore[reportAssignmentType]

    risk: Risk = Field(sa_column=Column(Word(Risk), primary_key=True))
    every_days: int


class PatientCheckIn(SQLModel, table=True):
    """The same for one patient; 0 days: this patient is not checked on."""

    __tablename__ = "patient_check_ins"  # pyright: ignore[reportAssignmentType]

    patient_id: int = Field(foreign_key="patients.id", ondelete="CASCADE", primary_key=True)
    every_days: int
    reason: str = ""
    set_at: datetime = Field(sa_column=instant())
    set_by_id: int = Field(foreign_key="users.id")
