"""searching a large center: four and five letters that everybody has are looked up, not added together; and
whether a record was merged away stands in the index of each caseload"""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_INDEX = "ix_patients_case_by_name"
_COLUMNS = ["coordinator_id", "status", "sort_name", "id"]


def upgrade() -> None:
    _index_again(*_COLUMNS, "merged_into_id")
    _find_at_once("1 2 3 4 5")


def downgrade() -> None:
    _find_at_once("1 2 3")
    _index_again(*_COLUMNS)


def _index_again(*columns: str) -> None:
    op.drop_index(_INDEX, "patients")
    op.create_index(_INDEX, "patients", list(columns))


def _find_at_once(letters: str) -> None:
    """Make the index of words anew, with so many letters of a word looked up at once; the triggers that keep
    it go on."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("CREATE TEMP TABLE kept_words AS SELECT rowid AS number, words FROM patient_search")
    op.execute("DROP TABLE patient_search")
    op.execute(
        "CREATE VIRTUAL TABLE patient_search USING "
        f"fts5(words, tokenize = 'unicode61 remove_diacritics 2', prefix = '{letters}')"
    )
    op.execute("INSERT INTO patient_search (rowid, words) SELECT number, words FROM kept_words")
    op.execute("DROP TABLE kept_words")
