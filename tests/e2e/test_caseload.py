"""Stories of a caseload: seen as one likes it, kept under a name, given away in one go and taken back."""

import pytest
from playwright.sync_api import Page, expect

from carehub.caseloads import service as caseloads
from carehub.core.database import unit_of_work
from carehub.patients.models import Risk
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.conftest import SignedIn


@pytest.fixture(scope="module")
def cases(people: People) -> None:
    """alice keeps five patients, N1 and N3 of high risk."""
    with unit_of_work() as session:
        for number in range(5):
            risk = Risk.HIGH if number % 2 else None
            patient = make_patient(
                session, people.sites["Northside"], last_name=f"N{number}", risk=risk, mrn=f"M-{number}"
            )
            caseloads.assign(session, people.alice, patient.id or 0, people.alice.user_id)


def names(page: Page) -> list[str]:
    return page.get_by_role("table", name="Caseload").get_by_role("rowheader").locator("a").all_inner_texts()


@pytest.mark.usefixtures("cases")
def test_a_caseload_is_seen_as_one_likes_it_and_the_view_kept(signed_in: SignedIn) -> None:
    page = signed_in("alice")
    steps.go_to(page, "Caseload")
    expect(page.get_by_text("5 patients").first).to_be_visible()
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("checkbox", name="MRN").click()
    page.get_by_role("checkbox", name="Phone").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("columnheader", name="MRN")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Phone")).to_have_count(0)

    page.get_by_role("columnheader", name="Name").get_by_role("button").click()
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("link", name="2 high risk").click()
    expect(page.get_by_role("button", name="Remove filter Risk: High")).to_be_visible()
    assert names(page) == ["N1, Maria", "N3, Maria"]
    page.get_by_role("button", name="Views").click()
    page.get_by_label("Name of the view").fill("High risk")
    page.get_by_role("button", name="Save view").click()
    steps.is_told(page, "View saved")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove filter Risk: High").click()
    expect(page.get_by_text("5 patients").first).to_be_visible()
    page.get_by_role("button", name="Views").click()
    page.get_by_role("button", name="High risk", exact=True).click()
    expect(page.get_by_text("2 patients").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Remove filter Risk: High")).to_be_visible()


@pytest.mark.usefixtures("cases")
def test_several_are_given_away_with_a_reason_and_taken_back(signed_in: SignedIn, people: People) -> None:
    page = signed_in("erin")
    steps.go_to(page, "Caseload")
    page.get_by_label("Whose caseload").select_option("Alice Moreno")
    expect(page.get_by_text("5 patients").first).to_be_visible()
    page.get_by_label("Select N1, Maria").click()
    page.get_by_label("Select N3, Maria").click(modifiers=["Shift"])
    page.get_by_label("Select N3, Maria").press("Shift+ArrowDown")
    bar = page.get_by_role("toolbar", name="Selected patients")
    expect(bar.get_by_text("4 selected")).to_be_visible()
    bar.get_by_role("button", name="Assign to...").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Coordinator").select_option(str(people.erin.user_id))
    dialog.get_by_label("Reason").fill("Alice has too many")
    dialog.get_by_role("button", name="Assign").click()
    steps.is_told(page, "Reassigned 4 patients")
    expect(page.get_by_text("1 patient", exact=True).first).to_be_visible()
    page.get_by_role("region", name="Messages").get_by_role("button", name="Undo").click()
    steps.is_told(page, "4 patients put back")
    expect(page.get_by_text("5 patients").first).to_be_visible()


@pytest.mark.usefixtures("cases")
def test_a_caseload_goes_into_a_file_and_onto_paper(signed_in: SignedIn) -> None:
    page = signed_in("alice")
    steps.go_to(page, "Caseload")
    expect(page.get_by_text("5 patients").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    assert download.value.suggested_filename == "caseload.xlsx"
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Print").click()
    expect(opened.value.get_by_text("printed by Alice Moreno")).to_be_visible()
    expect(opened.value.get_by_role("row")).to_have_count(6)
