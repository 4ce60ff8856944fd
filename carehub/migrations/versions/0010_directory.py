"""directory"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("centers", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("archive_after_days", sa.Integer(), nullable=False, server_default="14")
        )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_saved_views_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_saved_views_owner_id_name")),
    )
    _receivers()
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("receiver_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_referrals_receiver_id_receivers"), "receivers", ["receiver_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_referrals_receiver_id"), ["receiver_id"], unique=False)


def _receivers() -> None:
    texts = (
        "specialty", "phone", "other_phone", "fax", "email", "website", "address", "city", "state", "zip",
        "languages", "insurance",
    )  # fmt: skip
    op.create_table(
        "receivers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("listed_as", sa.String(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("npi", sa.String(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("sliding_fee", sa.Boolean(), nullable=True),
        sa.Column("usual_wait_days", sa.Integer(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receivers")),
        sa.UniqueConstraint("listed_as", name=op.f("uq_receivers_listed_as")),
        sa.UniqueConstraint("npi", name=op.f("uq_receivers_npi")),
        sa.UniqueConstraint("source_id", name=op.f("uq_receivers_source_id")),
    )


def downgrade() -> None:
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referrals_receiver_id"))
        batch_op.drop_constraint(op.f("fk_referrals_receiver_id_receivers"), type_="foreignkey")
        batch_op.drop_column("receiver_id")
    op.drop_table("receivers")
    op.drop_table("saved_views")
    with op.batch_alter_table("centers", schema=None) as batch_op:
        batch_op.drop_column("archive_after_days")
