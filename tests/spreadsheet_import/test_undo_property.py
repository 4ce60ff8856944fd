"""Import, edit by hand, undo: what was edited stays as edited, everything else is as it was before."""

import random
from pathlib import Path

import pytest
from sqlmodel import col, select

from carehub.core.database import unit_of_work
from carehub.patients.models import Patient
from carehub.patients.record import PatientDraft
from carehub.patients.registering import edit
from carehub.spreadsheet_import.jobs import Task
from tests.conftest import People
from tests.sizes import size
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.steps import checked, do

FIELDS = ("phone", "email", "address", "city", "zip", "insurance", "notes", "language", "risk", "suffix")
TITLES = (
    "MRN,Last name,First name,Date of birth,"
    "Phone,E-mail,Address,City,ZIP,Insurance,Notes,Language,Risk,Suffix"
)
PEOPLE = 6
pytestmark = [
    pytest.mark.campaign,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
Record = dict[str, object]


def some(chance: random.Random, field: str) -> str:
    number = chance.randint(0, 9)
    return {
        "phone": f"617-555-010{number}",
        "email": f"a{number}@example.org",
        "address": f"{number} Elm Street",
        "zip": f"0211{number}",
        "language": chance.choice(["es", "en", "pt"]),
        "risk": chance.choice(["low", "medium", "high"]),
        "suffix": chance.choice(["Jr", "Sr"]),
    }.get(field, f"{field} {number}")


def test_edited_fields_are_kept_and_all_others_go_back(people: People, tmp_path: Path) -> None:
    for seed in range(size(5, 300)):
        chance = random.Random(seed)
        _bring_in(people, tmp_path, chance, f"{seed}-", PEOPLE - 2)
        before = _records(f"{seed}-")
        second = _bring_in(people, tmp_path, chance, f"{seed}-", PEOPLE)
        after_import = _records(f"{seed}-")
        edited = _edit_some(people, chance, after_import)
        do(Task.UNDO, people.dana, second)
        now = _records(f"{seed}-")
        for mrn, record in after_import.items():
            touched = edited.get(mrn, {})
            if mrn in before:
                assert now[mrn] == before[mrn] | touched, (seed, mrn)
            elif touched:
                assert now[mrn] == record | touched, (seed, mrn)
            else:
                assert mrn not in now, (seed, mrn)


def _bring_in(people: People, folder: Path, chance: random.Random, prefix: str, many: int) -> int:
    rows = []
    for number in range(many):
        cells = [some(chance, field) if chance.random() < 0.6 else "" for field in FIELDS]
        rows.append([f"{prefix}{number}", f"Family{prefix}{number}", "Ana", f"19{60 + number}-03-12", *cells])
    import_id = checked(people, csv_file(folder, TITLES, *rows))
    do(Task.COMMIT, people.dana, import_id)
    return import_id


def _records(prefix: str) -> dict[str, Record]:
    with unit_of_work(write=False) as session:
        found = session.exec(select(Patient).where(col(Patient.mrn).startswith(prefix))).all()
        return {str(each.mrn): {name: getattr(each, name) for name in FIELDS} for each in found}


def _edit_some(people: People, chance: random.Random, records: dict[str, Record]) -> dict[str, Record]:
    """Values that no list brings, so that an edit can be told from the import's."""
    edited: dict[str, Record] = {}
    for mrn in records:
        if chance.random() < 0.5:
            fields = chance.sample(("address", "city", "insurance", "notes"), chance.randint(1, 3))
            edited[mrn] = {field: f"by hand {field}" for field in fields}
            with unit_of_work() as session:
                patient = session.exec(select(Patient).where(Patient.mrn == mrn)).one()
                assert patient.id is not None
                draft = PatientDraft.model_validate(edited[mrn])
                edit(session, people.alice, patient.id, patient.version, draft)
    return edited
