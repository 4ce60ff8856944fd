"""field history: what changed fields held before and after, apart from the journal and bound to it"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

REFUSED = "the history of fields is append-only"
_TABLE = "field_changes"


def upgrade() -> None:
    op.add_column("journal", sa.Column("values_seal", sa.String(), nullable=False, server_default=""))
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["journal.seq"], name=op.f("fk_field_changes_seq_journal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_field_changes_record_id", _TABLE, ["record", "id"])
    op.create_index(op.f("ix_field_changes_seq"), _TABLE, ["seq"])
    _make_append_only()


def downgrade() -> None:
    op.drop_table(_TABLE)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_field_change()")
    op.drop_column("journal", "values_seal")


def _make_append_only() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_field_change() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '{REFUSED}'; END $$ LANGUAGE plpgsql"
        )
        op.execute(
            f"CREATE TRIGGER field_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {_TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_field_change()"
        )
        return
    for name, moment in (("update", "UPDATE"), ("delete", "DELETE")):
        op.execute(
            f"CREATE TRIGGER field_changes_no_{name} BEFORE {moment} ON {_TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )
    # INSERT OR REPLACE deletes without firing a delete trigger.
    op.execute(
        f"CREATE TRIGGER field_changes_no_replace BEFORE INSERT ON {_TABLE} "
        f"WHEN EXISTS (SELECT 1 FROM {_TABLE} WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    )
