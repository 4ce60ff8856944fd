"""Killed at any moment, an import is all there or not at all."""

import random
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, text
from sqlmodel import col, select

from carehub.core.database import unit_of_work
from carehub.patients.models import Patient, PatientSite
from carehub.referrals.models import Referral, ReferralEvent
from carehub.spreadsheet_import import in_parts
from carehub.spreadsheet_import.jobs import Job, Task
from carehub.spreadsheet_import.models import Import, ImportKind, ImportRow, ImportStatus
from tests.conftest import People, make_patient
from tests.sizes import size
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.steps import checked

ROWS = {ImportKind.PATIENTS: 1_500, ImportKind.REFERRALS: 150}
_FINDABLE = "SELECT count(*) FROM patient_search JOIN patients ON patients.id = patient_search.rowid"
pytestmark = [
    pytest.mark.campaign,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.mark.parametrize("kind", [*ImportKind])
def test_a_commit_that_is_killed_leaves_all_or_nothing(
    people: People, tmp_path: Path, kind: ImportKind
) -> None:
    moments = random.Random(4)
    lists = (_committable(people, tmp_path, kind, number) for number in count())
    longest = _seconds_of(next(lists))
    job = next(lists)
    before = _state(job, kind)
    for _ in range(size(3, 50)):
        _killed(job, after=moments.uniform(0.2, 1.0) * longest)
        if not _is_committed(job):
            assert _state(job, kind) == before
            continue
        # Whoever reads a list next lets the rows say what became of them.
        in_parts.mark_what_came_in()
        # It was done already: the next list stands in for it.
        assert _state(job, kind) == _with_all(before, kind)
        job = next(lists)
        before = _state(job, kind)
    _seconds_of(job)
    assert _state(job, kind) == _with_all(before, kind)


def test_a_list_that_comes_in_at_once_and_is_killed_leaves_all_or_nothing(
    people: People, tmp_path: Path
) -> None:
    moments = random.Random(5)
    for number in range(size(2, 30)):
        path = _list(people, tmp_path, ImportKind.PATIENTS, number)
        job = Job(Task.RUN, people.dana.user_id, path=str(path), file_name=path.name, site_name="Northside")
        before = _patients()
        _killed(job, after=moments.uniform(0.8, 2.5))
        assert _patients() in (before, before + ROWS[ImportKind.PATIENTS])
        _seconds_of(job)
        assert _patients() == before + ROWS[ImportKind.PATIENTS]


def _patients() -> int:
    with unit_of_work(write=False) as session:
        return session.exec(select(func.count()).select_from(Patient)).one()


def _committable(people: People, folder: Path, kind: ImportKind, number: int) -> Job:
    return Job(Task.COMMIT, people.dana.user_id, checked(people, _list(people, folder, kind, number)))


def _with_all(before: tuple[int, ...], kind: ImportKind) -> tuple[int, ...]:
    return tuple(each + ROWS[kind] for each in before)


def _is_committed(job: Job) -> bool:
    with unit_of_work(write=False) as session:
        return session.get_one(Import, job.import_id).status is ImportStatus.COMMITTED


def _list(people: People, folder: Path, kind: ImportKind, number: int) -> Path:
    """So many new people, or a new referral of each of so many who are here; another list each time."""
    if kind is ImportKind.PATIENTS:
        rows = [f"M{number:03}{row:05},Family{row},Given,1961-03-12" for row in range(ROWS[kind])]
        return csv_file(folder, "MRN,Last name,First name,Date of birth", *rows)
    if not number:
        with unit_of_work() as session:
            for row in range(ROWS[kind]):
                make_patient(session, people.sites["Northside"], mrn=f"R{row}", last_name=f"Family{row}")
    asked = f"MRI,River Imaging {number},Knee pain {number},2026-10-0{1 + number % 9}"
    rows = [f"R{row},{asked}" for row in range(ROWS[kind])]
    return csv_file(folder, "MRN,Type,Receiver,Question,Requested", *rows)


def _state(job: Job, kind: ImportKind) -> tuple[int, ...]:
    """Patients, their sites and who is findable, or referrals and what happened; rows that came in."""
    applied = select(func.count()).select_from(ImportRow)
    applied = applied.where(ImportRow.import_id == job.import_id, col(ImportRow.is_applied))
    tables = (Patient, PatientSite) if kind is ImportKind.PATIENTS else (Referral, ReferralEvent)
    with unit_of_work(write=False) as session:
        counted = [session.exec(select(func.count()).select_from(table)).one() for table in tables]
        if kind is ImportKind.PATIENTS:
            counted.append(session.execute(text(_FINDABLE)).scalar_one())
        return (*counted, session.exec(applied).one())


def _killed(job: Job, after: float) -> None:
    process = _started(job)
    time.sleep(after)
    process.kill()
    process.wait()


def _seconds_of(job: Job) -> float:
    started = time.monotonic()
    assert _started(job).wait() == 0
    return time.monotonic() - started


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
