"""crises"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "crisis_protocols",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        _of("crisis_protocols", "made_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crisis_protocols")),
        sa.UniqueConstraint("number", name=op.f("uq_crisis_protocols_number")),
    )
    op.create_table(
        "on_call",
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("weekday", name=op.f("pk_on_call")),
    )
    _crises()
    op.create_table(
        "crisis_ticks",
        sa.Column("crisis_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _of("crisis_ticks", "crisis_id", "crises"),
        _of("crisis_ticks", "by_id", "users"),
        sa.PrimaryKeyConstraint("crisis_id", "step", name=op.f("pk_crisis_ticks")),
    )
    op.create_table(
        "crisis_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("crisis_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _of("crisis_notes", "crisis_id", "crises"),
        _of("crisis_notes", "by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crisis_notes")),
    )
    op.create_index(op.f("ix_crisis_notes_crisis_id"), "crisis_notes", ["crisis_id"])


def _crises() -> None:
    people = ("opened_by_id", "ended_by_id", "seen_by_id")
    op.create_table(
        "crises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("protocol_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _of("crises", "patient_id", "patients"),
        _of("crises", "protocol_id", "crisis_protocols"),
        *(_of("crises", each, "users") for each in people),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crises")),
    )
    for column in ("patient_id", "opened_at", "seen_at"):
        op.create_index(op.f(f"ix_crises_{column}"), "crises", [column])
    op.create_index(
        "uq_crises_open", "crises", ["patient_id"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def downgrade() -> None:
    for table in ("crisis_notes", "crisis_ticks", "crises", "on_call", "crisis_protocols"):
        op.drop_table(table)
