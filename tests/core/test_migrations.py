import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from carehub import migrations
from carehub.core import database
from carehub.core.database import make_engine
from tests.conftest import People, Tell
from tests.permissions.northside import fill_northside
from tests.sizes import size

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


OLD = "0028"
INDEXES = ("patient_search", "journal_patients")
# The views of a page are nothing to a version that has not got that page.
OF_LATER_PAGES = {"saved_views"}
UPGRADE = """
import sys
from carehub import migrations
from carehub.core.database import make_engine
engine = make_engine(f"sqlite:///{sys.argv[1]}")
migrations.newest()
print("begins", flush=True)
migrations.upgrade(engine)
engine.dispose()
"""
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def filled(people: People) -> Engine:
    """A center in which something of everything was done."""
    with database.unit_of_work() as session:
        fill_northside(session, people)
    return database.engine()


@pytest.fixture
def empty(tmp_path: Path) -> Engine:
    return make_engine(f"sqlite:///{tmp_path / 'empty.db'}")


def test_the_models_say_nothing_that_no_migration_made(empty: Engine) -> None:
    migrations.upgrade(empty)
    migrations.check(empty)


@pytest.mark.campaign
@on_sqlite
def test_every_step_goes_down_up_and_down_again_under_a_center_at_work(filled: Engine, tell: Tell) -> None:
    for number in range(STEPS):
        before = _rows(filled)
        migrations.downgrade(filled, "-1")
        left = _rows(filled)
        if number % size(STEPS, 1) == 0:
            migrations.upgrade(filled, "+1")
            assert _kept(left, _rows(filled)) == left
            migrations.downgrade(filled, "-1")
        lost = {name for name, rows in _kept(left, before).items() if rows != left[name]}
        assert lost <= OF_LATER_PAGES
    assert inspect(filled).get_table_names() == ["alembic_version"]
    migrations.upgrade(filled)
    migrations.check(filled)
    tell(
        "Each migration down, up and down again under a center with rows in its tables",
        f"{STEPS}",
        "no other table lost a row, no row refers to nothing",
    )


@pytest.mark.campaign
@on_sqlite
def test_an_upgrade_that_is_killed_leaves_the_old_form_or_the_new(filled: Engine, tell: Tell) -> None:
    migrations.downgrade(filled, OLD)
    filled.dispose()
    file = Path(filled.url.database or "")
    old, chance, forms = file.read_bytes(), random.Random(8), list[str]()
    rows = _rows(filled)
    filled.dispose()
    longest = _upgraded(file)
    for _ in range(size(1, 100)):
        filled.dispose()
        file.write_bytes(old)
        _upgraded(file, chance.uniform(0, 1.1 * longest))
        with filled.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            forms.append(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")
        assert _kept(rows, _rows(filled)) == rows
    assert set(forms) <= {OLD, migrations.newest()}
    tell(
        f"`kill -9` in the middle of an upgrade from {OLD} to {migrations.newest()}",
        f"{len(forms)}",
        f"{forms.count(OLD)} in the old form, the others in the new, none between, no row lost",
    )


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
    migrations.check(database.engine())


def _rows(engine: Engine) -> dict[str, int]:
    """How many rows each table holds."""
    with engine.connect() as connection:
        names = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
        counted = {
            name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in names
        }
    return {name: rows for name, rows in counted.items() if not name.startswith(INDEXES)}


def _kept(tables: dict[str, int], now: dict[str, int]) -> dict[str, int]:
    return {name: rows for name, rows in now.items() if name in tables}


def _upgraded(file: Path, killed_after: float | None = None) -> float:
    """Upgrade in a process of its own, killed so many seconds after it began; how long it was at work."""
    process = subprocess.Popen([sys.executable, "-c", UPGRADE, str(file)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    begun = time.monotonic()
    if killed_after is not None:
        time.sleep(killed_after)
        process.kill()
    process.wait()
    for beside in file.parent.glob(f"{file.name}-*"):
        assert killed_after is not None, f"{beside} was left by an upgrade that came to its end"
    return time.monotonic() - begun
