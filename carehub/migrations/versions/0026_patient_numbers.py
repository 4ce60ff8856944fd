"""patient numbers"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# A name without an apostrophe was told twice.
TOLD_TWICE = "NEW.sort_name || ' ' || replace(replace(NEW.sort_name, '''', ''), '’', '') || ' ' ||"
TOLD_ONCE = (
    "NEW.sort_name || CASE WHEN NEW.sort_name GLOB '*[''’]*' THEN "
    "' ' || replace(replace(NEW.sort_name, '''', ''), '’', '') ELSE '' END || ' ' ||"
)
HIGHEST = """
UPDATE sqlite_sequence SET seq = max(
    seq,
    coalesce((SELECT max(patient_id) FROM journal), 0),
    coalesce((SELECT max(patient_id) FROM import_undone_lines), 0)
) WHERE name = 'patients'
"""


def upgrade() -> None:
    """On SQLite the number of a patient who was removed is not given to another, as on PostgreSQL."""
    op.create_table(
        "arriving_numbers",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
            name=op.f("fk_arriving_numbers_import_id_imports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_arriving_numbers")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(autoincrement=True, old=TOLD_TWICE, new=TOLD_ONCE)
        op.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT 'patients', 0 "
            "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'patients')"
        )
        op.execute(HIGHEST)


def downgrade() -> None:
    op.drop_table("arriving_numbers")
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(autoincrement=False, old=TOLD_ONCE, new=TOLD_TWICE)


def _rebuild(*, autoincrement: bool, old: str, new: str) -> None:
    """The table made anew; triggers that name it would bar the way, and its own go with the old one."""
    bind = op.get_bind()
    triggers = bind.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%patients%'"
    ).all()
    for name, _ in triggers:
        bind.exec_driver_sql(f'DROP TRIGGER "{name}"')
    with op.batch_alter_table(
        "patients", recreate="always", table_kwargs={"sqlite_autoincrement": autoincrement}
    ):
        pass
    for _, sql in triggers:
        bind.exec_driver_sql(sql.replace(old, new))
