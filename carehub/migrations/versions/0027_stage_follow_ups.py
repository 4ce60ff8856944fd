"""stage follow-ups"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stage_follow_ups",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("after_days", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(40), nullable=True),
        sa.ForeignKeyConstraint(
            ["stage_id"],
            ["stages.id"],
            name=op.f("fk_stage_follow_ups_stage_id_stages"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("stage_id", name=op.f("pk_stage_follow_ups")),
    )


def downgrade() -> None:
    op.drop_table("stage_follow_ups")
