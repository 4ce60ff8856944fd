"""The people around a patient, who lives with whom, and how the patient may safely be reached."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Index, Text, text
from sqlmodel import Field, SQLModel

from carehub.core.columns import instant, word

_OPEN = text("until IS NULL")


class Relation(StrEnum):
    """What somebody is to the patient; the second half are people who care for the patient at work."""

    MOTHER = "mother"
    FATHER = "father"
    PARENT = "parent"
    STEPPARENT = "stepparent"
    FOSTER_PARENT = "foster_parent"
    GRANDPARENT = "grandparent"
    GUARDIAN = "guardian"
    SPOUSE = "spouse"
    PARTNER = "partner"
    SISTER = "sister"
    BROTHER = "brother"
    DAUGHTER = "daughter"
    SON = "son"
    GRANDCHILD = "grandchild"
    AUNT_OR_UNCLE = "aunt_or_uncle"
    COUSIN = "cousin"
    FRIEND = "friend"
    NEIGHBOR = "neighbor"
    CAREGIVER = "caregiver"
    OTHER = "other"
    SCHOOL_NURSE = "school_nurse"
    TEACHER = "teacher"
    SOCIAL_WORKER = "social_worker"
    CASE_WORKER = "case_worker"
    HOME_NURSE = "home_nurse"
    HOME_AIDE = "home_aide"
    THERAPIST = "therapist"
    SPECIALIST = "specialist"
    PHARMACIST = "pharmacist"
    CLERGY = "clergy"
    OTHER_PROFESSIONAL = "other_professional"

    @property
    def is_professional(self) -> bool:
        """Part of the care team rather than of the family."""
        return list(Relation).index(self) >= list(Relation).index(Relation.SCHOOL_NURSE)


class MayTalk(StrEnum):
    """Whether we may speak with somebody about the patient."""

    YES = "yes"
    ONLY_ABOUT = "only_about"
    NO = "no"
    NOT_ASKED = "not_asked"


class Safe(StrEnum):
    """A coded rule of how a patient may be reached."""

    TEXT_ONLY = "text_only"
    NO_CALLS = "no_calls"
    NO_VOICEMAIL = "no_voicemail"
    NO_TEXT = "no_text"
    NO_LETTERS = "no_letters"
    NOT_AT_ADDRESS = "not_at_address"
    NO_EMAIL = "no_email"
    DO_NOT_SAY_WHO = "do_not_say_who"


class RelatedPerson(SQLModel, table=True):
    """Somebody around a patient; kept, with ``until``, when no longer so.

    ``only_about`` says what we may speak of where that is limited; ``document_id`` is the paper that makes
    a legal guardian one.
    """

    __tablename__ = "related_people"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id", ondelete="CASCADE", index=True)
    name: str
    relation: Relation = Field(sa_column=word(Relation))
    organisation: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    interpreter: bool = False
    may_talk: MayTalk = Field(default=MayTalk.NOT_ASKED, sa_column=word(MayTalk))
    only_about: str = ""
    is_guardian: bool = False
    is_emergency: bool = False
    document_id: int | None = Field(default=None, foreign_key="documents.id")
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    added_at: datetime = Field(sa_column=instant())
    added_by_id: int = Field(foreign_key="users.id")
    until: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    version: int = 1


class TeamMember(SQLModel, table=True):
    """That somebody of the staff has a part in a patient's care, beside the coordinator."""

    __tablename__ = "team_members"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "uq_team_members_current",
            "patient_id",
            "user_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id", ondelete="CASCADE", index=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    part: str
    since: datetime = Field(sa_column=instant())
    added_by_id: int = Field(foreign_key="users.id")
    until: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class Household(SQLModel, table=True):
    """Patients who live together."""

    __tablename__ = "households"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = Field(sa_column=instant())


class HouseholdMember(SQLModel, table=True):
    """A patient lives in one household at most."""

    __tablename__ = "household_members"  # pyright: ignore[reportAssignmentType]

    patient_id: int = Field(foreign_key="patients.id", ondelete="CASCADE", primary_key=True)
    household_id: int = Field(foreign_key="households.id", index=True)


class SafeContact(SQLModel, table=True):
    """How a patient may safely be reached: coded rules, hours by the center's clock, and words.

    ``not_before`` and ``not_after`` are ``HH:MM`` or empty.
    """

    __tablename__ = "safe_contacts"  # pyright: ignore[reportAssignmentType]

    patient_id: int = Field(foreign_key="patients.id", ondelete="CASCADE", primary_key=True)
    codes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    ask_for: str = ""
    not_before: str = ""
    not_after: str = ""
    words: str = Field(default="", sa_column=Column(Text, nullable=False))
    updated_at: datetime = Field(sa_column=instant())
    updated_by_id: int = Field(foreign_key="users.id")
    version: int = 1
