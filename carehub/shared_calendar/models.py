"""What stands in the shared calendar."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel

from carehub.core.columns import instant, word
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import AppointmentStatus, Kind, Mode


class Appointment(SQLModel, table=True):
    """A booked time of a patient, of a member of staff, or of both; a staff meeting has no patient.

    ``title`` says what it is for ("Therapy intake"). ``reason`` is why it was cancelled or missed.
    """

    __tablename__ = "appointments"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        CheckConstraint("patient_id IS NOT NULL OR staff_id IS NOT NULL", name="is_somebodys_time"),
        # Each reads one range of time; the order of the columns makes that one stretch of the index.
        Index("ix_appointments_site_id_starts_at", "site_id", "starts_at"),
        Index("ix_appointments_staff_id_starts_at", "staff_id", "starts_at"),
        Index("ix_appointments_patient_id_starts_at", "patient_id", "starts_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: Kind = Field(default=Kind.APPOINTMENT, sa_column=word(Kind))
    title: str
    patient_id: int | None = Field(default=None, foreign_key="patients.id")
    staff_id: int | None = Field(default=None, foreign_key="users.id")
    site_id: int = Field(foreign_key="sites.id")
    referral_id: int | None = Field(default=None, foreign_key="referrals.id", index=True)
    mode: Mode = Field(default=Mode.IN_PERSON, sa_column=word(Mode))
    starts_at: datetime = Field(sa_column=instant(index=True))
    ends_at: datetime = Field(sa_column=instant())
    status: AppointmentStatus = Field(default=AppointmentStatus.BOOKED, sa_column=word(AppointmentStatus))
    reason: str = ""
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    version: int = 1
    created_at: datetime = Field(sa_column=instant())
    created_by: int = Field(foreign_key="users.id")
    updated_at: datetime = Field(sa_column=instant())
    updated_by: int = Field(foreign_key="users.id")

    @property
    def slot(self) -> Slot:
        return Slot(self.starts_at, self.ends_at)
