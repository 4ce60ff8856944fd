"""The hospital part: what is open of a stay, for as long as the person may see the patient."""

import pytest

from carehub.core.database import unit_of_work
from carehub.desk.patient.hospital.state import HospitalState
from carehub.discharges import service as discharges
from carehub.discharges.checklist import Complexity
from carehub.discharges.service import NewDischarge
from carehub.follow_ups import service as follow_ups
from tests.conftest import People, make_patient
from tests.states import loses_its_patient, state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def maria(people: People) -> int:
    with unit_of_work() as session:
        patient_id = make_patient(session, people.sites["Northside"]).id or 0
        day = follow_ups.today_of(session)
        told = NewDischarge("St. Mary", "Pneumonia", day, Complexity.HIGH, "The hospital", day)
        discharges.write_down(session, people.alice, patient_id, told)
        return patient_id


async def test_nothing_of_a_patient_who_went_to_another_site_stays_on_an_open_page(
    people: People, maria: int
) -> None:
    page = state_of(HospitalState, people.alice, f"/patients/{maria}/hospital")
    await page.load()
    assert len(page.rows) == 1
    assert "St. Mary" in str(page.rows)
    await loses_its_patient(page, maria, people.sites, lambda: not page.rows)


async def test_another_site_is_shown_no_stay(people: People, maria: int) -> None:
    page = state_of(HospitalState, people.charlie, f"/patients/{maria}/hospital")
    await page.load()
    assert (page.rows, page.is_loaded) == ([], False)
