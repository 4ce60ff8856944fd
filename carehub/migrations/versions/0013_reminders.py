"""reminders"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _of("reminder_calls", "appointment_id", "appointments"),
        _of("reminder_calls", "by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_calls")),
    )
    op.create_index(op.f("ix_reminder_calls_appointment_id"), "reminder_calls", ["appointment_id"])
    _create_subscriptions()
    op.create_table(
        "imported_events",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        _of("imported_events", "user_id", "users"),
        _of("imported_events", "appointment_id", "appointments"),
        sa.PrimaryKeyConstraint("user_id", "uid", "starts_at", name=op.f("pk_imported_events")),
    )
    op.create_index(op.f("ix_imported_events_appointment_id"), "imported_events", ["appointment_id"])


def _create_subscriptions() -> None:
    table = "calendar_subscriptions"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("shows", sa.String(40), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        _of(table, "user_id", "users"),
        _of(table, "site_id", "sites"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("secret_hash", name=op.f(f"uq_{table}_secret_hash")),
    )
    op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"])


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def downgrade() -> None:
    for table in ("imported_events", "calendar_subscriptions", "reminder_calls"):
        op.drop_table(table)
