"""Referrals, the stages they stand in, and what happened to each."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Index, Text, text
from sqlmodel import Field, SQLModel

from carehub.core.columns import instant, word
from carehub.referrals.reasons import EndReason, StuckReason
from carehub.referrals.status import Channel, NoReport, Outcome, Status, Urgency, WhoseMove

_OPEN = text("closed_at IS NULL")
_CLOSED = text("closed_at IS NOT NULL")


class Stage(SQLModel, table=True):
    """A column of the center's board. ``colour`` names a scale of the theme.

    ``wip_limit`` is how many cards it should hold at most; a clock without a number of its own runs
    as its status does. ``asks`` are the proofs that the center chose, None for the usual ones.
    """

    __tablename__ = "stages"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    position: int
    status: Status = Field(sa_column=word(Status))
    colour: str = "gray"
    is_hidden: bool = False
    wip_limit: int | None = None
    stat_hours: int | None = None
    urgent_days: int | None = None
    routine_days: int | None = None
    asks: list[str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    version: int = 1


class ReferralType(SQLModel, table=True):
    """What kind of help is asked for; the center adds its own."""

    __tablename__ = "referral_types"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    position: int
    is_hidden: bool = False
    version: int = 1


class Referral(SQLModel, table=True):
    """A request that someone else does something for a patient, followed until the loop is closed.

    ``status`` is that of its stage. Of the dates none stands for another: scheduled is not seen,
    received is not reviewed. ``due_at`` is when the clock of its step runs out, ``order_key`` its
    place in the column; both are computed whenever the referral changes. ``pauses`` are those of the
    present step, each from an instant to the end of a day.
    """

    __tablename__ = "referrals"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_referrals_stage_id_order_key", "stage_id", "order_key"),
        Index(
            # The last column is not looked up by: it makes counting a matter of the index alone.
            "ix_referrals_open",
            "stage_id",
            "patient_id",
            "closed_at",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "ix_referrals_closed_at",
            "closed_at",
            "stage_id",
            "patient_id",
            sqlite_where=_CLOSED,
            postgresql_where=_CLOSED,
        ),
        Index("ix_referrals_due_at", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(
            "ix_referrals_coordinator_id_due_at",
            "coordinator_id",
            "due_at",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id", index=True)
    type_id: int = Field(foreign_key="referral_types.id")
    receiver: str = ""
    receiver_id: int | None = Field(default=None, foreign_key="receivers.id", index=True)
    urgency: Urgency = Field(sa_column=word(Urgency))
    question: str = Field(default="", sa_column=Column(Text, nullable=False))
    coordinator_id: int | None = Field(default=None, foreign_key="users.id", index=True)
    requested_by_id: int = Field(foreign_key="users.id")
    requested_on: date

    stage_id: int = Field(foreign_key="stages.id")
    status: Status = Field(sa_column=word(Status))
    stage_entered_at: datetime = Field(sa_column=instant())
    status_entered_at: datetime = Field(sa_column=instant())
    is_pinned: bool = False
    due_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    order_key: str

    authorization_payer: str = ""
    authorization_number: str = ""
    authorization_from: date | None = None
    authorization_until: date | None = None
    authorization_visits: int | None = None
    authorization_used: int | None = None

    missing_from: WhoseMove | None = Field(default=None, sa_column=word(WhoseMove, nullable=True))
    missing: str = ""
    sent_channel: Channel | None = Field(default=None, sa_column=word(Channel, nullable=True))
    sent_to: str = ""
    sent_on: date | None = None
    accepted_by: str = ""
    accepted_on: date | None = None
    appointment_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    appointment_told: bool | None = None
    seen_on: date | None = None
    seen_confirmed_by: str = ""
    report_received_on: date | None = None
    reviewed_by: str = ""
    reviewed_on: date | None = None
    patient_told_on: date | None = None
    no_report: NoReport | None = Field(default=None, sa_column=word(NoReport, nullable=True))

    outcome: Outcome | None = Field(default=None, sa_column=word(Outcome, nullable=True))
    outcome_code: EndReason | None = Field(default=None, sa_column=word(EndReason, nullable=True))
    outcome_reason: str = ""
    next_step: str = ""
    replaces_id: int | None = Field(default=None, foreign_key="referrals.id")
    closed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))

    paused_until: date | None = None
    pause_reason: str = ""
    pauses: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    stuck_because: StuckReason | None = Field(default=None, sa_column=word(StuckReason, nullable=True))
    stuck_note: str = ""

    version: int = 1
    created_at: datetime = Field(sa_column=instant())
    updated_at: datetime = Field(sa_column=instant())


class Happening(StrEnum):
    CREATED = "created"
    EDITED = "edited"
    MOVED = "moved"
    CLOSED = "closed"
    REOPENED = "reopened"
    ACKNOWLEDGED = "acknowledged"
    REPORT_ASKED = "report_asked"
    TOLD = "told"
    RESCHEDULED = "rescheduled"
    MISSED = "missed"
    PINNED = "pinned"
    UNPINNED = "unpinned"
    ASSIGNED = "assigned"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXPLAINED = "explained"
    UNDONE = "undone"


class ReferralEvent(SQLModel, table=True):
    """One thing that happened to a referral, kept as it was then: stages by the name they had.

    ``detail`` holds what was proven or changed, by field, as text. What can be undone has a ``token``,
    one for all that was changed in one go, and what the changed fields held ``before``.
    """

    __tablename__ = "referral_events"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referrals.id", index=True)
    at: datetime = Field(sa_column=instant())
    actor_id: int = Field(foreign_key="users.id")
    happening: Happening = Field(sa_column=word(Happening))
    from_stage: str = ""
    to_stage: str = ""
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    detail: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    token: str = Field(default="", index=True)
    before: dict[str, object] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )


class ReferralNote(SQLModel, table=True):
    """What someone wrote beside a referral. It is never changed: who was wrong writes another one."""

    __tablename__ = "referral_notes"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referrals.id", index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=instant())
    by_id: int = Field(foreign_key="users.id")


class Mention(SQLModel, table=True):
    """That a note names a colleague, who has not seen it until ``read_at``."""

    __tablename__ = "mentions"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_mentions_user_id_read_at", "user_id", "read_at"),)

    note_id: int = Field(foreign_key="referral_notes.id", primary_key=True)
    user_id: int = Field(foreign_key="users.id", primary_key=True)
    read_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
