"""The hospital part: what is open of a stay, for as long as the person may see the patient."""

import asyncio

import pytest

from carehub.core import changes
from carehub.core.changes import HUB, Topic
from carehub.core.database import unit_of_work
from carehub.desk.patient.hospital.state import HospitalState
from carehub.discharges import service as discharges
from carehub.discharges.checklist import Complexity
from carehub.discharges.service import NewDischarge
from carehub.follow_ups import service as follow_ups
from carehub.patients.models import PatientSite
from tests.conftest import People, make_patient
from tests.states import in_background, state_of

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
    watching = asyncio.ensure_future(in_background(page).watch())
    async with asyncio.timeout(10):
        while not HUB.waiting_for(Topic.PATIENTS):
            await asyncio.sleep(0)
        with unit_of_work() as session:
            here = session.get_one(PatientSite, (maria, people.sites["Northside"]))
            here.site_id = people.sites["Southside"]
            changes.announce(session, Topic.PATIENTS, maria)
        while page.rows:
            await asyncio.sleep(0)
    watching.cancel()


async def test_another_site_is_shown_no_stay(people: People, maria: int) -> None:
    page = state_of(HospitalState, people.charlie, f"/patients/{maria}/hospital")
    await page.load()
    assert (page.rows, page.is_loaded) == ([], False)
