"""board: limits, clocks and questions of a stage; pauses, coded ends, moves that can be undone"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("wip_limit", sa.Integer(), nullable=True),
        sa.Column("stat_hours", sa.Integer(), nullable=True),
        sa.Column("urgent_days", sa.Integer(), nullable=True),
        sa.Column("routine_days", sa.Integer(), nullable=True),
        sa.Column("asks", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
    ):
        op.add_column("stages", column)
    op.add_column("referral_types", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    for column in (
        sa.Column("outcome_code", sa.String(40), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("pause_reason", sa.String(), nullable=False, server_default=""),
        sa.Column("pauses", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("stuck_because", sa.String(40), nullable=True),
        sa.Column("stuck_note", sa.String(), nullable=False, server_default=""),
    ):
        op.add_column("referrals", column)
    op.add_column("referral_events", sa.Column("token", sa.String(), nullable=False, server_default=""))
    op.add_column("referral_events", sa.Column("before", sa.JSON(), nullable=True))
    with op.batch_alter_table("referral_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_events_token"), ["token"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("referral_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_events_token"))
        batch_op.drop_column("before")
        batch_op.drop_column("token")
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        for name in ("stuck_note", "stuck_because", "pauses", "pause_reason", "paused_until", "outcome_code"):
            batch_op.drop_column(name)
    with op.batch_alter_table("referral_types", schema=None) as batch_op:
        batch_op.drop_column("version")
    with op.batch_alter_table("stages", schema=None) as batch_op:
        for name in ("version", "asks", "routine_days", "urgent_days", "stat_hours", "wip_limit"):
            batch_op.drop_column(name)
