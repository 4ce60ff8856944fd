"""The shared calendar, as people use it: in a week some time from now, in the center's time (Chicago)."""

import re
from datetime import time, timedelta

import pytest
from playwright.sync_api import Page, expect

from carehub.core.database import unit_of_work
from carehub.shared_calendar.routes import FEED
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.calendar_steps import (
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Book,
    book,
    calendar_of,
    choose,
    drag,
    event_of,
    open_with,
    tab_to,
)
from tests.e2e.conftest import SignedIn
from tests.serving.running import RunningServer

__all__ = ["book"]


def test_an_appointment_dragged_into_a_taken_time_goes_back_and_says_why(
    signed_in: SignedIn, book: Book
) -> None:
    book("Abbott", TUESDAY, time(9))
    book("Baptiste", TUESDAY, time(11))
    page = calendar_of(signed_in, "alice")
    event = event_of(page, "Baptiste")
    drag(page, event, hours=-2)
    steps.is_told(page, "Pat Lindqvist is taken")
    steps.is_told(page, "ABBOTT, Maria, Therapy intake, Northside")
    expect(event).to_contain_text("11:00")


def test_an_appointment_dragged_into_a_free_time_stays_there_for_everybody(
    signed_in: SignedIn, book: Book
) -> None:
    book("Castro", WEDNESDAY, time(9))
    mine, theirs = calendar_of(signed_in, "alice"), calendar_of(signed_in, "bob")
    expect(event_of(theirs, "Castro")).to_contain_text("9:00")
    theirs.get_by_role("button", name="Book appointment").click()
    theirs.get_by_label("What for").fill("half-written")
    drag(mine, event_of(mine, "Castro"), hours=2)
    steps.is_told(mine, "Moved to")
    expect(event_of(mine, "Castro")).to_contain_text("11:00")
    # Behind an open dialog everything else is hidden from roles, so look at the text itself.
    expect(theirs.locator(".calendar-event", has_text="CASTRO")).to_contain_text("11:00", timeout=3_000)
    expect(theirs.get_by_label("What for")).to_have_value("half-written")


def test_an_appointment_is_drawn_longer_by_its_lower_edge(signed_in: SignedIn, book: Book) -> None:
    book("Dominguez", THURSDAY, time(9))
    page = calendar_of(signed_in, "alice")
    event = event_of(page, "Dominguez")
    event.hover()
    box = event.bounding_box()
    assert box is not None
    x, edge = box["x"] + box["width"] / 2, box["y"] + box["height"] - 2
    page.mouse.move(x, edge)
    page.mouse.down()
    page.mouse.move(x, edge + box["height"] / 2, steps=5)
    page.mouse.move(x, edge + box["height"], steps=5)
    page.mouse.up()
    expect(event).to_contain_text("9:00 – 11:00")
    steps.is_told(page, "9:00 AM to 11:00 AM")


def test_an_appointment_is_booked_by_the_dialog(people: People, signed_in: SignedIn) -> None:
    with unit_of_work() as session:
        make_patient(session, people.sites["Northside"], last_name="Delacroix", first_name="Inès", mrn="D-77")
    page = calendar_of(signed_in, "bob")
    page.get_by_role("button", name="Book appointment").click()
    steps.is_accessible(page)
    choose(page, "delac", "DELACROIX, Inès")
    page.get_by_label("Day", exact=True).fill(TUESDAY.isoformat())
    page.get_by_label("Time", exact=True).fill("14:30")
    page.get_by_label("What for").fill("Benefits paperwork")
    page.get_by_label("With", exact=True).select_option("Alice Moreno")
    page.get_by_role("button", name="Book", exact=True).click()
    steps.is_told(page, "Booked")
    expect(event_of(page, "Delacroix")).to_contain_text("2:30")
    expect(event_of(page, "Delacroix")).to_be_visible()


def test_a_booking_that_does_not_fit_keeps_the_dialog_and_what_was_typed(
    people: People, signed_in: SignedIn, book: Book
) -> None:
    book("Eriksen", WEDNESDAY, time(13))
    with unit_of_work() as session:
        make_patient(session, people.sites["Northside"], last_name="Farouk")
    page = calendar_of(signed_in, "alice")
    page.get_by_role("button", name="Book appointment").click()
    choose(page, "farouk", "FAROUK")
    page.get_by_label("Day", exact=True).fill(WEDNESDAY.isoformat())
    page.get_by_label("Time", exact=True).fill("13:30")
    page.get_by_label("What for").fill("Check-up")
    page.get_by_label("With", exact=True).select_option("Pat Lindqvist")
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Pat Lindqvist is taken")
    expect(page.get_by_label("What for")).to_have_value("Check-up")
    page.get_by_label("Time", exact=True).fill("14:00")
    page.get_by_role("button", name="Book", exact=True).click()
    steps.is_told(page, "Booked")


def test_an_appointment_is_moved_by_keyboard_only(signed_in: SignedIn, book: Book) -> None:
    book("Gupta", WEDNESDAY, time(15))
    page = calendar_of(signed_in, "alice")
    event = event_of(page, "Gupta")
    event.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="GUPTA, Maria")
    expect(panel).to_contain_text("3:00 PM to 4:00 PM")
    steps.is_accessible(page)
    tab_to(page, page.get_by_role("button", name="Move..."))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Move appointment")).to_be_visible()
    tab_to(page, page.get_by_label("Time", exact=True))
    page.keyboard.type("0430PM")
    page.keyboard.press("Enter")
    steps.is_told(page, "Moved")
    expect(panel).to_contain_text("4:30 PM to 5:30 PM")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(event).to_be_focused()
    expect(event).to_contain_text("4:30")


def test_the_focus_stays_on_an_appointment_while_others_work(signed_in: SignedIn, book: Book) -> None:
    book("Kowalski", MONDAY, time(12))
    book("Lindgren", MONDAY, time(9))
    mine, theirs = calendar_of(signed_in, "alice"), calendar_of(signed_in, "bob")
    event = event_of(mine, "Kowalski")
    event.focus()
    drag(theirs, event_of(theirs, "Lindgren"), hours=1)
    steps.is_told(theirs, "Moved to")
    expect(event_of(mine, "Lindgren")).to_contain_text("10:00")
    expect(event).to_be_focused()
    # A click that began before the other's next move came is a click on what stood there.
    event.hover()
    mine.mouse.down()
    with mine.expect_response(re.compile("/api/calendar/events")):
        drag(theirs, event_of(theirs, "Lindgren"), hours=1)
    mine.mouse.up()
    expect(mine.get_by_role("dialog", name="KOWALSKI, Maria")).to_be_visible()


def test_the_front_desk_writes_down_a_cancellation(
    server: RunningServer, signed_in: SignedIn, book: Book
) -> None:
    made = book("Hassan", TUESDAY, time(16))
    page = signed_in("bob")
    open_with(page, server, made)
    panel = page.get_by_role("dialog", name="HASSAN, Maria")
    panel.get_by_role("button", name="Cancel appointment...").click()
    panel.get_by_label("Why", exact=True).select_option("Sick")
    panel.get_by_label("In other words").fill("has a cold")
    panel.get_by_role("button", name="Cancel appointment", exact=True).click()
    expect(panel).to_contain_text("Cancelled by patient")
    expect(panel).to_contain_text("has a cold")
    page.keyboard.press("Escape")
    expect(event_of(page, "Hassan")).to_contain_text("Cancelled by patient")


def test_another_site_sees_nothing_of_it(server: RunningServer, signed_in: SignedIn, book: Book) -> None:
    made = book("Ibrahim", TUESDAY, time(17))
    page = signed_in("charlie")
    open_with(page, server, made)
    steps.is_told(page, "not in your calendar")
    expect(event_of(page, "Ibrahim")).to_have_count(0)
    week = f"start={TUESDAY}T00:00:00Z&end={TUESDAY + timedelta(days=2)}T00:00:00Z"
    answer = page.request.get(f"{server.url}{FEED}?{week}")
    assert answer.json() == []


def test_a_stranger_gets_no_feed(server: RunningServer, stranger: Page) -> None:
    assert stranger.request.get(f"{server.url}{FEED}").status == 401


@pytest.mark.parametrize("view", ["month", "week", "day", "list"])
def test_every_view_is_accessible_and_stands_in_the_address(signed_in: SignedIn, view: str) -> None:
    page = calendar_of(signed_in, "erin", view)
    steps.is_accessible(page)
    page.get_by_role("button", name="Next").click()
    expect(page).to_have_url(re.compile(rf"view={view}&date=(?!{TUESDAY})"))


def test_a_phone_begins_with_the_list(server: RunningServer, signed_in: SignedIn) -> None:
    page = signed_in("alice")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.url}/calendar")
    expect(page).to_have_url(re.compile("view=list"))
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("dialog", name="Filters").get_by_label("Whose").select_option("Booked with me")
    expect(page).to_have_url(re.compile("whose=me"))
    steps.is_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Filters (1)")).to_be_focused()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    # Where only a letter of "Tue 15" has room, the number stands below.
    page.goto(f"{server.url}/calendar?view=week&date={TUESDAY}")
    expect(page.get_by_text(f"T{TUESDAY.day}", exact=True)).to_be_visible()
