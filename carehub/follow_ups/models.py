"""Follow-ups, what happened to each, and the templates that make several in one go."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from carehub.contacts.models import How
from carehub.core.columns import instant, word
from carehub.follow_ups.status import Deed, Ended, Priority, Unit
from carehub.referrals.reasons import EndReason

_OPEN = text("done_at IS NULL")
_UNDECIDED = text("decided_at IS NULL")


class FollowUp(SQLModel, table=True):
    """Something someone must do for a patient by a day of the center; open as long as it has no ``done_at``.

    Without an owner it is up to whoever keeps the patient on a caseload. ``how``: by which kind of contact it
    is done, if it is one. ``about`` names another thing it belongs to, as the journal does: ``discharge:12``.
    ``origin`` with ``origin_key`` is the event that it answers: one event makes one follow-up, ever.
    ``series``: made together from a template. It comes again ``every`` so many ``unit``, counted
    from ``first_on``, up to ``until``.
    """

    __tablename__ = "follow_ups"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("origin", "origin_key"),
        Index(
            "ix_follow_ups_owner_id_due_on", "owner_id", "due_on", sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index("ix_follow_ups_patient_id_due_on", "patient_id", "due_on"),
        Index("ix_follow_ups_due_on", "due_on", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id")
    referral_id: int | None = Field(default=None, foreign_key="referrals.id", index=True)
    appointment_id: int | None = Field(default=None, foreign_key="appointments.id", index=True)
    about: str = ""
    text: str
    how: How | None = Field(default=None, sa_column=word(How, nullable=True))
    due_on: date
    priority: Priority = Field(sa_column=word(Priority))
    owner_id: int | None = Field(default=None, foreign_key="users.id")

    every: int | None = None
    unit: Unit | None = Field(default=None, sa_column=word(Unit, nullable=True))
    first_on: date | None = None
    until: date | None = None
    origin: str = ""
    origin_key: str | None = None
    series: str = Field(default="", index=True)

    snoozes: int = 0
    done_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    done_by_id: int | None = Field(default=None, foreign_key="users.id")
    ended: Ended | None = Field(default=None, sa_column=word(Ended, nullable=True))
    ended_note: str = Field(default="", sa_column=Column(Text, nullable=False))

    version: int = 1
    created_at: datetime = Field(sa_column=instant())
    created_by_id: int = Field(foreign_key="users.id")
    updated_at: datetime = Field(sa_column=instant())
    updated_by_id: int = Field(foreign_key="users.id")


class FollowUpEvent(SQLModel, table=True):
    """One thing that happened to a follow-up. What can be undone has a ``token``, one for all that was
    changed in one go, and what the changed fields held ``before``."""

    __tablename__ = "follow_up_events"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    follow_up_id: int = Field(foreign_key="follow_ups.id", index=True)
    at: datetime = Field(sa_column=instant())
    by_id: int = Field(foreign_key="users.id")
    deed: Deed = Field(sa_column=word(Deed))
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    token: str = Field(default="", index=True)
    before: dict[str, object] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )


class FollowUpTemplate(SQLModel, table=True):
    """Follow-ups that are made together, under a name. Each step says after how many days it is due."""

    __tablename__ = "follow_up_templates"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    position: int
    steps: list[dict[str, object]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    is_hidden: bool = False
    version: int = 1


class StageFollowUp(SQLModel, table=True):
    """What a stage of the board asks for whenever a referral comes into it, so many business days later."""

    __tablename__ = "stage_follow_ups"  # pyright: ignore[reportAssignmentType]

    stage_id: int = Field(foreign_key="stages.id", ondelete="CASCADE", primary_key=True)
    text: str
    after_days: int = 1
    how: How | None = Field(default=None, sa_column=word(How, nullable=True))


class LostRequest(SQLModel, table=True):
    """That somebody asks a supervisor to give a patient up as lost for a referral, and what was decided."""

    __tablename__ = "lost_requests"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "uq_lost_requests_open",
            "referral_id",
            unique=True,
            sqlite_where=_UNDECIDED,
            postgresql_where=_UNDECIDED,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referrals.id", index=True)
    code: EndReason = Field(sa_column=word(EndReason))
    words: str = Field(default="", sa_column=Column(Text, nullable=False))
    asked_at: datetime = Field(sa_column=instant())
    asked_by_id: int = Field(foreign_key="users.id")
    decided_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    decided_by_id: int | None = Field(default=None, foreign_key="users.id")
    is_signed: bool | None = None
    answer: str = Field(default="", sa_column=Column(Text, nullable=False))
