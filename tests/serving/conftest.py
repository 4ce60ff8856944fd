"""The real build, made once; every test has a data folder of its own."""

from pathlib import Path

import pytest

from carehub.serving import frontend
from tests.sizes import is_campaign

# A PostgreSQL that keeps what it was told takes long to make, and its parts are tested one by one elsewhere.
collect_ignore = [] if is_campaign() else ["test_outages.py"]


@pytest.fixture(scope="session")
def build() -> Path:
    return frontend.ready_build(print)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a data folder will be; it does not exist yet."""
    return tmp_path / "data"
