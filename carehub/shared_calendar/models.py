"""What stands in the shared calendar."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text
from sqlmodel import Field, Relationship, SQLModel

from carehub.core.columns import instant, word
from carehub.core.database import UtcDateTime
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import AppointmentStatus, AppointmentType, Kind, Mode


class Series(SQLModel, table=True):
    """A time that comes again; each of its occurrences is an Appointment (docs/decisions/0004 says why).

    ``rule`` is an RRULE (RFC 5545) that always ends; it counts in days of the wall clock of ``time_zone``,
    beginning with ``starts_on``. ``skips`` are the days of the rule, in ISO, on which nothing takes place.
    ``at`` and ``minutes`` are what an occurrence has that nobody changed by itself.
    """

    __tablename__ = "appointment_series"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    rule: str
    starts_on: date
    at: time
    minutes: int
    time_zone: str
    skips: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_column=instant())
    created_by: int = Field(foreign_key="users.id")


class Attendee(SQLModel, table=True):
    """Somebody who takes part in a meeting beside the person it is with."""

    __tablename__ = "attendees"  # pyright: ignore[reportAssignmentType]

    appointment_id: int | None = Field(default=None, foreign_key="appointments.id", primary_key=True)
    user_id: int = Field(foreign_key="users.id", primary_key=True, index=True)


class Appointment(SQLModel, table=True):
    """A booked time of a patient, of a member of staff, or of both; a staff meeting has no patient, and may
    have more people (``invited``).

    ``title`` says what it is for ("Therapy intake"). ``receiver`` names the place when it is not one of our
    sites. ``reason`` is why it was cancelled or missed. ``patient_told``: the patient knows this time, or
    that it is cancelled; None when nobody asked. ``occurs_on`` is the day of the series' rule that this
    occurrence stands for, whenever it really takes place; ``is_apart``: it was changed by itself.
    """

    __tablename__ = "appointments"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        CheckConstraint("patient_id IS NOT NULL OR staff_id IS NOT NULL", name="is_somebodys_time"),
        # No day of a series' rule has two occurrences.
        Index("ix_appointments_series_id_occurs_on", "series_id", "occurs_on", unique=True),
        # Each reads one range of time; the order of the columns makes that one stretch of the index.
        Index("ix_appointments_site_id_starts_at", "site_id", "starts_at"),
        Index("ix_appointments_staff_id_starts_at", "staff_id", "starts_at"),
        Index("ix_appointments_patient_id_starts_at", "patient_id", "starts_at"),
        Index("ix_appointments_room_id_starts_at", "room_id", "starts_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: Kind = Field(default=Kind.APPOINTMENT, sa_column=word(Kind))
    type: AppointmentType = Field(default=AppointmentType.OTHER, sa_column=word(AppointmentType))
    title: str
    patient_id: int | None = Field(default=None, foreign_key="patients.id")
    staff_id: int | None = Field(default=None, foreign_key="users.id")
    site_id: int = Field(foreign_key="sites.id")
    referral_id: int | None = Field(default=None, foreign_key="referrals.id", index=True)
    room_id: int | None = Field(default=None, foreign_key="rooms.id")
    receiver: str = ""
    needs_interpreter: bool = False
    needs_transport: bool = False
    mode: Mode = Field(default=Mode.IN_PERSON, sa_column=word(Mode))
    starts_at: datetime = Field(sa_column=instant(index=True))
    ends_at: datetime = Field(sa_column=instant())
    status: AppointmentStatus = Field(default=AppointmentStatus.BOOKED, sa_column=word(AppointmentStatus))
    reason: str = ""
    is_late: bool = False
    left_without_visit: bool = False
    patient_told: bool | None = None
    series_id: int | None = Field(default=None, foreign_key="appointment_series.id")
    occurs_on: date | None = None
    is_apart: bool = False
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    version: int = 1
    created_at: datetime = Field(sa_column=instant())
    created_by: int = Field(foreign_key="users.id")
    updated_at: datetime = Field(sa_column=instant())
    updated_by: int = Field(foreign_key="users.id")

    invited: list[Attendee] = Relationship(
        sa_relationship_kwargs={"order_by": "Attendee.user_id", "cascade": "all, delete-orphan"}
    )

    @property
    def slot(self) -> Slot:
        return Slot(self.starts_at, self.ends_at)

    @property
    def attendees(self) -> tuple[int, ...]:
        """Who takes part beside ``staff_id``, in the order of the ids; only a meeting has them."""
        return tuple(each.user_id for each in self.invited) if self.kind is Kind.MEETING else ()

    @property
    def people(self) -> tuple[int, ...]:
        """Every member of staff whose time it takes."""
        return tuple(each for each in (self.staff_id, *self.attendees) if each is not None)


class CallOutcome(StrEnum):
    """What came of calling a patient about an appointment."""

    CONFIRMED = "confirmed"
    LEFT_MESSAGE = "left_message"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    WANTS_ANOTHER_TIME = "wants_another_time"
    WILL_NOT_COME = "will_not_come"

    @property
    def label(self) -> str:
        return "Will come" if self is CallOutcome.CONFIRMED else self.value.replace("_", " ").capitalize()


class ReminderCall(SQLModel, table=True):
    """A call about an appointment; ``starts_at`` is the time that it reminded of, so that a call is void once
    the appointment has moved."""

    __tablename__ = "reminder_calls"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    appointment_id: int = Field(foreign_key="appointments.id", index=True)
    starts_at: datetime = Field(sa_column=instant())
    outcome: CallOutcome = Field(sa_column=word(CallOutcome))
    at: datetime = Field(sa_column=instant())
    by_id: int = Field(foreign_key="users.id")


class Shows(StrEnum):
    """How much a subscribed calendar tells of an appointment."""

    BUSY = "busy"
    INITIALS = "initials"

    @property
    def label(self) -> str:
        return "Busy only" if self is Shows.BUSY else "Initials and type"


class CalendarSubscription(SQLModel, table=True):
    """A secret address under which another program reads a person's appointments, or with ``site_id`` those
    of a site. Only the hash of the secret is stored."""

    __tablename__ = "calendar_subscriptions"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    site_id: int | None = Field(default=None, foreign_key="sites.id")
    shows: Shows = Field(sa_column=word(Shows))
    secret_hash: str = Field(unique=True)
    created_at: datetime = Field(sa_column=instant())
    last_used_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    revoked_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class ImportedEvent(SQLModel, table=True):
    """That an event of a calendar file is in the calendar, so that the same file again adds nothing."""

    __tablename__ = "imported_events"  # pyright: ignore[reportAssignmentType]

    user_id: int = Field(foreign_key="users.id", primary_key=True)
    uid: str = Field(primary_key=True)
    starts_at: datetime = Field(sa_column=Column(UtcDateTime, primary_key=True))
    appointment_id: int = Field(foreign_key="appointments.id", index=True)
