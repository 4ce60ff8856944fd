"""A coordinator's morning, from My day to a patient and back, without the mouse."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from carehub.caseloads import service as caseloads
from carehub.contacts.models import How
from carehub.core.database import unit_of_work
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.service import NewFollowUp
from tests.conftest import People, make_patient
from tests.e2e.conftest import SignedIn


@pytest.fixture
def morning(people: People) -> None:
    """Alice keeps Avila and Brandt; she is to call Avila, and to send Brandt something."""
    with unit_of_work() as session:
        avila, brandt = (
            make_patient(session, people.sites["Northside"], last_name=name).id or 0
            for name in ("Avila", "Brandt")
        )
        for patient_id in (avila, brandt):
            caseloads.assign(session, people.alice, patient_id, people.alice.user_id)
        today = follow_ups.today_of(session)
        call = NewFollowUp(avila, "Ask about the walker", today - timedelta(days=1), how=How.PHONE)
        for new in (call, NewFollowUp(brandt, "Send the bus plan", today)):
            follow_ups.create(session, people.alice, new)


@pytest.mark.usefixtures("morning")
def test_a_morning_goes_without_the_mouse(signed_in: SignedIn) -> None:
    page = signed_in("alice")
    press = page.keyboard.press
    lines = page.get_by_role("region", name="Follow-ups").get_by_role("listitem")
    expect(lines).to_have_count(2)
    press("j")
    expect(lines.first).to_be_focused()
    expect(lines.first).to_contain_text("Ask about the walker")
    press("c")
    logging = page.get_by_role("dialog", name="Log a contact")
    expect(logging.get_by_label("What came of it")).to_be_focused()
    for key in ("R", "Tab", "Tab", "Tab", "5", "Enter"):
        press(key)
    expect(logging).to_be_hidden()
    expect(lines).to_have_count(1)
    expect(lines.first).to_be_focused()
    press("d")
    expect(lines).to_have_count(0)

    press("g")
    press("l")
    rows = page.get_by_role("table", name="Caseload").locator("tbody tr")
    expect(rows).to_have_count(2)
    press("j")
    press("j")
    expect(rows.last).to_be_focused()
    press("x")
    expect(page.get_by_text("1 selected")).to_be_visible()
    press("x")
    press("Enter")
    who = page.get_by_role("region", name="Who this is")
    expect(who).to_contain_text("BRANDT")

    press("Control+k")
    expect(page.get_by_role("combobox", name="Find a patient or a page")).to_be_focused()
    page.keyboard.type("avi")
    expect(page.get_by_role("option", name=re.compile("AVILA"))).to_be_visible()
    press("Enter")
    expect(who).to_contain_text("AVILA")
    press("g")
    press("m")
    expect(page.get_by_role("heading", level=1, name="My day")).to_be_visible()
