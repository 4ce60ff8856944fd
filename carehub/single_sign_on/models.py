"""Which person of the identity provider is which person here."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from carehub.core.columns import instant


class ProviderLink(SQLModel, table=True):
    """``name`` is how the provider names the person, as an admin wrote it; ``subject`` the provider's own
    number for the person, written down at the first sign-in: from then on it alone counts."""

    __tablename__ = "provider_links"  # pyright: ignore[reportAssignmentType]

    user_id: int = Field(foreign_key="users.id", primary_key=True)
    name: str = Field(unique=True)
    subject: str | None = Field(default=None, unique=True)
    linked_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
