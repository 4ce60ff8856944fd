"""rows that came in: they are marked after the import; an index of patients holds no row without one"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_COLUMNS = ("patient_id", "referral_id")


def upgrade() -> None:
    with op.batch_alter_table("arriving_numbers") as numbers:
        numbers.add_column(sa.Column("has_arrived", sa.Boolean(), nullable=False, server_default=sa.false()))
    for column in _COLUMNS:
        op.drop_index(f"ix_import_rows_{column}", table_name="import_rows")
        is_known = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_import_rows_{column}", "import_rows", [column],
            sqlite_where=is_known, postgresql_where=is_known,
        )  # fmt: skip


def downgrade() -> None:
    for column in _COLUMNS:
        op.drop_index(f"ix_import_rows_{column}", table_name="import_rows")
        op.create_index(f"ix_import_rows_{column}", "import_rows", [column])
    with op.batch_alter_table("arriving_numbers") as numbers:
        numbers.drop_column("has_arrived")
