"""sensitive: which referrals are, and who is granted to see them"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sensitive_referrals",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        _of("sensitive_referrals", "referral_id", "referrals", ondelete="CASCADE"),
        _of("sensitive_referrals", "marked_by_id", "users"),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_sensitive_referrals")),
    )
    op.create_table(
        "sensitive_grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _of("sensitive_grants", "user_id", "users"),
        _of("sensitive_grants", "granted_by", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sensitive_grants")),
    )
    op.create_index(op.f("ix_sensitive_grants_user_id"), "sensitive_grants", ["user_id"])


def downgrade() -> None:
    op.drop_table("sensitive_grants")
    op.drop_table("sensitive_referrals")


def _of(table: str, column: str, other: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)
