import shutil
from pathlib import Path

import pytest

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from tests.conftest import People
from tests.permissions.northside import Northside, fill_northside, sam_of_southside


@pytest.fixture
def ids(people: People) -> Northside:
    with unit_of_work() as session:
        return fill_northside(session, people)


@pytest.fixture
def sam(people: People) -> Actor:
    with unit_of_work() as session:
        return sam_of_southside(session, people)


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Whom the gate and the doors let through does not depend on the kind of database."""
    shutil.copy(sqlite_template, tmp_path / "carehub.db")
    return f"sqlite:///{tmp_path / 'carehub.db'}"
