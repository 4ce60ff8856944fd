"""Killed at any moment, an import is all there or not at all."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, text
from sqlmodel import Session, select

from carehub.core.database import unit_of_work
from carehub.patients.models import Patient, PatientSite
from carehub.spreadsheet_import.jobs import Job, Task
from carehub.spreadsheet_import.models import ImportRow, ImportStatus
from carehub.spreadsheet_import.service import find
from tests.conftest import People
from tests.sizes import size
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.steps import checked

ROWS = 1_500
_FINDABLE = "SELECT count(*) FROM patient_search JOIN patients ON patients.id = patient_search.rowid"
pytestmark = [
    pytest.mark.campaign,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


def test_a_commit_that_is_killed_leaves_all_or_nothing(people: People, tmp_path: Path) -> None:
    rows = [f"M{number},Family{number},Given,1961-03-12" for number in range(ROWS)]
    import_id = checked(people, csv_file(tmp_path, "MRN,Last name,First name,Date of birth", *rows))
    job = Job(Task.COMMIT, people.dana.user_id, import_id)
    moments = random.Random(4)
    for _ in range(size(3, 50)):
        _killed(job, after=moments.uniform(0.2, 6.0))
        with unit_of_work(write=False) as session:
            state = _state(session)
            is_committed = find(session, people.dana, import_id).status is ImportStatus.COMMITTED
        assert state == ((ROWS,) * 4 if is_committed else (0,) * 4)
        if is_committed:
            return
    assert _started(job).wait() == 0
    with unit_of_work(write=False) as session:
        assert _state(session) == (ROWS,) * 4


def _state(session: Session) -> tuple[int, int, int, int]:
    """Patients, their sites, rows that came in, and patients with search words."""
    applied = select(func.count()).select_from(ImportRow).where(ImportRow.is_applied)
    return (
        session.exec(select(func.count()).select_from(Patient)).one(),
        session.exec(select(func.count()).select_from(PatientSite)).one(),
        session.exec(applied).one(),
        session.execute(text(_FINDABLE)).scalar_one(),
    )


def _killed(job: Job, after: float) -> None:
    process = _started(job)
    time.sleep(after)
    process.kill()
    process.wait()


def _started(job: Job) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "carehub.spreadsheet_import.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    process.stdin.write(job.as_line())
    process.stdin.close()
    return process
