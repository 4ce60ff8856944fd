"""Booking in ways of its own: by keys alone, by a click, for a referral, from a file, in a crowded hour."""

import re
from datetime import time, timedelta

from playwright.sync_api import Locator, Page, expect

from carehub.core.database import unit_of_work
from carehub.shared_calendar import service
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import slot_at
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.calendar_steps import (
    CHICAGO,
    TUESDAY,
    WEDNESDAY,
    accepted_referral,
    calendar_of,
    choose,
    event_of,
    open_calendar,
    tab_to,
)
from tests.e2e.conftest import SignedIn
from tests.serving.running import RunningServer


def test_an_appointment_is_booked_and_cancelled_by_keyboard_alone(
    people: People, signed_in: SignedIn
) -> None:
    with unit_of_work() as session:
        make_patient(session, people.sites["Northside"], last_name="Quarles")
    page = calendar_of(signed_in, "alice")
    press, write = page.keyboard.press, page.keyboard.type
    tab_to(page, page.get_by_role("button", name="Book appointment"))
    press("Enter")
    expect(page.get_by_label("Patient", exact=True)).to_be_focused()
    write("quarl")
    tab_to(page, page.get_by_role("button", name=re.compile("QUARLES")))
    press("Enter")
    tab_to(page, page.get_by_label("Day", exact=True))
    write(f"{TUESDAY:%m%d%Y}")
    tab_to(page, page.get_by_label("Time", exact=True))
    write("1000AM")
    tab_to(page, page.get_by_label("What for"))
    write("Therapy")
    tab_to(page, page.get_by_label("With", exact=True))
    write("Pat")
    tab_to(page, page.get_by_role("button", name="Book", exact=True))
    press("Enter")
    steps.is_told(page, "Booked")

    event = event_of(page, "Quarles")
    expect(event).to_contain_text("10:00")
    tab_to(page, event)
    press("Enter")
    panel = page.get_by_role("dialog", name="QUARLES, Maria")
    expect(panel).to_contain_text("Pat Lindqvist")
    tab_to(page, panel.get_by_role("button", name="Cancel appointment..."))
    press("Enter")
    tab_to(page, panel.get_by_label("The patient cancelled"))
    press("ArrowDown")
    expect(panel.get_by_label("We cancelled")).to_be_checked()
    tab_to(page, panel.get_by_label("Why", exact=True))
    write("Weather")
    tab_to(page, panel.get_by_role("button", name="Cancel appointment", exact=True))
    press("Enter")
    expect(panel).to_contain_text("Cancelled by us")
    # By its class: behind the panel nothing has a role.
    expect(page.locator(".calendar-event", has_text="QUARLES")).to_contain_text("Cancelled by us")
    press("Escape")
    expect(event).to_be_focused()
    expect(event).to_contain_text("Cancelled by us")


def test_a_click_on_a_time_books_for_a_referral_and_its_card_moves_along(
    server: RunningServer, people: People, signed_in: SignedIn
) -> None:
    with unit_of_work() as session:
        ramirez_id = make_patient(session, people.sites["Northside"], last_name="Ramirez").id or 0
        referral_id = accepted_referral(session, people, ramirez_id)
    page = signed_in("alice")
    _open_side_by_side(page, server)
    main = page.get_by_role("main")
    pat = main.get_by_text("Pat Lindqvist", exact=True).last
    expect(pat).to_be_visible()
    column = pat.bounding_box()
    nine = main.get_by_text(re.compile("^9 ?(:00 ?)?AM$", re.IGNORECASE)).last.bounding_box()
    assert column is not None
    assert nine is not None
    page.mouse.click(column["x"] + column["width"] / 2, nine["y"] + nine["height"] + 4)
    dialog = page.get_by_role("dialog", name="Book appointment")
    expect(dialog.get_by_label("Time", exact=True)).to_have_value("09:00")
    expect(dialog.get_by_label("With", exact=True)).to_have_value(str(people.pat.user_id))
    choose(page, "ramir", "RAMIREZ")
    dialog.get_by_label("What for").fill("Stress test")
    dialog.get_by_label("For which referral").select_option(index=1)
    dialog.get_by_label("The patient knows the date").check()
    dialog.get_by_role("button", name="Book", exact=True).click()
    steps.is_told(page, "Booked")
    ramirez = main.get_by_role("button", name=re.compile("RAMIREZ"))
    _drag_end(page, ramirez, down=60)
    steps.is_told(page, "9:00 AM to 10:30 AM")
    page.goto(f"{server.url}/board?referral={referral_id}")
    expect(page.get_by_role("dialog")).to_contain_text("Scheduled")


def test_the_back_button_closes_a_dialog_that_stood_over_another_address(
    server: RunningServer, signed_in: SignedIn
) -> None:
    page = calendar_of(signed_in, "alice", "month")
    open_calendar(page, server)
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="Book appointment").click()
    expect(dialog).to_be_visible()
    page.go_back()
    expect(page.get_by_role("tab", name="Month view", selected=True)).to_be_visible()
    expect(dialog).to_have_count(0)
    steps.go_to(page, "Patients")
    page.go_back()
    page.get_by_role("button", name="Find a time").click()
    expect(dialog).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", level=1, name="Patients")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("tab", name="Month view", selected=True)).to_be_visible()
    expect(dialog).to_have_count(0)


def test_a_crowded_hour_shows_what_can_be_read_and_opens_the_rest(
    server: RunningServer, people: People, signed_in: SignedIn
) -> None:
    for number in range(5):
        _book_with_nobody(people, f"Crowd{number}")
    page = signed_in("alice")
    main = page.get_by_role("main")
    for opens, more in ((open_calendar, "+3"), (_open_side_by_side, "+4 more")):
        opens(page, server)
        main.get_by_role("button", name=more).click()
        expect(page.get_by_role("dialog")).to_contain_text("1:00")
        steps.is_accessible(page)
        page.get_by_role("dialog").get_by_role("button", name=re.compile("CROWD4")).click()
        panel = page.get_by_role("dialog", name="CROWD4, Maria")
        expect(panel).to_contain_text("Nobody yet")
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()


def test_a_calendar_file_becomes_times_out_of_the_office(server: RunningServer, signed_in: SignedIn) -> None:
    page = signed_in("pat", "/calendar/subscribe")
    day = WEDNESDAY + timedelta(weeks=1)
    event = f"UID:1@x\r\nSUMMARY:Dentist\r\nDTSTART:{day:%Y%m%d}T090000\r\nDTEND:{day:%Y%m%d}T100000\r\n"
    calendar = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n{event}END:VEVENT\r\nEND:VCALENDAR\r\n"
    files = page.get_by_label("Drop a calendar file here")
    for name, content in (("notes.ics", "no calendar"), ("mine.ics", calendar)):
        files.set_input_files({"name": name, "mimeType": "text/calendar", "buffer": content.encode()})
        steps.is_told(
            page, "1 event of the file is in your calendar" if name == "mine.ics" else "calendar file"
        )
    page.goto(f"{server.url}/calendar?view=day&date={day}")
    dentist = page.get_by_role("main").get_by_role("button", name=re.compile("Dentist|Out of office"))
    expect(dentist).to_contain_text("Pat Lindqvist")


def _open_side_by_side(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}/calendar?view=providers&date={TUESDAY}")
    steps.is_alive(page)


def _book_with_nobody(people: People, family: str) -> None:
    with unit_of_work() as session:
        north = people.sites["Northside"]
        patient = make_patient(session, north, last_name=family, mrn=family)
        slot = slot_at(TUESDAY, time(13), 60, CHICAGO)
        service.book(session, people.alice, Booking(Details("Flu shot", north, patient.id), slot))


def _drag_end(page: Page, event: Locator, *, down: int) -> None:
    """Take an event by its lower edge and pull it so many pixels down."""
    event.hover()
    box = event.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] - 1
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + down / 2, steps=4)
    page.mouse.move(x, y + down, steps=4)
    page.mouse.up()
