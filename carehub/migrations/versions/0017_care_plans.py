"""care plans"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TABLES = ("plan_goals", "plan_barriers", "plan_actions", "plan_progress", "plan_reviews", "plan_versions")


def upgrade() -> None:
    _table(
        "plan_goals",
        _of("plan_goals", "patient_id", "patients"),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        *_stamp("plan_goals"),
    )
    _table(
        "plan_barriers",
        _of("plan_barriers", "goal_id", "plan_goals"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_solved", sa.Boolean(), nullable=False),
        *_stamp("plan_barriers"),
    )
    _table(
        "plan_actions",
        _of("plan_actions", "goal_id", "plan_goals"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        *_stamp("plan_actions"),
    )
    _table(
        "plan_progress",
        _of("plan_progress", "goal_id", "plan_goals"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of("plan_progress", "by_id", "users"),
    )
    _table(
        "plan_reviews",
        _of("plan_reviews", "patient_id", "patients"),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        *_stamp("plan_reviews"),
    )
    _versions()
    for table, column in (
        ("plan_goals", "patient_id"),
        ("plan_barriers", "goal_id"),
        ("plan_actions", "goal_id"),
        ("plan_progress", "goal_id"),
        ("plan_reviews", "patient_id"),
        ("plan_versions", "patient_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _versions() -> None:
    _table(
        "plan_versions",
        _of("plan_versions", "patient_id", "patients"),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("relation", sa.String(40), nullable=False),
        sa.Column("agreed", sa.String(40), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _of("plan_versions", "made_by_id", "users"),
    )


def _table(name: str, *columns: "sa.Column[object]") -> None:
    id_column = sa.Column("id", sa.Integer(), nullable=False)
    op.create_table(name, id_column, *columns, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")))


def _of(table: str, column: str, other: str) -> "sa.Column[object]":
    key = sa.ForeignKey(f"{other}.id", name=op.f(f"fk_{table}_{column}_{other}"))
    return sa.Column(column, sa.Integer(), key, nullable=False)


def _stamp(table: str) -> "list[sa.Column[object]]":
    return [
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        _of(table, "updated_by_id", "users"),
    ]


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
