"""What works on every page: finding, keys, and leaving when the session is over."""

import re

import pytest
from playwright.sync_api import Page, expect

from carehub.accounts import sessions
from carehub.core.database import unit_of_work
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.conftest import SignedIn


@pytest.fixture(scope="module", autouse=True)
def patients(people: People) -> None:
    with unit_of_work() as session:
        make_patient(session, people.sites["Northside"], last_name="Quillfeather", first_name="Odalys")


def _find(page: Page, typed: str) -> None:
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Find a patient or a page").fill(typed)


def test_a_patient_is_found_from_anywhere_by_keyboard(signed_in: SignedIn) -> None:
    page = signed_in("alice")
    page.keyboard.press("Control+k")
    # At once, as who knows the key does: before the box is there.
    page.keyboard.type("quill")
    expect(page.get_by_role("combobox", name="Find a patient or a page")).to_have_value("quill")
    expect(page.get_by_role("option", name=re.compile("QUILLFEATHER, Odalys"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/patients/\d+"))


def test_charlie_does_not_find_a_patient_of_northside(signed_in: SignedIn) -> None:
    page = signed_in("charlie")
    _find(page, "quill")
    expect(page.get_by_text("Nobody and no page by that name.")).to_be_visible()


def test_a_page_is_reached_by_two_letters_until_the_person_switches_that_off(signed_in: SignedIn) -> None:
    page = signed_in("alice")
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=1, name="Patients")).to_be_visible()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    keys.get_by_role("switch").click()
    expect(keys.get_by_role("switch")).not_to_be_checked()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("b")
    _find(page, "patients")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1, name="Patients")).to_be_visible()


def test_who_follows_a_link_to_a_page_of_another_role_is_told_so(signed_in: SignedIn) -> None:
    page = signed_in("dana")
    page.goto(f"{page.url}caseload")
    expect(page.get_by_text("Your role does not have this page.")).to_be_visible()
    page.get_by_role("link", name="Go to My day").click()
    expect(page.get_by_role("heading", level=1, name="My day")).to_be_visible()


def test_an_open_page_leaves_when_its_session_has_ended(signed_in: SignedIn, people: People) -> None:
    page = signed_in("pat")
    with unit_of_work() as session:
        sessions.end_all_of(session, people.pat.user_id)
    page.keyboard.press("Control+k")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))


def test_signing_out_ends_the_other_tab_of_the_same_browser(signed_in: SignedIn) -> None:
    page = signed_in("bob")
    other = page.context.new_page()
    other.goto(page.url)
    steps.is_alive(other)
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    expect(other).to_have_url(re.compile("/sign-in"))
