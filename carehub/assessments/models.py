"""Forms by version, and what was answered to them."""

from datetime import datetime

from sqlalchemy import JSON, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from carehub.core.columns import instant


class KeptForm(SQLModel, table=True):
    """A form over all of its versions; ``is_own`` when the center wrote it."""

    __tablename__ = "forms"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    is_own: bool
    is_active: bool = True


class FormVersion(SQLModel, table=True):
    """What a form asked from ``made_at`` on: its definition in TOML, never changed."""

    __tablename__ = "form_versions"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("form_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    form_id: int = Field(foreign_key="forms.id")
    number: int
    source: str = Field(sa_column=Column(Text, nullable=False))
    made_at: datetime = Field(sa_column=instant())
    made_by_id: int | None = Field(default=None, foreign_key="users.id")


class Assessment(SQLModel, table=True):
    """A form that is, or was, filled in for a patient; it keeps the version it was begun with."""

    __tablename__ = "assessments"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id", index=True)
    form_version_id: int = Field(foreign_key="form_versions.id")
    started_at: datetime = Field(sa_column=instant())
    started_by_id: int = Field(foreign_key="users.id")
    completed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    completed_by_id: int | None = Field(default=None, foreign_key="users.id")
    version: int = 1


class AssessmentAnswer(SQLModel, table=True):
    """The answer to one question as it stands; ``version`` counts how often it was given."""

    __tablename__ = "assessment_answers"  # pyright: ignore[reportAssignmentType]

    assessment_id: int = Field(foreign_key="assessments.id", primary_key=True)
    question_id: str = Field(primary_key=True)
    values: list[str] = Field(sa_column=Column(JSON, nullable=False))
    version: int = 1
    at: datetime = Field(sa_column=instant())
    by_id: int = Field(foreign_key="users.id")


class OfferDecision(SQLModel, table=True):
    """That an offer of an assessment was taken up, or not; ``made`` names what came of it."""

    __tablename__ = "offer_decisions"  # pyright: ignore[reportAssignmentType]

    assessment_id: int = Field(foreign_key="assessments.id", primary_key=True)
    offer_id: str = Field(primary_key=True)
    is_accepted: bool
    made: str = ""
    at: datetime = Field(sa_column=instant())
    by_id: int = Field(foreign_key="users.id")
