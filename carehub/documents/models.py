"""Files that belong to a patient: what is known of each, apart from its bytes."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from carehub.core.columns import instant, word


class FileKind(StrEnum):
    """What a file is by its content."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"

    @property
    def suffix(self) -> str:
        return ".jpg" if self is FileKind.JPEG else f".{self.value}"

    @property
    def media_type(self) -> str:
        return "application/pdf" if self is FileKind.PDF else f"image/{self.value}"


class Document(SQLModel, table=True):
    """A file of a patient, perhaps for a referral. ``key`` finds its bytes until it is removed.

    ``name`` is the sender's name for it, cleaned, with the suffix of what it is.
    """

    __tablename__ = "documents"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id", index=True)
    referral_id: int | None = Field(default=None, foreign_key="referrals.id", index=True)
    name: str
    kind: FileKind = Field(sa_column=word(FileKind))
    size: int
    key: str = Field(unique=True)
    added_at: datetime = Field(sa_column=instant())
    added_by_id: int = Field(foreign_key="users.id")
    removed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    removed_by_id: int | None = Field(default=None, foreign_key="users.id")
    removed_because: str = ""
