"""working time"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_INDEXES = (
    ("working_hours", "site_id"),
    ("working_hours", "user_id"),
    ("rooms", "site_id"),
    ("closing_days", "day"),
    ("closing_days", "site_id"),
)


def upgrade() -> None:
    op.add_column("sites", sa.Column("time_zone", sa.String(), nullable=False, server_default=""))
    _create_working_hours()
    _create_rooms()
    _create_closing_days()
    for table, column in _INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _create_working_hours() -> None:
    op.create_table(
        "working_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.CheckConstraint("opens < closes", name=op.f("ck_working_hours_closes_after_it_opens")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_working_hours_is_a_weekday")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_working_hours_site_id_sites")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_working_hours_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_hours")),
    )


def _create_rooms() -> None:
    op.create_table(
        "rooms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_rooms_site_id_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
    )


def _create_closing_days() -> None:
    op.create_table(
        "closing_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_closing_days_site_id_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_days")),
    )
    op.create_table(
        "worked_holidays",
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worked_holidays")),
    )


def downgrade() -> None:
    for table, column in reversed(_INDEXES):
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    for table in ("worked_holidays", "closing_days", "rooms", "working_hours"):
        op.drop_table(table)
    op.drop_column("sites", "time_zone")
