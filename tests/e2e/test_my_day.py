"""What people do on My day: finish follow-ups, mark arrivals, log a contact by keyboard, sign off."""

import re
from datetime import UTC, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups import sign_off
from carehub.follow_ups.service import NewFollowUp
from carehub.referrals import service as referrals
from carehub.referrals.reasons import EndReason
from carehub.referrals.service import NewReferral
from carehub.shared_calendar import service as calendar
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import Slot
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.conftest import SignedIn

LONG = "Featherstonehaugh-Wolfeschlegelsteinhausenbergerdorff"


@pytest.fixture(scope="module")
def maria(people: People) -> int:
    with unit_of_work() as session:
        return make_patient(session, people.sites["Northside"], last_name=LONG).id or 0


@pytest.fixture
def two_follow_ups(people: People, maria: int) -> None:
    with unit_of_work() as session:
        today = follow_ups.today_of(session)
        for text, day in (("Arrange the ride", today - timedelta(days=3)), ("Bring the forms", today)):
            new = NewFollowUp(maria, text, day, people.alice.user_id)
            follow_ups.create(session, people.alice, new)


def test_a_coordinator_finishes_and_snoozes_follow_ups_and_takes_it_back(
    signed_in: SignedIn, two_follow_ups: None
) -> None:
    page = signed_in("alice")
    section = page.get_by_role("region", name="Follow-ups")
    lines = section.get_by_role("listitem")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("3 days late")
    steps.is_accessible(page)
    page.keyboard.press("j")
    expect(lines.first).to_be_focused()
    page.keyboard.press("d")
    expect(lines).to_have_count(1)
    expect(lines.first).to_be_focused()
    page.keyboard.press("s")
    dialog = page.get_by_role("dialog", name="Snooze")
    dialog.get_by_label("Why it can wait").fill("Office is closed")
    page.keyboard.press("Enter")
    expect(section).to_be_hidden()
    expect(page.get_by_text("Nothing is waiting")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(lines).to_have_count(1)
    _a_message_stays_on_the_next_page_and_comes_no_second_time(page)


def _a_message_stays_on_the_next_page_and_comes_no_second_time(page: Page) -> None:
    messages = page.get_by_role("region", name="Messages")
    newest = messages.get_by_role("listitem").first
    said = newest.inner_text()
    steps.go_to(page, "Patients")
    expect(messages.get_by_role("listitem").filter(has_text=said)).to_have_count(1)
    for _ in range(messages.get_by_role("listitem").count()):
        newest.get_by_role("button", name="Close toast").click()
    expect(messages.get_by_role("listitem")).to_have_count(0)
    steps.go_to(page, "My day")
    expect(messages.get_by_role("listitem")).to_have_count(0)


def test_the_front_desk_marks_who_came_and_who_did_not(
    signed_in: SignedIn, people: People, maria: int
) -> None:
    with unit_of_work() as session:
        other = make_patient(session, people.sites["Northside"], last_name="Quince").id
        for patient_id in (maria, other):
            details = Details("Blood test", people.sites["Northside"], patient_id=patient_id)
            calendar.book(session, people.alice, Booking(details, _a_moment_ago_today(session)))
    page = signed_in("bob")
    lines = page.get_by_role("region", name="Expected today").get_by_role("listitem")
    expect(lines).to_have_count(2)
    lines.first.get_by_role("button", name="Arrived").click()
    expect(lines).to_have_count(1)
    lines.first.get_by_role("button", name="No-show").click()
    dialog = page.get_by_role("dialog", name="No-show")
    dialog.get_by_label("Why the patient did not come").select_option("Forgot")
    dialog.get_by_role("button", name="No-show").click()
    expect(page.get_by_text("Nothing is waiting")).to_be_visible()


def _a_moment_ago_today(session: Session) -> Slot:
    now = clock.local(clock.now(), accounts.center(session).time_zone)
    start = max(now - timedelta(minutes=10), now.replace(hour=0, minute=0, second=0, microsecond=0))
    return Slot(start.astimezone(UTC), start.astimezone(UTC) + timedelta(minutes=5))


def test_a_contact_is_logged_from_anywhere_by_keyboard(signed_in: SignedIn, maria: int) -> None:
    page = signed_in("erin")
    steps.go_to(page, "Calendar")
    page.keyboard.press("Control+k")
    page.keyboard.type("log a")
    expect(page.get_by_role("option", name=re.compile("Log a contact"))).to_be_visible()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Log a contact")
    expect(dialog.get_by_role("textbox", name="Patient")).to_be_focused()
    page.keyboard.type("feather")
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("What came of it")).to_be_focused()
    page.keyboard.type("Reach")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(dialog.get_by_label("Minutes")).to_be_focused()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    steps.is_told(page, "Contact logged")


def test_a_supervisor_signs_a_patient_off_as_lost(signed_in: SignedIn, people: People, maria: int) -> None:
    with unit_of_work() as session:
        kind = referrals.shown_types(session)[0].id or 0
        number = referrals.create(session, people.alice, NewReferral(maria, kind)).id or 0
        for days in (4, 3, 2):
            at = clock.now() - timedelta(days=days)
            tried = NewAttempt(maria, Whom.PATIENT, How.PHONE, Answer.NO_ANSWER, number, at=at)
            contacts.log(session, people.alice, tried)
        sign_off.ask_sign_off(session, people.alice, number, EndReason.NOT_REACHED, "Phone is off")
    page = signed_in("erin")
    waiting = page.get_by_role("region", name="Sign-offs waiting for you")
    expect(waiting.get_by_role("listitem")).to_contain_text("Phone is off")
    waiting.get_by_role("button", name="Sign:").click()
    steps.is_told(page, "Signed")
    expect(waiting).to_be_hidden()
    with unit_of_work(write=False) as session:
        assert referrals.find(session, people.erin, number).closed_at is not None
