"""A patient and the sites where the patient is cared for."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Index, String, Text, text
from sqlmodel import Field, SQLModel

from carehub.core.columns import instant, word


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class PatientStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    DECEASED = "deceased"


class Risk(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


_MERGED = text("merged_into_id IS NOT NULL")


class Patient(SQLModel, table=True):
    """A person we help. The names of the fields are those of the import columns.

    ``language`` is ISO 639-1, phones are E.164, ``state`` two letters, ``zip`` five digits or ZIP+4.
    ``phone_owner`` says whose phone it is when it is not the patient's ("mother").
    ``extra`` keeps imported columns that have no field of their own, by their header.
    A record with ``merged_into_id`` is only a pointer to the one that survived, which is found as
    ``also_found_as`` as well.
    ``coordinator_id`` is who is responsible now: the database keeps it by the assignments, nobody sets it.
    """

    __tablename__ = "patients"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_patients_sort_name_id", "sort_name", "id"),
        # Each caseload, and everyone with nobody, is one stretch of these, in the order of the list.
        # The last column is not looked up by: with it, a caseload is counted without reading the patients.
        Index("ix_patients_case_by_name", "coordinator_id", "status", "sort_name", "id", "merged_into_id"),
        Index("ix_patients_case_by_added", "coordinator_id", "status", "id"),
        # Nearly every record is its own: this index is for finding the others, never for leaving them out.
        Index("ix_patients_merged_into_id", "merged_into_id", sqlite_where=_MERGED, postgresql_where=_MERGED),
        # The number of a patient who was removed is never another's: the journal names patients by it.
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    mrn: str | None = Field(default=None, unique=True)
    last_name: str
    first_name: str
    middle_name: str = ""
    suffix: str = ""
    preferred_name: str = ""
    birth_date: date | None = Field(default=None, index=True)
    sex: Sex = Field(default=Sex.UNKNOWN, sa_column=word(Sex))
    language: str = ""
    interpreter: bool = False
    phone: str = ""
    phone_owner: str = ""
    phone_alt: str = ""
    phone_alt_owner: str = ""
    email: str = ""
    address: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    insurance: str = ""
    insurance_id: str = ""
    home_site_id: int = Field(foreign_key="sites.id", index=True)
    status: PatientStatus = Field(default=PatientStatus.ACTIVE, sa_column=word(PatientStatus))
    risk: Risk | None = Field(default=None, sa_column=word(Risk, nullable=True))
    notes: str = Field(default="", sa_column=Column(Text, nullable=False))
    extra: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    # What lists are ordered by: family name, given name, folded so that case and accents do not matter.
    # On PostgreSQL the order is that of the letters' codes, as on SQLite, whatever the server's language.
    sort_name: str = Field(
        sa_column=Column(String().with_variant(String(collation="C"), "postgresql"), nullable=False)
    )
    coordinator_id: int | None = None
    merged_into_id: int | None = None
    also_found_as: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    version: int = 1
    created_at: datetime = Field(sa_column=instant())
    updated_at: datetime = Field(sa_column=instant())


class PatientSite(SQLModel, table=True):
    """That a patient is cared for at a site: the home site and any other."""

    __tablename__ = "patient_sites"  # pyright: ignore[reportAssignmentType]

    patient_id: int = Field(foreign_key="patients.id", primary_key=True, ondelete="CASCADE")
    site_id: int = Field(foreign_key="sites.id", primary_key=True, index=True)


class FormerMrn(SQLModel, table=True):
    """An MRN of a record that was merged into another: whoever asks for it arrives there."""

    __tablename__ = "former_mrns"  # pyright: ignore[reportAssignmentType]

    mrn: str = Field(primary_key=True)
    patient_id: int = Field(foreign_key="patients.id", index=True)
