"""asking the journal: the entries of some actions are looked up"""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_journal_action"), "journal", ["action"])


def downgrade() -> None:
    op.drop_index(op.f("ix_journal_action"), "journal")
