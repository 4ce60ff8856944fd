"""42 CFR Part 2: which referrals are such records, and the grounds on which they are disclosed"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("centers", sa.Column("runs_part2", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "part2_referrals",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        _of("part2_referrals", "referral_id", "referrals", ondelete="CASCADE"),
        _of("part2_referrals", "marked_by_id", "users"),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_part2_referrals")),
    )
    op.create_table(
        "disclosure_grounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        _of("disclosure_grounds", "referral_id", "referrals", ondelete="CASCADE"),
        _of("disclosure_grounds", "recorded_by_id", "users"),
        _of("disclosure_grounds", "revoked_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_grounds")),
    )
    op.create_index(op.f("ix_disclosure_grounds_referral_id"), "disclosure_grounds", ["referral_id"])


def downgrade() -> None:
    op.drop_table("disclosure_grounds")
    op.drop_table("part2_referrals")
    with op.batch_alter_table("centers") as batch_op:
        batch_op.drop_column("runs_part2")


def _of(table: str, column: str, other: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)
