"""single sign-on: which person of the identity provider is which person here"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_links",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_provider_links_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_provider_links")),
        sa.UniqueConstraint("name", name=op.f("uq_provider_links_name")),
        sa.UniqueConstraint("subject", name=op.f("uq_provider_links_subject")),
    )


def downgrade() -> None:
    op.drop_table("provider_links")
