"""merging: two records of one person become one; the other stays as a pointer that is found as well"""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# What a patient is found by so far stands in the migration that made the search.
_SEARCH = import_module("carehub.migrations.versions.0002_patients")
_KEPT = ("moved", "removed", "changed", "fields", "had")
_WORD = "also_found_as"
# Where the words of a patient end in the triggers that keep them.
_ENDS = {"patients_search_insert": "); END", "patients_search_update": " WHERE rowid = NEW.id; END"}


def upgrade() -> None:
    op.add_column("patients", sa.Column("merged_into_id", sa.Integer(), nullable=True))
    op.add_column("patients", sa.Column(_WORD, sa.Text(), nullable=False, server_default=""))
    op.create_index(op.f("ix_patients_merged_into_id"), "patients", ["merged_into_id"])
    _search_by(postgresql=f", NEW.{_WORD})", column=f", {_WORD}", is_more=True)
    op.create_table(
        "former_mrns",
        sa.Column("mrn", sa.String(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _of("former_mrns", "patient_id", "patients"),
        sa.PrimaryKeyConstraint("mrn", name=op.f("pk_former_mrns")),
    )
    op.create_index(op.f("ix_former_mrns_patient_id"), "former_mrns", ["patient_id"])
    _create_merges()
    op.create_table(
        "not_the_same",
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _of("not_the_same", "patient_id", "patients"),
        _of("not_the_same", "other_id", "patients"),
        _of("not_the_same", "by_id", "users"),
        sa.PrimaryKeyConstraint("patient_id", "other_id", name=op.f("pk_not_the_same")),
    )
    op.create_index(op.f("ix_not_the_same_other_id"), "not_the_same", ["other_id"])


def _create_merges() -> None:
    op.create_table(
        "patient_merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survivor_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.JSON(), nullable=False)
            for name in ("moved", "removed", "changed", "fields", "had")
        ),
        sa.Column("mrn", sa.String(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _of("patient_merges", "survivor_id", "patients"),
        _of("patient_merges", "merged_id", "patients"),
        _of("patient_merges", "by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_merges")),
    )
    op.create_index(op.f("ix_patient_merges_survivor_id"), "patient_merges", ["survivor_id"])
    op.create_index(op.f("ix_patient_merges_merged_id"), "patient_merges", ["merged_id"])


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def downgrade() -> None:
    for table in ("not_the_same", "patient_merges", "former_mrns"):
        op.drop_table(table)
    _search_by(postgresql=")", column="", is_more=False)
    op.drop_index(op.f("ix_patients_merged_into_id"), "patients")
    op.drop_column("patients", _WORD)
    op.drop_column("patients", "merged_into_id")


def _search_by(*, postgresql: str, column: str, is_more: bool) -> None:
    """Make the words of a patient with one more of them, or without."""
    if op.get_bind().dialect.name == "sqlite":
        _search_on_sqlite_by(is_more=is_more)
        return
    words = f"{_SEARCH.POSTGRESQL_WORDS.rstrip().removesuffix(')')}{postgresql}"
    plain = rf"lower(regexp_replace(normalize({words}, NFKD), '[\u0300-\u036f]', '', 'g'))"
    made = f"array_to_tsvector(array_remove(regexp_split_to_array({plain}, '{_SEARCH.SEPARATORS}'), ''))"
    op.execute(
        "CREATE OR REPLACE FUNCTION index_patient_words() RETURNS trigger AS $$ BEGIN "
        f"INSERT INTO patient_search (patient_id, words) VALUES (NEW.id, {made}) "
        "ON CONFLICT (patient_id) DO UPDATE SET words = EXCLUDED.words; "
        "RETURN NULL; END $$ LANGUAGE plpgsql"
    )
    op.execute("DROP TRIGGER patients_search ON patients")
    op.execute(
        f"CREATE TRIGGER patients_search AFTER INSERT OR UPDATE OF {_SEARCH.SEARCHED}{column} ON patients "
        "FOR EACH ROW EXECUTE FUNCTION index_patient_words()"
    )


def _search_on_sqlite_by(*, is_more: bool) -> None:
    """The triggers as they are now, with the word behind the others; or as they were."""
    also = f" || ' ' || NEW.{_WORD}"
    named = op.get_bind().exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = {
        name: made for name, made in named if name in ("patients_search_insert", "patients_search_update")
    }
    for name, made in triggers.items():
        for before, after in (
            (_ENDS[name], also + _ENDS[name]),
            (" ON patients BEGIN UPDATE", f", {_WORD} ON patients BEGIN UPDATE"),
        ):
            made = made.replace(before, after) if is_more else made.replace(after, before)
        op.execute(f"DROP TRIGGER {name}")
        op.get_bind().exec_driver_sql(made)
