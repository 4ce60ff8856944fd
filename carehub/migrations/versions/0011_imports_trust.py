"""imports trust"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_layouts()
    _add_modes()
    _create_rulings()
    _create_fixes()
    _create_undone_lines()


def downgrade() -> None:
    op.drop_table("import_undone_lines")
    op.drop_table("import_fixes")
    op.drop_index(op.f("ix_import_rulings_patient_id"), table_name="import_rulings")
    op.drop_table("import_rulings")
    _drop_modes()
    _drop_layouts()


def _add_layouts() -> None:
    """What stands in the file, what its words mean, and how lists with the same titles were taken."""
    with op.batch_alter_table("import_rows") as rows:
        rows.add_column(sa.Column("cells", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("imports") as imports:
        imports.add_column(sa.Column("words", sa.JSON(), nullable=False, server_default="{}"))
        imports.add_column(sa.Column("preview", sa.JSON(), nullable=False, server_default="[]"))
        imports.add_column(sa.Column("hidden_sheets", sa.JSON(), nullable=False, server_default="[]"))
        imports.add_column(sa.Column("layout", sa.String(), nullable=False, server_default=""))
        imports.add_column(sa.Column("recalled", sa.JSON(), nullable=False, server_default="{}"))
        imports.add_column(sa.Column("recalled_from", sa.String(), nullable=False, server_default=""))
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
        for name in (
            "continues_id", "recalled_from", "recalled", "layout", "hidden_sheets", "preview", "words"
        ):  # fmt: skip
            imports.drop_column(name)
    with op.batch_alter_table("import_rows") as rows:
        rows.drop_column("cells")


def _add_modes() -> None:
    with op.batch_alter_table("imports") as imports:
        imports.add_column(sa.Column("kind", sa.String(40), nullable=False, server_default="patients"))
        imports.add_column(sa.Column("mode", sa.String(40), nullable=False, server_default="add and update"))
        imports.add_column(
            sa.Column("erases_blanks", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        imports.add_column(sa.Column("undone_by", sa.Integer(), nullable=True))
        imports.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        imports.create_foreign_key(op.f("fk_imports_undone_by_users"), "users", ["undone_by"], ["id"])
    with op.batch_alter_table("import_rows") as rows:
        rows.add_column(sa.Column("candidates", sa.JSON(), nullable=False, server_default="[]"))


def _drop_modes() -> None:
    with op.batch_alter_table("import_rows") as rows:
        rows.drop_column("candidates")
    with op.batch_alter_table("imports") as imports:
        imports.drop_constraint(op.f("fk_imports_undone_by_users"), type_="foreignkey")
        for name in ("undone_at", "undone_by", "erases_blanks", "mode", "kind"):
            imports.drop_column(name)


def _create_rulings() -> None:
    op.create_table(
        "import_rulings",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ruling", sa.String(40), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("same_as", sa.Integer(), nullable=True),
        sa.Column("ruled_by", sa.Integer(), nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        _of_the_import("import_rulings"),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patients.id"],
            name=op.f("fk_import_rulings_patient_id_patients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["ruled_by"], ["users.id"], name=op.f("fk_import_rulings_ruled_by_users")),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_rulings")),
    )
    op.create_index(op.f("ix_import_rulings_patient_id"), "import_rulings", ["patient_id"])


def _create_fixes() -> None:
    op.create_table(
        "import_fixes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fixed_by", sa.Integer(), nullable=False),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=False),
        _of_the_import("import_fixes"),
        sa.ForeignKeyConstraint(["fixed_by"], ["users.id"], name=op.f("fk_import_fixes_fixed_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_fixes")),
        sa.UniqueConstraint(
            "import_id",
            "number",
            "position",
            "old",
            name=op.f("uq_import_fixes_import_id_number_position_old"),
        ),
    )


def _create_undone_lines() -> None:
    op.create_table(
        "import_undone_lines",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("was_added", sa.Boolean(), nullable=False),
        sa.Column("back", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _of_the_import("import_undone_lines"),
        sa.PrimaryKeyConstraint("import_id", "patient_id", name=op.f("pk_import_undone_lines")),
    )


def _of_the_import(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["import_id"], ["imports.id"], name=op.f(f"fk_{table}_import_id_imports"), ondelete="CASCADE"
    )
