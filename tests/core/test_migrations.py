from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from carehub import migrations
from carehub.core.database import make_engine

STEPS = len(list((Path(migrations.__file__).parent / "versions").glob("0*.py")))

A_CENTER_WITH_AN_IMPORT = (
    "INSERT INTO users (id, user_name, name, role, all_sites, is_active, password_hash, single_keys, version,"
    " created_at) VALUES (1, 'dana', 'Dana', 'admin', 1, 1, '', 1, 1, '2026-01-01')",
    "INSERT INTO imports (id, file_name, file_key, file_size, status, sheet, date_order, choices, columns,"
    " sheets, counts, remarks, started_by, started_at, stamp, version)"
    " VALUES (1, 'a.csv', '', 1, 'checked', '', '', '{}', '[]', '[]', '{}', '[]', 1, '2026-01-01', '', 1)",
    'INSERT INTO import_rows (import_id, number, outcome, "values", extra, problems, changes, reason,'
    " patient_version, is_applied, fingerprint) VALUES (1, 2, 'new', '{}', '{}', '[]', '[]', '', 0, 0, '')",
)


@pytest.fixture
def empty(tmp_path: Path) -> Engine:
    return make_engine(f"sqlite:///{tmp_path / 'empty.db'}")


def test_the_models_say_nothing_that_no_migration_made(empty: Engine) -> None:
    migrations.upgrade(empty)
    migrations.check(empty)


def test_every_step_goes_up_down_and_up_again(empty: Engine) -> None:
    migrations.upgrade(empty)
    for _ in range(STEPS):
        migrations.downgrade(empty, "-1")
    assert inspect(empty).get_table_names() == ["alembic_version"]
    migrations.upgrade(empty)
    migrations.check(empty)


def test_what_refers_to_a_table_that_is_made_anew_stays(empty: Engine) -> None:
    migrations.upgrade(empty, "0010")
    with empty.begin() as connection:
        for statement in A_CENTER_WITH_AN_IMPORT:
            connection.exec_driver_sql(statement)
    for revision in ("head", "0010"):
        (migrations.upgrade if revision == "head" else migrations.downgrade)(empty, revision)
        with empty.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM import_rows").scalar() == 1


def test_postgresql_has_the_same_form(center: object) -> None:
    from carehub.core.database import engine

    migrations.check(engine())
