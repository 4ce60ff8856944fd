"""board totals: open and recently closed referrals are counted in an index of their own"""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_referrals_closed_at", "referrals", ["closed_at", "stage_id", "patient_id"])


def downgrade() -> None:
    op.drop_index("ix_referrals_closed_at", "referrals")
