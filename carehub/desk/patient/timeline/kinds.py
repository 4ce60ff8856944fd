"""What the timeline tells of, and how one entry is kept on its place among the others."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Session

from carehub.core.actor import Actor

Told = TypeVar("Told", bound=Select[*tuple[Any, ...]])


class Kind(StrEnum):
    """The filter's words, and the order of entries of the same instant."""

    REFERRAL = "referral"
    NOTE = "note"
    CONTACT = "contact"
    APPOINTMENT = "appointment"
    FOLLOW_UP = "follow_up"
    DOCUMENT = "document"
    CARE_PLAN = "care_plan"
    FORM = "form"
    CRISIS = "crisis"
    HOSPITAL = "hospital"
    PROGRAM = "program"
    REMARK = "remark"
    CASELOAD = "caseload"
    RECORD = "record"
    IMPORT = "import"


LABEL: dict[Kind, str] = {
    Kind.REFERRAL: "Referrals",
    Kind.NOTE: "Notes",
    Kind.CONTACT: "Contact attempts",
    Kind.APPOINTMENT: "Appointments",
    Kind.FOLLOW_UP: "Follow-ups",
    Kind.DOCUMENT: "Documents",
    Kind.CARE_PLAN: "Care plan",
    Kind.FORM: "Forms",
    Kind.CRISIS: "Crises",
    Kind.HOSPITAL: "Hospital",
    Kind.PROGRAM: "Programs",
    Kind.REMARK: "Problems and remarks",
    Kind.CASELOAD: "Caseload",
    Kind.RECORD: "Record",
    Kind.IMPORT: "Imports",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; ``href`` opens it where it can be opened."""

    at: datetime
    kind: Kind
    row_id: int
    what: str
    who: str = ""
    note: str = ""
    href: str = ""

    @property
    def place(self) -> "Place":
        return Place(self.at, self.kind, self.row_id)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ends: the next one goes on behind it, whatever happens meanwhile."""

    at: datetime
    kind: Kind
    row_id: int

    @property
    def key(self) -> tuple[float, int, int]:
        """Sorts the newest first."""
        return (-self.at.timestamp(), list(Kind).index(self.kind), -self.row_id)


@dataclass(frozen=True, slots=True)
class Look:
    """Whose timeline is read, by whom, and up to ``size`` entries behind which place."""

    session: Session
    actor: Actor
    patient_id: int
    behind: Place | None
    size: int

    def cut(
        self,
        told: Told,
        kind: Kind,
        at: Mapped[datetime] | Mapped[datetime | None],
        row_id: ColumnElement[int] | Mapped[int | None],
    ) -> Told:
        """The part of a slice's rows that can stand on this page, the newest first."""
        behind = self._is_behind(kind, at, row_id) if self.behind else at.is_not(None)
        return told.where(behind).order_by(at.desc(), row_id.desc()).limit(self.size)

    def _is_behind(
        self,
        kind: Kind,
        at: Mapped[datetime] | Mapped[datetime | None],
        row_id: ColumnElement[int] | Mapped[int | None],
    ) -> ColumnElement[bool]:
        assert self.behind is not None
        kinds = list(Kind)
        here, there = kinds.index(kind), kinds.index(self.behind.kind)
        same_instant = at == self.behind.at
        if here == there:
            same_instant = and_(same_instant, row_id < self.behind.row_id)
        return or_(at < self.behind.at, same_instant if here >= there else false())


# A row that begins and ends has two entries, perhaps of one instant: even and odd numbers tell them apart.
def begun(row_id: Mapped[int | None]) -> ColumnElement[int]:
    """The number of the entry that tells of a row's beginning."""
    return 2 * row_id  # pyright: ignore[reportReturnType, reportOptionalOperand]


def ended(row_id: Mapped[int | None]) -> ColumnElement[int]:
    """The number of the entry that tells of its end."""
    return 2 * row_id + 1  # pyright: ignore[reportReturnType, reportOptionalOperand]
