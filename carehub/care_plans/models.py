"""What a patient wants to reach and who does what for it, and each plan that was agreed to, frozen."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Text
from sqlmodel import Field, SQLModel

from carehub.care_plans.kinds import ActionStatus, Agreed, GoalStatus, Owner, Relation
from carehub.core.columns import instant, word


class PlanGoal(SQLModel, table=True):
    """``words`` are the patient's own; ``measure`` is how we shall know."""

    __tablename__ = "plan_goals"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id", index=True)
    words: str = Field(sa_column=Column(Text, nullable=False))
    measure: str = Field(default="", sa_column=Column(Text, nullable=False))
    target_on: date | None = None
    status: GoalStatus = Field(default=GoalStatus.OPEN, sa_column=word(GoalStatus))
    version: int = 1
    updated_at: datetime = Field(sa_column=instant())
    updated_by_id: int = Field(foreign_key="users.id")


class PlanBarrier(SQLModel, table=True):
    """What stands in the way of a goal."""

    __tablename__ = "plan_barriers"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    goal_id: int = Field(foreign_key="plan_goals.id", index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    is_solved: bool = False
    version: int = 1
    updated_at: datetime = Field(sa_column=instant())
    updated_by_id: int = Field(foreign_key="users.id")


class PlanAction(SQLModel, table=True):
    """What somebody does for a goal; ``who`` names the owner where that helps ("her sister Ana")."""

    __tablename__ = "plan_actions"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    goal_id: int = Field(foreign_key="plan_goals.id", index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    owner: Owner = Field(sa_column=word(Owner))
    who: str = ""
    due_on: date | None = None
    status: ActionStatus = Field(default=ActionStatus.OPEN, sa_column=word(ActionStatus))
    version: int = 1
    updated_at: datetime = Field(sa_column=instant())
    updated_by_id: int = Field(foreign_key="users.id")


class PlanProgress(SQLModel, table=True):
    """How it goes with a goal; written once, never changed."""

    __tablename__ = "plan_progress"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    goal_id: int = Field(foreign_key="plan_goals.id", index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=instant())
    by_id: int = Field(foreign_key="users.id")


class PlanReview(SQLModel, table=True):
    """A day on which the plan is looked at again, and what came of it once it was."""

    __tablename__ = "plan_reviews"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id", index=True)
    due_on: date
    held_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    version: int = 1
    updated_at: datetime = Field(sa_column=instant())
    updated_by_id: int = Field(foreign_key="users.id")


class PlanVersion(SQLModel, table=True):
    """The plan as somebody agreed to it; never changed. ``content`` is a ``content.PlanContent``."""

    __tablename__ = "plan_versions"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patients.id", index=True)
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    signed_by: str
    relation: Relation = Field(sa_column=word(Relation))
    agreed: Agreed = Field(sa_column=word(Agreed))
    signed_on: date
    made_at: datetime = Field(sa_column=instant())
    made_by_id: int = Field(foreign_key="users.id")
