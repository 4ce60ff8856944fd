"""Receivers: the organisations and providers that referrals go to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from carehub.core.columns import instant, word


class ReceiverKind(StrEnum):
    ORGANISATION = "organisation"
    PROVIDER = "provider"


class Receiver(SQLModel, table=True):
    """One organisation or provider. ``listed_as`` is its name made unique: a referral is given that text.

    ``source_id`` is its id in the list that it came from; ``words`` is what typing finds it by.
    """

    __tablename__ = "receivers"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    name: str
    listed_as: str = Field(unique=True)
    kind: ReceiverKind = Field(sa_column=word(ReceiverKind))
    organisation: str = ""
    npi: str | None = Field(default=None, unique=True)
    specialty: str = ""
    phone: str = ""
    other_phone: str = ""
    fax: str = ""
    email: str = ""
    website: str = ""
    address: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    languages: str = ""
    insurance: str = ""
    sliding_fee: bool | None = None
    usual_wait_days: int | None = None
    notes: str = Field(default="", sa_column=Column(Text, nullable=False))
    is_active: bool = True
    source_id: str | None = Field(default=None, unique=True)
    words: str = Field(default="", sa_column=Column(Text, nullable=False))
    version: int = 1
    created_at: datetime = Field(sa_column=instant())
    updated_at: datetime = Field(sa_column=instant())
