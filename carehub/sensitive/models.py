"""That a referral is sensitive: behavioral health, HIV, reproductive health, a minor's confidential care."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from carehub.core.columns import instant, word


class Sensitivity(StrEnum):
    BEHAVIORAL = "behavioral"
    HIV = "hiv"
    REPRODUCTIVE = "reproductive"
    MINOR = "minor"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _LABEL[self]


_LABEL = {
    Sensitivity.BEHAVIORAL: "Behavioral health",
    Sensitivity.HIV: "HIV",
    Sensitivity.REPRODUCTIVE: "Reproductive health",
    Sensitivity.MINOR: "A minor's confidential care",
    Sensitivity.OTHER: "Other",
}


class SensitiveReferral(SQLModel, table=True):
    """One row for each sensitive referral, so that every slice can leave out what belongs to it."""

    __tablename__ = "sensitive_referrals"  # pyright: ignore[reportAssignmentType]

    referral_id: int = Field(foreign_key="referrals.id", primary_key=True, ondelete="CASCADE")
    kind: Sensitivity = Field(sa_column=word(Sensitivity))
    marked_at: datetime = Field(sa_column=instant())
    marked_by_id: int = Field(foreign_key="users.id")
