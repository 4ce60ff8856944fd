"""whom lists held: an index over the ids in entries of the journal that are about many patients

Who saw a patient was compared with every list that anybody ever looked at.
"""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

# Names of fields begin with a letter: where a number stands first, ids of patients stand there.
_HOLDS_IDS = "fields GLOB '[0-9]*'"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        # Lists are written a second after they are seen: who asks is not to wait for what the index put off.
        op.execute(
            "CREATE INDEX journal_patients ON journal USING gin (string_to_array(fields, ',')) "
            "WITH (fastupdate = off) WHERE fields ~ '^[0-9]'"
        )
        return
    op.execute(f"CREATE VIEW journal_of_many AS SELECT seq, fields FROM journal WHERE {_HOLDS_IDS}")
    op.execute(
        "CREATE VIRTUAL TABLE journal_patients USING fts5(fields, content = 'journal_of_many', "
        "content_rowid = 'seq', tokenize = 'ascii', detail = none, columnsize = 0)"
    )
    op.execute("INSERT INTO journal_patients (rowid, fields) SELECT seq, fields FROM journal_of_many")
    op.execute(
        f"CREATE TRIGGER journal_patients_insert AFTER INSERT ON journal WHEN NEW.{_HOLDS_IDS} BEGIN "
        "INSERT INTO journal_patients (rowid, fields) VALUES (NEW.seq, NEW.fields); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX journal_patients")
        return
    op.execute("DROP TRIGGER journal_patients_insert")
    op.execute("DROP TABLE journal_patients")
    op.execute("DROP VIEW journal_of_many")
