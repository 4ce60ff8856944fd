"""What is seen of the calendar, and what is made of it: side by side, filters, prints, calls, subscriptions.

A day two weeks from now, which is no closing day: the center of these stories works on every holiday.
"""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from carehub.core.database import unit_of_work
from carehub.shared_calendar import service
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import slot_at
from carehub.shared_calendar.status import AppointmentStatus, AppointmentType
from carehub.working_time import service as working_time
from carehub.working_time.closing import holiday_names
from carehub.working_time.models import WorkedHoliday
from tests.conftest import People, make_patient
from tests.e2e import calendar_steps, steps
from tests.e2e.conftest import SignedIn
from tests.serving.running import RunningServer

CHICAGO = "America/Chicago"
TODAY = datetime.now(ZoneInfo(CHICAGO)).date()
TUESDAY = TODAY + timedelta(days=(1 - TODAY.weekday()) % 7 + 14)


@pytest.fixture(scope="module", autouse=True)
def open_every_day(people: People) -> None:
    with unit_of_work() as session:
        session.add_all(WorkedHoliday(name=name) for name in holiday_names())
        working_time.add_room(session, people.dana, people.sites["Northside"], "Room 1")


def _book(
    people: People,
    family: str,
    at: time,
    *,
    staff: str = "pat",
    status: AppointmentStatus = AppointmentStatus.BOOKED,
    kind: AppointmentType = AppointmentType.THERAPY,
) -> int:
    with unit_of_work() as session:
        north = people.sites["Northside"]
        patient = make_patient(session, north, last_name=family, mrn=family.upper(), phone="+13125550142")
        who = getattr(people, staff).user_id
        details = replace(Details("Therapy intake", north, patient.id, staff_id=who), type=kind)
        booking = Booking(details, slot_at(TUESDAY, at, 60, CHICAGO), status=status)
        return service.book(session, people.alice, booking).id or 0


def _open(page: Page, server: RunningServer, path: str) -> None:
    page.goto(server.url + path)
    steps.is_alive(page)


def test_a_day_stands_side_by_side_narrows_and_prints(
    server: RunningServer, signed_in: SignedIn, people: People
) -> None:
    _book(people, "Abbott", time(9))
    _book(people, "Baptiste", time(9), staff="alice", kind=AppointmentType.INTAKE)
    page = signed_in("alice")
    _open(page, server, f"/calendar?view=week&date={TUESDAY}")
    page.get_by_role("button", name="Providers").click()
    expect(page).to_have_url(re.compile(rf"view=providers&date={TUESDAY}"))
    grid = page.get_by_role("main")
    expect(grid.get_by_text("Pat Lindqvist", exact=True).last).to_be_visible()
    abbott = grid.get_by_role("button", name=re.compile("ABBOTT"))
    baptiste = grid.get_by_role("button", name=re.compile("BAPTISTE"))
    expect(abbott).to_be_visible()
    expect(baptiste).to_be_visible()
    steps.is_accessible(page)
    page.get_by_role("combobox", name="With", exact=True).select_option("Alice Moreno")
    expect(abbott).to_have_count(0)
    expect(baptiste).to_be_visible()
    page.get_by_role("combobox", name="Colour", exact=True).select_option("Type")
    expect(page.get_by_role("group", name="Types")).to_contain_text("Therapy")
    expect(page).to_have_url(re.compile(rf"staff={people.alice.user_id}.*colour=type"))
    page.get_by_role("button", name="Print and more").click()
    with page.expect_popup() as opened:
        page.get_by_role("menuitem", name="Print day sheet, initials only").click()
    sheet = opened.value
    expect(sheet.get_by_role("row", name=re.compile("M.B.*Intake"))).to_be_visible()
    expect(sheet.get_by_text("BAPTISTE")).to_have_count(0)
    steps.is_accessible(sheet)


def test_an_address_is_followed_in_a_tab_that_showed_something_else(
    server: RunningServer, signed_in: SignedIn, people: People
) -> None:
    made = _book(people, "Hartman", time(16))
    page = signed_in("alice")
    main = page.get_by_role("main")
    _open(page, server, f"/calendar?view=month&date={TUESDAY}")
    expect(main.get_by_role("tab", name="Month view", selected=True)).to_be_visible()
    _open(page, server, f"/calendar?view=rooms&date={TUESDAY}")
    expect(main.get_by_text("No room", exact=True).last).to_be_visible()
    expect(page).to_have_url(re.compile(rf"view=rooms&date={TUESDAY}"))
    _open(page, server, f"/calendar/calls?date={TUESDAY}")
    row = page.get_by_role("row", name=re.compile("HARTMAN"))
    for view in ("week", "month"):
        row.get_by_role("link", name="Therapy intake").click()
        expect(page).to_have_url(re.compile(rf"view=day&appointment={made}&date={TUESDAY}"))
        page.keyboard.press("Escape")
        expect(main.get_by_role("tab", name="Day view", selected=True)).to_be_visible()
        main.get_by_role("tab", name=f"{view.capitalize()} view").click()
        expect(page).to_have_url(re.compile(rf"view={view}"))
        page.go_back()


def test_an_appointment_is_dragged_to_somebody_else(
    server: RunningServer, signed_in: SignedIn, people: People
) -> None:
    made = _book(people, "Fontaine", time(10))
    page = signed_in("alice")
    _open(page, server, f"/calendar?view=providers&date={TUESDAY}")
    grid = page.get_by_role("main")
    fontaine = grid.get_by_role("button", name=re.compile("FONTAINE"))
    calendar_steps.drag_to(page, fontaine, grid.get_by_text("Alice Moreno", exact=True).last)
    steps.is_told(page, re.compile("Moved to Alice Moreno, .* 10:00 AM"))
    page.get_by_role("button", name="Yes, told").click()
    steps.is_told(page, "the patient was told")
    with unit_of_work(write=False) as session:
        moved = session.get_one(Appointment, made)
        assert (moved.staff_id, moved.patient_told) == (people.alice.user_id, True)
    page.get_by_role("button", name=re.compile("FONTAINE")).click()
    page.get_by_role("button", name="Move...").click()
    page.get_by_label("With", exact=True).last.select_option("Pat Lindqvist")
    page.get_by_role("button", name="Move", exact=True).click()
    panel = page.get_by_role("complementary").or_(page.get_by_role("dialog"))
    expect(panel.get_by_text("Pat Lindqvist").first).to_be_visible()


def test_a_meeting_is_booked_for_several_people_and_stands_with_each(
    server: RunningServer, signed_in: SignedIn, people: People
) -> None:
    _book(people, "Gustafson", time(13))
    page = signed_in("erin")
    _open(page, server, f"/calendar?view=providers&date={TUESDAY}")
    page.get_by_role("button", name="Book appointment").click()
    dialog = page.get_by_role("dialog", name="Book appointment")
    dialog.get_by_text("Staff meeting").click()
    dialog.get_by_label("Time", exact=True).fill("13:30")
    dialog.get_by_label("What for").fill("Case conference")
    dialog.get_by_label("Site", exact=True).select_option("Northside")
    dialog.get_by_label("With", exact=True).select_option("Alice Moreno")
    dialog.get_by_role("checkbox", name="Pat Lindqvist").check()
    steps.is_accessible(page)
    dialog.get_by_role("button", name="Book", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Pat Lindqvist is taken")
    dialog.get_by_label("Time", exact=True).fill("14:00")
    dialog.get_by_role("button", name="Book", exact=True).click()
    conference = page.get_by_role("main").get_by_role("button", name=re.compile("Case conference"))
    expect(conference).to_have_count(2)
    expect(conference.first).to_contain_text("Alice Moreno and Pat Lindqvist")


def test_tomorrows_patients_are_called(server: RunningServer, signed_in: SignedIn, people: People) -> None:
    _book(people, "Delacroix", time(11))
    page = signed_in("bob")
    _open(page, server, f"/calendar/calls?date={TUESDAY}")
    row = page.get_by_role("row", name=re.compile("DELACROIX"))
    expect(row).to_contain_text("(312) 555-0142")
    row.get_by_role("button", name=re.compile("Called")).click()
    page.get_by_role("menuitem", name="Will come").click()
    expect(row).to_contain_text("Will come (Bob Tran")
    expect(row).to_contain_text("Confirmed")
    steps.is_accessible(page)


def test_another_program_reads_a_calendar_until_the_address_is_ended(
    server: RunningServer, signed_in: SignedIn, people: People
) -> None:
    page = signed_in("pat")
    _open(page, server, "/calendar/subscribe")
    page.get_by_role("button", name="Make an address").click()
    address = page.get_by_label("Secret address").inner_text()
    page.get_by_role("button", name="Done").click()
    stranger = page.context.browser
    assert stranger is not None
    with_nothing = stranger.new_context().request
    calendar = Calendar.from_ical(with_nothing.get(address).body())
    assert {str(event["SUMMARY"]) for event in calendar.walk("VEVENT")} <= {"Busy"}
    page.reload()
    expect(page.get_by_role("row", name=re.compile("My appointments"))).not_to_contain_text("Never")
    steps.is_accessible(page)
    page.get_by_role("button", name="End the subscription of My appointments").click()
    expect(page.get_by_text("No other program reads your calendar.")).to_be_visible()
    assert with_nothing.get(address).status == 404


def test_a_time_is_found_and_who_waits_gets_one(
    server: RunningServer, signed_in: SignedIn, people: People
) -> None:
    _book(people, "Eastwood", time(15), status=AppointmentStatus.WAITLIST)
    page = signed_in("bob")
    _open(page, server, "/calendar")
    page.get_by_role("button", name="Find a time").click()
    dialog = page.get_by_role("dialog", name="Find a time")
    dialog.get_by_label("With").select_option("Pat Lindqvist")
    dialog.get_by_role("button", name="Find free times").click()
    dialog.get_by_role("button", name=re.compile(r"AM to|PM to")).first.click()
    expect(page.get_by_role("dialog", name="Book appointment")).to_be_visible()
    _open(page, server, "/calendar/waitlist")
    steps.is_accessible(page)
    page.get_by_role("button", name=re.compile("Book EASTWOOD")).first.click()
    steps.is_told(page, "Tell the patient")
    expect(page.get_by_text("Nobody waits")).to_be_visible()


def test_an_admin_says_when_the_center_works_and_open_calendars_follow(
    server: RunningServer, signed_in: SignedIn, people: People
) -> None:
    calendar = signed_in("alice")
    _open(calendar, server, f"/calendar?view=month&date={TUESDAY}")
    calendar.get_by_role("button", name="Book appointment").click()
    what = calendar.get_by_label("What for")
    what.fill("Care plan review")
    page = signed_in("dana")
    _open(page, server, "/settings/calendar")
    page.get_by_label("Day", exact=True).fill(f"{TUESDAY + timedelta(days=1)}")
    page.get_by_label("Why", exact=True).fill("Staff retreat")
    page.get_by_role("button", name="Add closing day").click()
    expect(page.get_by_role("listitem").filter(has_text="Staff retreat")).to_be_visible()
    expect(calendar.get_by_text("Closed: Staff retreat")).to_be_attached()
    expect(what).to_have_value("Care plan review")
    page.get_by_role("combobox", name="Site", exact=True).select_option("Southside")
    page.get_by_role("button", name="Use Monday to Friday").click()
    expect(page.get_by_label("Monday from", exact=True)).to_have_value("08:00")
    page.get_by_label("Monday from", exact=True).fill("09:30")
    page.get_by_role("button", name="Save hours").click()
    steps.is_told(page, "The hours are saved")
    steps.is_accessible(page)
