"""referral lists"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_LINES = "import_undone_lines"
_COLUMNS = ("import_id", "number", "patient_id", "verdict", "was_added", "back", "fields", "reason")


def upgrade() -> None:
    with op.batch_alter_table("imports") as imports:
        imports.add_column(sa.Column("is_kind_said", sa.Boolean(), nullable=False, server_default=sa.false()))
    _add_referral("import_rows", "SET NULL")
    _add_referral("import_rulings", "CASCADE")
    # A patient can have several referrals in a list: a line of undoing is told by its row.
    _make_lines_anew("number")


def downgrade() -> None:
    # The lines of undone referral lists can share a patient.
    op.execute(
        "DELETE FROM import_undone_lines WHERE import_id IN (SELECT id FROM imports WHERE kind = 'referrals')"
    )
    _make_lines_anew("patient_id")
    for table in ("import_rulings", "import_rows"):
        op.drop_index(op.f(f"ix_{table}_referral_id"), table_name=table)
        with op.batch_alter_table(table) as rows:
            rows.drop_constraint(op.f(f"fk_{table}_referral_id_referrals"), type_="foreignkey")
            rows.drop_column("referral_id")
    with op.batch_alter_table("imports") as imports:
        imports.drop_column("is_kind_said")


def _add_referral(table: str, on_delete: str) -> None:
    with op.batch_alter_table(table) as rows:
        rows.add_column(sa.Column("referral_id", sa.Integer(), nullable=True))
        rows.create_foreign_key(
            op.f(f"fk_{table}_referral_id_referrals"),
            "referrals",
            ["referral_id"],
            ["id"],
            ondelete=on_delete,
        )
    op.create_index(op.f(f"ix_{table}_referral_id"), table, ["referral_id"])


def _make_lines_anew(told_by: str) -> None:
    """The same lines, told apart by another column."""
    names = ", ".join(_COLUMNS)
    op.execute(f"CREATE TEMPORARY TABLE old_lines AS SELECT {names} FROM {_LINES}")
    op.drop_table(_LINES)
    op.create_table(
        _LINES,
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("was_added", sa.Boolean(), nullable=False),
        sa.Column("back", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f(f"fk_{_LINES}_import_id_imports"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", told_by, name=op.f(f"pk_{_LINES}")),
    )
    op.execute(f"INSERT INTO {_LINES} ({names}) SELECT {names} FROM old_lines")
    op.execute("DROP TABLE old_lines")
