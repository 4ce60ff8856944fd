"""Views of a page under a name."""

from enum import StrEnum

from sqlalchemy import Column, String, UniqueConstraint
from sqlmodel import Field, SQLModel


class ViewedPage(StrEnum):
    """A page whose filters can be saved."""

    BOARD = "board"
    CASELOAD = "caseload"


class SavedView(SQLModel, table=True):
    """A view of a page under a name: its owner's, or everyone's. ``query`` is that of its address."""

    __tablename__ = "saved_views"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("owner_id", "page", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    page: str = Field(
        default=ViewedPage.BOARD.value,
        sa_column=Column(String, nullable=False, server_default=ViewedPage.BOARD.value),
    )
    owner_id: int = Field(foreign_key="users.id")
    name: str
    query: str
    is_shared: bool = False
