"""Somebody of another site must see a patient now; a supervisor looks at it afterwards."""

from datetime import date

from playwright.sync_api import expect

from carehub.core.database import unit_of_work
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.conftest import SignedIn


def test_a_record_is_opened_in_an_emergency_and_reviewed(signed_in: SignedIn, people: People) -> None:
    with unit_of_work() as session:
        make_patient(
            session,
            people.sites["Northside"],
            last_name="Quill",
            first_name="Ada",
            birth_date=date(1961, 3, 7),
        )
    page = signed_in("charlie")
    steps.go_to(page, "Patients")
    page.get_by_label("Search patients").fill("Quill")
    page.get_by_role("link", name="Emergency access").click()
    page.get_by_label("Family name").fill("Quill")
    page.get_by_label("Date of birth").fill("1961-03-07")
    page.get_by_label("Why").select_option(label="The patient needs care now")
    page.get_by_label("What happens").fill("Found unconscious in our waiting room")
    page.get_by_role("button", name="Open the record").click()
    expect(page.get_by_role("heading", name="QUILL, Ada")).to_be_visible()
    expect(page.get_by_text("Emergency access until")).to_be_visible()
    expect(page.get_by_role("button", name="Edit")).to_have_count(0)
    steps.is_accessible(page)
    page.get_by_role("button", name="End it now").click()
    expect(page.get_by_text("No patient to show")).to_be_visible()

    day = signed_in("erin")
    line = day.get_by_role("listitem").filter(has_text="Opened in an emergency by Charlie Okafor")
    expect(line).to_contain_text("Found unconscious in our waiting room")
    line.get_by_role("button", name="Justified").click()
    steps.is_told(day, "Reviewed: justified")
    expect(line).to_have_count(0)
