"""The story of a patient who was here twice: found, compared, merged, and two again."""

from datetime import date

import pytest
from playwright.sync_api import expect

from carehub.core.database import unit_of_work
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.conftest import SignedIn
from tests.serving.running import RunningServer


@pytest.fixture(scope="module")
def two(people: People) -> tuple[int, int]:
    """Lucía Zúñiga twice, with an MRN and with a phone."""
    born = date(1961, 3, 7)
    with unit_of_work() as session:
        north = people.sites["Northside"]
        lucia = {"last_name": "Zúñiga", "first_name": "Lucía", "birth_date": born}
        first = make_patient(session, north, **lucia, mrn="A-00417")
        second = make_patient(session, north, **{**lucia, "last_name": "Zuniga"}, phone="+13125552368")
        return first.id or 0, second.id or 0


def test_two_records_become_one_and_two_again(
    server: RunningServer, signed_in: SignedIn, two: tuple[int, int]
) -> None:
    page = signed_in("erin")
    steps.go_to(page, "Patients")
    page.get_by_role("link", name="Duplicates").click()
    page.get_by_role("button", name="Compare ZÚÑIGA").click()
    dialog = page.get_by_role("dialog", name="Compare two records")
    expect(dialog.get_by_label("(312) 555-2368")).to_be_checked()
    steps.is_accessible(page)
    dialog.get_by_role("button", name="Merge").click()
    steps.is_told(page, "Merged the two records")
    expect(page.get_by_text("Nobody seems to be here twice")).to_be_visible()

    page.goto(f"{server.url}/patients/{two[1]}")
    expect(page.get_by_role("heading", name="ZÚÑIGA, Lucía")).to_be_visible()
    expect(page).to_have_url(f"{server.url}/patients/{two[0]}")
    expect(page.get_by_text("(312) 555-2368").first).to_be_visible()

    page.goto(f"{server.url}/patients/duplicates")
    page.get_by_role("button", name="Take back the merge of ZÚÑIGA, Lucía").click()
    steps.is_told(page, "Two records again.")
    page.get_by_role("button", name="Two people: ZÚÑIGA").click()
    steps.is_told(page, "Kept as two people")
    expect(page.get_by_text("Nobody seems to be here twice")).to_be_visible()
