"""imports trust"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_layouts()


def downgrade() -> None:
    _drop_layouts()


def _add_layouts() -> None:
    """What stands in the file, what its words mean, and how lists with the same titles were taken."""
    with op.batch_alter_table("import_rows") as rows:
        rows.add_column(sa.Column("cells", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("imports") as imports:
        imports.add_column(sa.Column("words", sa.JSON(), nullable=False, server_default="{}"))
        imports.add_column(sa.Column("preview", sa.JSON(), nullable=False, server_default="[]"))
        imports.add_column(sa.Column("continues_id", sa.Integer(), nullable=True))
        imports.create_foreign_key(
            op.f("fk_imports_continues_id_imports"), "imports", ["continues_id"], ["id"]
        )
    op.create_table(
        "import_layouts",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("date_order", sa.String(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_layouts_import_id_imports")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_import_layouts")),
    )


def _drop_layouts() -> None:
    op.drop_table("import_layouts")
    with op.batch_alter_table("imports") as imports:
        imports.drop_constraint(op.f("fk_imports_continues_id_imports"), type_="foreignkey")
        imports.drop_column("continues_id")
        imports.drop_column("preview")
        imports.drop_column("words")
    with op.batch_alter_table("import_rows") as rows:
        rows.drop_column("cells")
