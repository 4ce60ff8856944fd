"""programs"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programs")),
        sa.UniqueConstraint("name", name=op.f("uq_programs_name")),
    )
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enrolled_by_id", sa.Integer(), nullable=False),
        sa.Column("consent_how", sa.String(40), nullable=True),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("consent_by_id", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _of("patient_id", "patients", ondelete="CASCADE"),
        _of("program_id", "programs"),
        _of("enrolled_by_id", "users"),
        _of("consent_by_id", "users"),
        _of("ended_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
    )
    still = sa.text("until IS NULL")
    op.create_index(
        "uq_enrolments_current",
        "enrolments",
        ["patient_id", "program_id"],
        unique=True,
        sqlite_where=still,
        postgresql_where=still,
    )
    op.create_index(op.f("ix_enrolments_patient_id"), "enrolments", ["patient_id"])
    op.create_index("ix_enrolments_program_id_until", "enrolments", ["program_id", "until"])


def _of(column: str, other: str, *, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_enrolments_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def downgrade() -> None:
    op.drop_table("enrolments")
    op.drop_table("programs")
