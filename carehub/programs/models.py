"""The center's programs, and which patients are or were in them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Index, Text, text
from sqlmodel import Field, SQLModel

from carehub.core.columns import instant, word

_OPEN = text("until IS NULL")


class ProgramKind(StrEnum):
    """Which Medicare care management service a program is: it decides how minutes are counted.

    CCM: CPT 99490 and its kin (CMS booklet MLN909188); PCM: CPT 99424 to 99427; CHI: HCPCS G0019, G0022.
    """

    CCM = "ccm"
    PCM = "pcm"
    CHI = "chi"
    NONE = "none"


class ConsentHow(StrEnum):
    """How the patient agreed; CMS takes spoken consent when it is written down in the record."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    ELECTRONIC = "electronic"


class ProgramOutcome(StrEnum):
    """How an enrolment ended."""

    GRADUATED = "graduated"
    DECLINED = "declined"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    MOVED_AWAY = "moved_away"
    LOST_CONTACT = "lost_contact"
    NOT_ELIGIBLE = "not_eligible"
    DIED = "died"
    ENTERED_IN_ERROR = "entered_in_error"
    OTHER = "other"


class Program(SQLModel, table=True):
    """Something the center enrols patients in. A retired one takes nobody new."""

    __tablename__ = "programs"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    kind: ProgramKind = Field(default=ProgramKind.NONE, sa_column=word(ProgramKind))
    is_retired: bool = False
    version: int = 1


class Enrolment(SQLModel, table=True):
    """That a patient is, or was, in a program; without ``until`` it holds now.

    Days are those of the center. Without ``consent_on`` no consent is recorded.
    """

    __tablename__ = "enrolments"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "uq_enrolments_current",
            "patient_id",
            "program_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_enrolments_program_id_until", "program_id", "until"),
    )

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id", ondelete="CASCADE", index=True)
    program_id: int = Field(foreign_key="programs.id")
    since: date
    enrolled_at: datetime = Field(sa_column=instant())
    enrolled_by_id: int = Field(foreign_key="users.id")
    consent_how: ConsentHow | None = Field(default=None, sa_column=word(ConsentHow, nullable=True))
    consent_on: date | None = None
    consent_by_id: int | None = Field(default=None, foreign_key="users.id")
    until: date | None = None
    outcome: ProgramOutcome | None = Field(default=None, sa_column=word(ProgramOutcome, nullable=True))
    ended_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    ended_by_id: int | None = Field(default=None, foreign_key="users.id")
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    version: int = 1
