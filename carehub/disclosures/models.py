"""That a referral is a Part 2 record, and the grounds on which such records are disclosed."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from carehub.core.columns import instant, word

# 42 CFR 2.32(a)(1), as of the rule of 2024.
NOTICE = (
    "This record which has been disclosed to you is protected by Federal confidentiality rules (42 CFR "
    "part 2). These rules prohibit you from using or disclosing this record, or testimony that "
    "describes the information contained in this record, in any civil, criminal, administrative, or "
    "legislative proceedings by any Federal, State, or local authority, against the patient, unless "
    "authorized by the consent of the patient, except as provided at 42 CFR 2.12(c)(5) or as authorized "
    "by a court in accordance with 42 CFR 2.64 or 2.65. In addition, the Federal rules prohibit you "
    "from making any other use or disclosure of this record unless at least one of the following "
    "applies: (i) Further use or disclosure is expressly permitted by the written consent of the "
    "individual whose information is being disclosed in this record or as otherwise permitted by 42 CFR "
    "part 2; (ii) You are a covered entity or business associate and have received the record pursuant "
    "to a consent for treatment, payment, or health care operations; or (iii) You have received the "
    "record from a covered entity or business associate as permitted by 45 CFR part 164, subparts A and "
    "E. A general authorization for the release of medical or other information is NOT sufficient to "
    "meet the required elements of written consent to further use or redisclose the record (see 42 CFR "
    "2.31)."
)


class Ground(StrEnum):
    """By what a record is disclosed: the patient's consent, or one of the exceptions of the rule."""

    CONSENT = "consent"
    CARE_CONSENT = "care_consent"
    EMERGENCY = "emergency"
    AUDIT = "audit"
    COURT_ORDER = "court_order"

    @property
    def label(self) -> str:
        return _LABEL[self]

    @property
    def is_consent(self) -> bool:
        return self in (Ground.CONSENT, Ground.CARE_CONSENT)


_LABEL = {
    Ground.CONSENT: "Consent to this receiver",
    Ground.CARE_CONSENT: "Consent for treatment, payment and operations",
    Ground.EMERGENCY: "Medical emergency (2.51)",
    Ground.AUDIT: "Audit or evaluation (2.53)",
    Ground.COURT_ORDER: "Court order (2.61 to 2.67)",
}


class Part2Referral(SQLModel, table=True):
    """One row for each referral that is a record of a Part 2 program."""

    __tablename__ = "part2_referrals"  # pyright: ignore[reportAssignmentType]

    referral_id: int = Field(foreign_key="referrals.id", primary_key=True, ondelete="CASCADE")
    marked_at: datetime = Field(sa_column=instant())
    marked_by_id: int = Field(foreign_key="users.id")


class DisclosureGround(SQLModel, table=True):
    """What section 2.31 asks of a consent: to whom, what, for what, until when, and that it can be revoked.

    ``expires_on`` is the last day on which it holds; only a consent for care may have none.
    """

    __tablename__ = "disclosure_grounds"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referrals.id", index=True, ondelete="CASCADE")
    ground: Ground = Field(sa_column=word(Ground))
    recipient: str
    what: str = Field(sa_column=Column(Text, nullable=False))
    purpose: str = Field(sa_column=Column(Text, nullable=False))
    signed_on: date
    expires_on: date | None = None
    recorded_at: datetime = Field(sa_column=instant())
    recorded_by_id: int = Field(foreign_key="users.id")
    revoked_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    revoked_by_id: int | None = Field(default=None, foreign_key="users.id")
