"""series"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appointment_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("skips", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_appointment_series_created_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_series")),
    )
    with op.batch_alter_table("appointments") as appointments:
        for column in _columns():
            appointments.add_column(column)
        appointments.create_foreign_key(
            op.f("fk_appointments_series_id_appointment_series"), "appointment_series", ["series_id"], ["id"]
        )
        appointments.create_foreign_key(op.f("fk_appointments_room_id_rooms"), "rooms", ["room_id"], ["id"])
        appointments.create_index(op.f("ix_appointments_room_id_starts_at"), ["room_id", "starts_at"])
        appointments.create_index(
            op.f("ix_appointments_series_id_occurs_on"), ["series_id", "occurs_on"], unique=True
        )


def downgrade() -> None:
    with op.batch_alter_table("appointments") as appointments:
        appointments.drop_index(op.f("ix_appointments_series_id_occurs_on"))
        appointments.drop_index(op.f("ix_appointments_room_id_starts_at"))
        appointments.drop_constraint(op.f("fk_appointments_room_id_rooms"), type_="foreignkey")
        appointments.drop_constraint(op.f("fk_appointments_series_id_appointment_series"), type_="foreignkey")
        for column in reversed(_columns()):
            appointments.drop_column(column.name)
    op.drop_table("appointment_series")


def _columns() -> list[sa.Column[object]]:
    """What is there already gets the value that says nothing."""
    return [
        sa.Column("type", sa.String(40), nullable=False, server_default="other"),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("receiver", sa.String(), nullable=False, server_default=""),
        *(_flag(name) for name in ("needs_interpreter", "needs_transport", "is_late", "left_without_visit")),
        sa.Column("patient_told", sa.Boolean(), nullable=True),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("occurs_on", sa.Date(), nullable=True),
        _flag("is_apart"),
    ]


def _flag(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
