"""unreviewed access: what a supervisor is to review is found without reading all that was reviewed"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_INDEX = "ix_emergency_accesses_unreviewed"
_WAITS = sa.text("reviewed_at IS NULL")


def upgrade() -> None:
    op.create_index(_INDEX, "emergency_accesses", ["id"], sqlite_where=_WAITS, postgresql_where=_WAITS)


def downgrade() -> None:
    op.drop_index(_INDEX, "emergency_accesses")
