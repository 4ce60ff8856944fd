"""A list of another system goes on with the MRNs that it knows: also those of records that were merged."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from carehub.core.database import unit_of_work
from carehub.desk.merging.service import Side, merge, take_back
from carehub.patients.models import Patient
from carehub.referrals.models import Referral
from tests.conftest import People, make_patient
from tests.spreadsheet_import import test_committing as patient_list
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.referral_list import conftest as referral_list
from tests.spreadsheet_import.test_committing import only

BORN = date(1961, 3, 7)


def merged(people: People, survivors_mrn: str | None) -> tuple[int, int]:
    """The survivor of a merge with the record A-2, and the merge."""
    with unit_of_work() as session:
        kept, gone = (
            make_patient(session, people.sites["Northside"], mrn=mrn, birth_date=BORN).id or 0
            for mrn in (survivors_mrn, "A-2")
        )
        return kept, merge(session, people.erin, Side(kept, 1), Side(gone, 1))


@pytest.mark.parametrize(("survivors_mrn", "then"), [("A-1", "A-1"), (None, "A-2")])
def test_a_row_with_the_mrn_of_a_merged_record_reaches_the_survivor(
    people: People, tmp_path: Path, survivors_mrn: str | None, then: str
) -> None:
    survivor, number = merged(people, survivors_mrn)
    row = "A-2,Garcia,Maria,1961-03-07,312-555-2368"
    told = patient_list.bring_in(people.dana, csv_file(tmp_path, "MRN,Last name,First name,DOB,Phone", row))
    assert told.counts == only(updated=1), told.problems
    with unit_of_work() as session:
        patient = session.get_one(Patient, survivor)
        assert (patient.phone, patient.mrn) == ("+13125552368", then)
        take_back(session, people.erin, number)
    with unit_of_work(write=False) as session:
        assert set(session.exec(select(Patient.mrn))) == {survivors_mrn, "A-2"}


@pytest.mark.parametrize(("header", "row"), [("MRN", "A-2"), ("MRN,Last name,DOB", "A-2,Garcia,1961-03-07")])
def test_a_referral_under_the_mrn_of_a_merged_record_is_the_survivors(
    people: People, tmp_path: Path, header: str, row: str
) -> None:
    survivor, _ = merged(people, "A-1")
    path = csv_file(tmp_path, f"{header},Type,Receiver", f"{row},Cardiology,Lakeside Cardiology")
    told = referral_list.bring_in(people.dana, path)
    assert told.counts == only(new=1), told.problems
    with unit_of_work(write=False) as session:
        assert session.exec(select(Referral.patient_id)).all() == [survivor]
