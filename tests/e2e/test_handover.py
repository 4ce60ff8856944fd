"""Stories of a handover: for an absence, with what could not move; and back again."""

import pytest
from playwright.sync_api import expect

from carehub.caseloads import service as caseloads
from carehub.core.database import unit_of_work
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.service import NewFollowUp
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.conftest import SignedIn


@pytest.fixture(scope="module")
def caseload(people: People) -> None:
    """alice keeps Avila, with a follow-up, and Brown."""
    with unit_of_work() as session:
        alice = people.alice
        for name in ("Avila", "Brown"):
            patient_id = make_patient(session, people.sites["Northside"], last_name=name).id or 0
            caseloads.assign(session, alice, patient_id, alice.user_id)
            if name == "Avila":
                today = follow_ups.today_of(session)
                new = NewFollowUp(patient_id, "Call about transport", today, owner_id=alice.user_id)
                follow_ups.create(session, alice, new)


@pytest.mark.usefixtures("caseload")
def test_a_supervisor_hands_a_caseload_over_and_takes_it_back(signed_in: SignedIn, people: People) -> None:
    page = signed_in("erin")
    steps.go_to(page, "Caseload")
    page.get_by_role("link", name="Hand over").click()
    page.get_by_label("Whose work").select_option("Alice Moreno")
    page.get_by_label("Erin Castellano").click()
    preview = page.get_by_role("region", name="What goes over")
    expect(preview.get_by_text("Call about transport")).to_be_visible()
    expect(page.get_by_text("2 patients, 0 referrals, 1 follow-up, 0 appointments")).to_be_visible()
    steps.is_accessible(page)
    page.get_by_label("Last day of the absence").fill("2099-01-01")
    page.get_by_label("Reason").fill("Surgery")
    page.get_by_role("button", name="Hand over").click()
    steps.is_told(page, "Handed over")
    past = page.get_by_role("region", name="Handed over before")
    expect(past.get_by_text("Alice Moreno: absence until 01-Jan-2099 (Surgery)")).to_be_visible()
    with page.context.expect_page() as opened:
        past.get_by_role("link", name="Print the pack").click()
    expect(opened.value.get_by_text("AVILA, Maria")).to_be_visible()
    past.get_by_role("button", name="Take back").click()
    steps.is_told(page, "3 handed back")
    with unit_of_work(write=False) as session:
        assert len(session.exec(caseloads.cases(people.erin, people.alice.user_id)).all()) == 2
