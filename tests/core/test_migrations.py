from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from carehub import migrations
from carehub.core.database import make_engine

STEPS = len(list((Path(migrations.__file__).parent / "versions").glob("0*.py")))


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


def test_postgresql_has_the_same_form(center: object) -> None:
    from carehub.core.database import engine

    migrations.check(engine())
