"""related people"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_related_people()
    _create_team_members()
    op.create_table(
        "households",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
    )
    op.create_table(
        "household_members",
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        _patient("household_members"),
        _of("household_members", "household_id", "households"),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_household_members")),
    )
    op.create_index(op.f("ix_household_members_household_id"), "household_members", ["household_id"])
    op.create_table(
        "safe_contacts",
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("ask_for", sa.String(), nullable=False),
        sa.Column("not_before", sa.String(), nullable=False),
        sa.Column("not_after", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _patient("safe_contacts"),
        _of("safe_contacts", "updated_by_id", "users"),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_safe_contacts")),
    )


def _create_related_people() -> None:
    table = "related_people"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("relation", sa.String(40), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("organisation", "phone", "email", "language")
        ),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("may_talk", sa.String(40), nullable=False),
        sa.Column("only_about", sa.String(), nullable=False),
        sa.Column("is_guardian", sa.Boolean(), nullable=False),
        sa.Column("is_emergency", sa.Boolean(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _patient(table),
        _of(table, "document_id", "documents"),
        _of(table, "added_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_patient_id"), table, ["patient_id"])


def _create_team_members() -> None:
    table, still = "team_members", sa.text("until IS NULL")
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        _patient(table),
        _of(table, "user_id", "users"),
        _of(table, "added_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_patient_id"), table, ["patient_id"])
    op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"])
    op.create_index(
        "uq_team_members_current",
        table,
        ["patient_id", "user_id"],
        unique=True,
        sqlite_where=still,
        postgresql_where=still,
    )


def _patient(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_patient_id_patients")
    return sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=name, ondelete="CASCADE")


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def downgrade() -> None:
    for table in ("safe_contacts", "household_members", "households", "team_members", "related_people"):
        op.drop_table(table)
