"""reading a large center"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_MERGED = sa.text("merged_into_id IS NOT NULL")
_OPEN = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.drop_index("ix_patients_merged_into_id", "patients")
    op.create_index(
        "ix_patients_merged_into_id",
        "patients",
        ["merged_into_id"],
        sqlite_where=_MERGED,
        postgresql_where=_MERGED,
    )
    op.create_index(
        "ix_follow_ups_due_on", "follow_ups", ["due_on"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )


def downgrade() -> None:
    op.drop_index("ix_follow_ups_due_on", "follow_ups")
    op.drop_index("ix_patients_merged_into_id", "patients")
    op.create_index("ix_patients_merged_into_id", "patients", ["merged_into_id"])
