"""Stories of patients: found, made by hand, looked at, handed over; and not shown to other sites."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from carehub.caseloads import service as caseloads
from carehub.core.database import unit_of_work
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.conftest import SignedIn
from tests.serving.running import RunningServer


@pytest.fixture(scope="module")
def lucia(people: People) -> int:
    """At Northside, with nobody."""
    with unit_of_work() as session:
        patient = make_patient(
            session,
            people.sites["Northside"],
            last_name="Zúñiga",
            first_name="Lucía",
            birth_date=date(1961, 3, 7),
            mrn="A-00417",
            phone="+13125552368",
        )
        return patient.id or 0


def open_patients(page: Page) -> Page:
    steps.go_to(page, "Patients")
    return page


def search(page: Page, typed: str) -> None:
    box = page.get_by_role("searchbox", name="Search patients")
    box.fill("")
    box.press_sequentially(typed)


@pytest.mark.parametrize("typed", ["zun", "lucia zu", "A-004", "2368", "3/7/1961"])
def test_a_patient_is_found_while_typing(signed_in: SignedIn, lucia: int, typed: str) -> None:
    page = open_patients(signed_in("alice"))
    search(page, typed)
    expect(page.get_by_text("1 found")).to_be_visible()
    page.get_by_role("link", name="ZÚÑIGA, Lucía").click()
    who = page.get_by_role("region", name="Who this is")
    expect(who).to_contain_text("07-Mar-1961")
    expect(who).to_contain_text("A-00417")
    assert "Zúñiga".casefold() not in page.title().casefold()


def test_nothing_of_northside_is_shown_to_southside(
    server: RunningServer, signed_in: SignedIn, lucia: int
) -> None:
    page = open_patients(signed_in("charlie"))
    expect(page.get_by_text("No patients here")).to_be_visible()
    search(page, "zuniga")
    expect(page.get_by_text("Nobody found")).to_be_visible()
    page.get_by_role("button", name="Clear search").click()
    page.goto(f"{server.url}/patients/{lucia}")
    expect(page.get_by_text("This patient is not in your list.")).to_be_visible()
    steps.go_to(page, "Caseload")
    page.get_by_label("Whose caseload").select_option("Unassigned patients")
    expect(page.get_by_text("Nobody is waiting")).to_be_visible()


def test_a_patient_is_made_by_hand_and_a_duplicate_named_before_saving(
    signed_in: SignedIn, lucia: int
) -> None:
    page = open_patients(signed_in("alice"))
    page.get_by_role("button", name="Add patient").first.click()
    form = page.get_by_role("dialog", name="Add patient")
    form.get_by_label("Family name").fill("Zuniga")
    form.get_by_label("Given name").fill("Lucia")
    form.get_by_label("Phone", exact=True).fill("555")
    form.get_by_role("button", name="Add patient").click()
    expect(form.get_by_text("There is no such number")).to_be_visible()
    form.get_by_label("Phone", exact=True).fill("312-555-0142")
    form.get_by_role("button", name="Add patient").click()
    expect(form.get_by_text("or an MRN if it is not known")).to_be_visible()
    form.get_by_label("Date of birth").fill("1961-03-07")
    form.get_by_role("button", name="Add patient").click()
    expect(form.get_by_role("link", name="ZÚÑIGA, Lucía has the same name and birth date.")).to_be_visible()
    form.get_by_label("This is a different person").check()
    form.get_by_role("button", name="Add patient").click()
    expect(page.get_by_role("heading", name="ZUNIGA, Lucia")).to_be_visible()
    expect(page.get_by_text("(312) 555-0142")).to_be_visible()


def test_what_a_colleague_changes_shows_on_an_open_page(
    server: RunningServer, signed_in: SignedIn, lucia: int
) -> None:
    watching, editing = signed_in("erin"), signed_in("bob")
    for page in (watching, editing):
        page.goto(f"{server.url}/patients/{lucia}")
        expect(page.get_by_role("heading", name="ZÚÑIGA, Lucía")).to_be_visible()
    editing.get_by_role("button", name="Edit").click()
    form = editing.get_by_role("dialog", name="Edit patient")
    expect(form.get_by_label("Family name")).to_have_count(0)
    form.get_by_label("Preferred name").fill("Lucha")
    form.get_by_role("button", name="Save").click()
    steps.is_told(editing, "Saved the patient's details")
    expect(watching.get_by_role("heading", name="ZÚÑIGA, Lucía “Lucha”")).to_be_visible()


def test_a_patient_is_taken_and_handed_over(signed_in: SignedIn, people: People) -> None:
    with unit_of_work() as session:
        make_patient(session, people.sites["Northside"], last_name="Wanderer", first_name="Will")
    alices, erins = signed_in("alice"), signed_in("erin")
    steps.go_to(alices, "Caseload")
    expect(alices.get_by_text("Your caseload is empty")).to_be_visible()
    alices.get_by_role("button", name="See unassigned patients").click()
    alices.get_by_role("button", name="Assign WANDERER, Will").click()
    alices.get_by_label("Coordinator").select_option(str(people.alice.user_id))
    alices.get_by_role("dialog").get_by_role("button", name="Assign").click()
    steps.is_told(alices, "Assigned WANDERER, Will")

    steps.go_to(erins, "Caseload")
    erins.get_by_label("Whose caseload").select_option(str(people.alice.user_id))
    erins.get_by_role("button", name="Reassign WANDERER, Will").click()
    erins.get_by_label("Coordinator").select_option(str(people.erin.user_id))
    erins.get_by_label("Reason").fill("Alice is away")
    erins.get_by_role("dialog").get_by_role("button", name="Assign").click()
    steps.is_told(erins, "Reassigned WANDERER, Will")
    alices.get_by_label("Whose caseload").select_option("My caseload")
    expect(alices.get_by_text("Your caseload is empty")).to_be_visible()
    with unit_of_work(write=False) as session:
        assert len(session.exec(caseloads.cases(people.erin, people.erin.user_id)).all()) == 1
