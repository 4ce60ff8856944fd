"""The center, its sites, the people who work there and their sign-in sessions."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from carehub.core.actor import Role
from carehub.core.columns import instant, word

ARCHIVE_AFTER_DAYS = 14


class Qualification(StrEnum):
    """What somebody's minutes count for, whatever the role: who clinical staff and trained auxiliaries are
    is for the center to decide under its State's law (42 CFR 410.26)."""

    CLINICAL_STAFF = "clinical_staff"
    TRAINED_AUXILIARY = "trained_auxiliary"
    OTHER = "other"


class Center(SQLModel, table=True):
    """The organisation that runs this CareHub: the one row with id 1.

    ``archive_after_days``: closed referrals leave the board so many days after they were closed.
    ``runs_part2``: it has a program under 42 CFR Part 2.
    """

    __tablename__ = "centers"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    name: str
    time_zone: str
    phone: str = ""
    fax: str = ""
    address: str = ""
    is_practice: bool = False
    setup_token_hash: str | None = None
    archive_after_days: int = ARCHIVE_AFTER_DAYS
    runs_part2: bool = False


class Site(SQLModel, table=True):
    """One location of the center. ``time_zone`` is empty where the clocks of the center count."""

    __tablename__ = "sites"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    is_active: bool = True
    color: str = "teal"
    time_zone: str = ""
    version: int = 1


class User(SQLModel, table=True):
    """A person who signs in. ``all_sites``: works at every site, those opened later included."""

    __tablename__ = "users"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    user_name: str = Field(unique=True)
    name: str
    role: Role = Field(sa_column=word(Role))
    qualification: Qualification = Field(default=Qualification.OTHER, sa_column=word(Qualification))
    all_sites: bool = False
    is_active: bool = True
    password_hash: str
    single_keys: bool = True
    version: int = 1
    created_at: datetime = Field(sa_column=instant())


class UserSite(SQLModel, table=True):
    """That a person works at a site."""

    __tablename__ = "user_sites"  # pyright: ignore[reportAssignmentType]

    user_id: int = Field(foreign_key="users.id", primary_key=True)
    site_id: int = Field(foreign_key="sites.id", primary_key=True, index=True)


class SignInSession(SQLModel, table=True):
    """A signed-in browser. Only the hash of what its cookie holds is stored.

    ``is_half``: the password was right, the second factor has still to be shown. Opens nothing else.
    ``locked_at``: its person left the desk and said so; idle ones are locked without it.
    """

    __tablename__ = "sign_in_sessions"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    address: str = ""
    browser: str = ""
    created_at: datetime = Field(sa_column=instant())
    last_active_at: datetime = Field(sa_column=instant())
    ended_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    is_half: bool = False
    locked_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class SensitiveGrant(SQLModel, table=True):
    """That a person, or everybody of a role, sees sensitive referrals; exactly one of the two is named."""

    __tablename__ = "sensitive_grants"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    user_id: int | None = Field(default=None, foreign_key="users.id", index=True)
    role: Role | None = Field(default=None, sa_column=word(Role, nullable=True))
    granted_at: datetime = Field(sa_column=instant())
    granted_by: int = Field(foreign_key="users.id")
    ended_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class SecondFactor(SQLModel, table=True):
    """The secret that a person's authenticator app shares, sealed (``core.sealing``).

    ``last_step``: the number of the 30 seconds whose code was taken last; no ``confirmed_at``: not in use.
    """

    __tablename__ = "second_factors"  # pyright: ignore[reportAssignmentType]

    user_id: int = Field(foreign_key="users.id", primary_key=True)
    secret: str
    last_step: int = 0
    confirmed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class RecoveryCode(SQLModel, table=True):
    """One of ten codes that stand in for the app, each once; only its hash is stored."""

    __tablename__ = "recovery_codes"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    code_hash: str = Field(unique=True)
    used_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class OneTimeCode(SQLModel, table=True):
    """A code by which a person sets a new password once; only its hash is stored.

    ``issued_by`` is empty when the host's own command line issued it.
    """

    __tablename__ = "one_time_codes"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    code_hash: str = Field(unique=True)
    issued_by: int | None = Field(default=None, foreign_key="users.id")
    expires_at: datetime = Field(sa_column=instant())
    used_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class SignInAttempt(SQLModel, table=True):
    """A password or code that did not fit, so that the next guess has to wait longer.

    The typed user name is kept as a hash: people type their password into the wrong box.
    """

    __tablename__ = "sign_in_attempts"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    name_hash: str = Field(index=True)
    address: str = Field(index=True)
    at: datetime = Field(sa_column=instant(index=True))
