"""open referrals: counted in an index of the open ones alone

In an index of all by ``closed_at`` the open ones are one value among thousands, so that the database took
looking them all up for the quickest way to a coordinator's own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

OPEN, CLOSED = sa.text("closed_at IS NULL"), sa.text("closed_at IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_referrals_closed_at", "referrals")
    # The last column is not looked up by: SQLite reads the referral itself for what its index leaves out.
    _add("ix_referrals_open", ["stage_id", "patient_id", "closed_at"], OPEN)
    _add("ix_referrals_closed_at", ["closed_at", "stage_id", "patient_id"], CLOSED)


def downgrade() -> None:
    op.drop_index("ix_referrals_closed_at", "referrals")
    op.drop_index("ix_referrals_open", "referrals")
    op.create_index("ix_referrals_closed_at", "referrals", ["closed_at", "stage_id", "patient_id"])


def _add(name: str, columns: list[str], only: sa.TextClause) -> None:
    op.create_index(name, "referrals", columns, sqlite_where=only, postgresql_where=only)
