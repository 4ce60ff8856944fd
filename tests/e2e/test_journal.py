"""A supervisor asks who changed a patient's phone number, and from what."""

import pytest
from playwright.sync_api import expect

from carehub.core.database import unit_of_work
from carehub.patients import service as patients
from carehub.patients.record import PatientDraft
from tests.conftest import People, make_patient
from tests.e2e.conftest import SignedIn
from tests.serving.running import RunningServer


@pytest.fixture(scope="module")
def maria(people: People) -> int:
    with unit_of_work() as session:
        patient_id = make_patient(session, people.sites["Northside"], phone="+13125550188").id or 0
        draft = PatientDraft.model_validate({"phone": "(312) 555-0123", "city": "Dayton"})
        patients.edit(session, people.alice, patient_id, 1, draft)
        return patient_id


def test_what_a_field_held_before_is_found_from_the_patient(signed_in: SignedIn, maria: int) -> None:
    page = signed_in("erin", f"/patients/{maria}/access")
    page.get_by_role("link", name="What fields held before").click()
    expect(page.get_by_role("heading", name="GARCIA, Maria")).to_be_visible()
    table = page.get_by_role("table", name="History of fields")
    changed = table.get_by_role("row").filter(has_text="Phone")
    expect(changed).to_contain_text("Alice Moreno")
    expect(changed).to_contain_text("(312) 555-0188")
    page.get_by_role("combobox", name="Field").select_option("City")
    expect(changed).to_have_count(0)


def test_a_coordinator_is_told_that_the_page_is_not_for_the_role(
    server: RunningServer, signed_in: SignedIn, maria: int
) -> None:
    page = signed_in("alice")
    page.goto(f"{server.url}/history?patient={maria}")
    expect(page.get_by_text("Not for your role")).to_be_visible()
    expect(page.get_by_text("555-0188")).to_have_count(0)
