"""discharges"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table, still = "discharges", sa.text("closed_at IS NULL")
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("facility", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("admitted_on", sa.Date(), nullable=True),
        sa.Column("discharged_on", sa.Date(), nullable=False),
        sa.Column("complexity", sa.String(40), nullable=False),
        sa.Column("told_by", sa.String(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("contact_by", sa.Date(), nullable=False),
        sa.Column("visit_by", sa.Date(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ready_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_because", sa.String(40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _of(table, "patient_id", "patients"),
        _of(table, "ready_by_id", "users"),
        _of(table, "closed_by_id", "users"),
        _of(table, "created_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discharges")),
    )
    op.create_index(op.f("ix_discharges_patient_id"), table, ["patient_id"])
    op.create_index(
        "ix_discharges_open", table, ["discharged_on"], sqlite_where=still, postgresql_where=still
    )
    op.create_table(
        "discharge_items",
        sa.Column("discharge_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("answer", sa.String(40), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["discharge_id"],
            ["discharges.id"],
            name=op.f("fk_discharge_items_discharge_id_discharges"),
            ondelete="CASCADE",
        ),
        _of("discharge_items", "by_id", "users"),
        sa.PrimaryKeyConstraint("discharge_id", "item", name=op.f("pk_discharge_items")),
    )


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def downgrade() -> None:
    op.drop_table("discharge_items")
    op.drop_table("discharges")
