"""patients"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BY_LETTER = sa.String().with_variant(sa.String(collation="C"), "postgresql")

# What a patient is found by; of a phone number all digits and the last ten, seven and four.
SQLITE_WORDS = """
    NEW.sort_name || ' ' || replace(replace(NEW.sort_name, '''', ''), '’', '') || ' ' || NEW.middle_name
    || ' ' || NEW.preferred_name || ' ' || coalesce(NEW.mrn, '')
    || ' ' || NEW.phone || ' ' || substr(NEW.phone, -10)
    || ' ' || substr(NEW.phone, -7) || ' ' || substr(NEW.phone, -4)
    || ' ' || NEW.phone_alt || ' ' || substr(NEW.phone_alt, -10)
    || ' ' || substr(NEW.phone_alt, -7) || ' ' || substr(NEW.phone_alt, -4)
"""
POSTGRESQL_WORDS = """
    concat_ws(' ', NEW.sort_name, replace(replace(NEW.sort_name, '''', ''), '’', ''),
        NEW.middle_name, NEW.preferred_name, NEW.mrn,
        NEW.phone, right(NEW.phone, 10), right(NEW.phone, 7), right(NEW.phone, 4),
        NEW.phone_alt, right(NEW.phone_alt, 10), right(NEW.phone_alt, 7), right(NEW.phone_alt, 4))
"""
SEARCHED = "sort_name, middle_name, preferred_name, mrn, phone, phone_alt"
# As in carehub.patients.search, which splits what is typed in the same places.
SEPARATORS = r"[\s\u001f!-/:-@\[-`{-~\u2018\u2019\u2010-\u2014]+"


def upgrade() -> None:
    op.create_table(
        "patients",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mrn", sa.String(), nullable=True),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("middle_name", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("preferred_name", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("phone_owner", sa.String(), nullable=False),
        sa.Column("phone_alt", sa.String(), nullable=False),
        sa.Column("phone_alt_owner", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("zip", sa.String(), nullable=False),
        sa.Column("insurance", sa.String(), nullable=False),
        sa.Column("insurance_id", sa.String(), nullable=False),
        sa.Column("home_site_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("risk", sa.String(40), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("sort_name", BY_LETTER, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["home_site_id"], ["sites.id"], name=op.f("fk_patients_home_site_id_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patients")),
        sa.UniqueConstraint("mrn", name=op.f("uq_patients_mrn")),
    )
    with op.batch_alter_table("patients", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patients_birth_date"), ["birth_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_patients_home_site_id"), ["home_site_id"], unique=False)
        batch_op.create_index("ix_patients_sort_name_id", ["sort_name", "id"], unique=False)

    op.create_table(
        "patient_sites",
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patients.id"],
            name=op.f("fk_patient_sites_patient_id_patients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_patient_sites_site_id_sites")),
        sa.PrimaryKeyConstraint("patient_id", "site_id", name=op.f("pk_patient_sites")),
    )
    with op.batch_alter_table("patient_sites", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patient_sites_site_id"), ["site_id"], unique=False)

    _add_search()


def downgrade() -> None:
    _drop_search()
    with op.batch_alter_table("patient_sites", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patient_sites_site_id"))

    op.drop_table("patient_sites")
    with op.batch_alter_table("patients", schema=None) as batch_op:
        batch_op.drop_index("ix_patients_sort_name_id")
        batch_op.drop_index(batch_op.f("ix_patients_home_site_id"))
        batch_op.drop_index(batch_op.f("ix_patients_birth_date"))

    op.drop_table("patients")


def _add_search() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _add_search_on_postgresql()
    else:
        _add_search_on_sqlite()


def _add_search_on_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE patient_search USING "
        "fts5(words, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')"
    )
    op.execute(
        "CREATE TRIGGER patients_search_insert AFTER INSERT ON patients BEGIN "
        f"INSERT INTO patient_search (rowid, words) VALUES (NEW.id, {SQLITE_WORDS}); END"
    )
    op.execute(
        f"CREATE TRIGGER patients_search_update AFTER UPDATE OF {SEARCHED} ON patients BEGIN "
        f"UPDATE patient_search SET words = {SQLITE_WORDS} WHERE rowid = NEW.id; END"
    )
    op.execute(
        "CREATE TRIGGER patients_search_delete AFTER DELETE ON patients BEGIN "
        "DELETE FROM patient_search WHERE rowid = OLD.id; END"
    )


def _add_search_on_postgresql() -> None:
    op.execute(
        "CREATE TABLE patient_search ("
        "patient_id integer PRIMARY KEY REFERENCES patients ON DELETE CASCADE, words tsvector NOT NULL)"
    )
    op.execute("CREATE INDEX patient_search_words ON patient_search USING gin (words)")
    plain = rf"lower(regexp_replace(normalize({POSTGRESQL_WORDS}, NFKD), '[\u0300-\u036f]', '', 'g'))"
    words = f"array_to_tsvector(array_remove(regexp_split_to_array({plain}, '{SEPARATORS}'), ''))"
    op.execute(
        "CREATE FUNCTION index_patient_words() RETURNS trigger AS $$ BEGIN "
        f"INSERT INTO patient_search (patient_id, words) VALUES (NEW.id, {words}) "
        "ON CONFLICT (patient_id) DO UPDATE SET words = EXCLUDED.words; "
        "RETURN NULL; END $$ LANGUAGE plpgsql"
    )
    op.execute(
        f"CREATE TRIGGER patients_search AFTER INSERT OR UPDATE OF {SEARCHED} ON patients "
        "FOR EACH ROW EXECUTE FUNCTION index_patient_words()"
    )


def _drop_search() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER patients_search ON patients")
        op.execute("DROP FUNCTION index_patient_words()")
    else:
        for moment in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER patients_search_{moment}")
    op.execute("DROP TABLE patient_search")
