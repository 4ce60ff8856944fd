"""attendees"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendees",
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_attendees_appointment_id_appointments")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_attendees_user_id_users")),
        sa.PrimaryKeyConstraint("appointment_id", "user_id", name=op.f("pk_attendees")),
    )
    op.create_index(op.f("ix_attendees_user_id"), "attendees", ["user_id"])


def downgrade() -> None:
    op.drop_table("attendees")
