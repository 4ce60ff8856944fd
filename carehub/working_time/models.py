"""When a center works: its hours, its rooms, and the days on which it is closed."""

from datetime import date, time

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel


class WorkingHours(SQLModel, table=True):
    """A stretch of a weekday (0 is Monday) by the wall clock of the site: its opening hours, or, with
    ``user_id``, when that person works there."""

    __tablename__ = "working_hours"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("opens < closes", name="closes_after_it_opens"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="is_a_weekday"),
    )

    id: int | None = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key="sites.id", index=True)
    user_id: int | None = Field(default=None, foreign_key="users.id", index=True)
    weekday: int
    opens: time
    closes: time


class Room(SQLModel, table=True):
    """A room of a site, which one appointment at a time can have."""

    __tablename__ = "rooms"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key="sites.id", index=True)
    name: str
    is_active: bool = True
    version: int = 1


class ClosingDay(SQLModel, table=True):
    """A day on which a site is closed, or, without ``site_id``, the whole center."""

    __tablename__ = "closing_days"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    day: date = Field(index=True)
    name: str
    site_id: int | None = Field(default=None, foreign_key="sites.id", index=True)


class WorkedHoliday(SQLModel, table=True):
    """A federal holiday, by its name, on which the center works every year."""

    __tablename__ = "worked_holidays"  # pyright: ignore[reportAssignmentType]

    name: str = Field(primary_key=True)
