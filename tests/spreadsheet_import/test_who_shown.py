"""A row that has only an MRN shows whose it is, to who may know."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.patients.models import Patient, PatientSite
from carehub.spreadsheet_import import showing
from carehub.spreadsheet_import.jobs import Job, Task
from carehub.spreadsheet_import.models import Verdict
from carehub.spreadsheet_import.undo_shown import undo_lines
from carehub.spreadsheet_import.worker import do
from tests.conftest import People, make_patient
from tests.spreadsheet_import.files import csv_file


@pytest.fixture
def import_id(people: People, tmp_path: Path) -> int:
    with unit_of_work() as session:
        make_patient(session, people.sites["Northside"], mrn="001", last_name="Ruiz", first_name="Ana")
    path = csv_file(tmp_path, "MRN,Type,Receiver,Question", "001,Dental,Dr. Lee,Pain")
    import_id = do(Job(Task.RUN, people.erin.user_id, 0, str(path), path.name, kind="referrals")).import_id
    do(Job(Task.PREVIEW_UNDO, people.erin.user_id, import_id))
    return import_id


def shown(who: Actor, import_id: int) -> list[str]:
    with unit_of_work(write=False) as session:
        rows = showing.grid(session, who, import_id, "", 0)
        lines = undo_lines(session, who, import_id, Verdict.UNDONE)
        return [*(row["who"] for row in rows), *(line["who"] for line in lines)]


def test_the_patients_name_stands_beside_an_mrn(people: People, import_id: int) -> None:
    assert shown(people.erin, import_id) == ["RUIZ, Ana  001: Dental, Dr. Lee"] * 2


def test_a_patient_who_went_to_another_site_is_not_named(people: People, import_id: int) -> None:
    with unit_of_work() as session:
        ana = session.exec(select(Patient.id)).one()
        there = update(PatientSite).where(col(PatientSite.patient_id) == ana)
        session.execute(there.values(site_id=people.sites["Southside"]))
    northside_only = replace(people.erin, all_sites=False, site_ids=frozenset({people.sites["Northside"]}))
    assert shown(northside_only, import_id) == ["001: Dental, Dr. Lee"] * 2
