"""What comes again, what does not fit, who was told: as people do it in the calendar."""

from datetime import time, timedelta

from playwright.sync_api import Page, expect

from carehub.core.database import unit_of_work
from carehub.shared_calendar import series, service
from carehub.shared_calendar.recurrence import Repeat, Unit
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import slot_at
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.calendar_steps import (
    CHICAGO,
    MONDAY,
    TODAY,
    TUESDAY,
    WEDNESDAY,
    Book,
    accepted_referral,
    book,
    calendar_of,
    choose,
    drag,
    event_of,
    open_with,
)
from tests.e2e.conftest import SignedIn
from tests.serving.running import RunningServer

__all__ = ["book"]


def _begin(page: Page, family: str, what: str) -> None:
    """The dialog, filled in for Tuesday at nine with pat."""
    page.get_by_role("button", name="Book appointment").click()
    choose(page, family.lower(), family.upper())
    page.get_by_label("Day", exact=True).fill(TUESDAY.isoformat())
    page.get_by_label("Time", exact=True).fill("09:00")
    page.get_by_label("What for").fill(what)
    page.get_by_label("With", exact=True).select_option("Pat Lindqvist")


def _book(page: Page) -> None:
    page.get_by_role("button", name="Book", exact=True).click()


def test_weekly_therapy_is_booked_moved_as_a_series_and_put_back(
    people: People, signed_in: SignedIn, book: Book
) -> None:
    book("Abadi", TUESDAY + timedelta(weeks=1), time(9))
    with unit_of_work() as session:
        make_patient(session, people.sites["Northside"], last_name="Zimmer")
    page = calendar_of(signed_in, "alice")
    _begin(page, "Zimmer", "Therapy")
    page.get_by_label("Repeats").select_option("Every week")
    page.get_by_label("How many times").fill("3")
    steps.is_accessible(page)
    _book(page)
    # The second Tuesday is taken: it is named before anything is saved, and can be left out.
    expect(page.get_by_role("alert")).to_contain_text("1 of 3 dates do not fit")
    expect(page.get_by_role("alert")).to_contain_text("ABADI, Maria")
    page.get_by_label("Leave out what does not fit").check()
    _book(page)
    steps.is_told(page, "Booked 2 times")
    event = event_of(page, "Zimmer")
    expect(event).to_contain_text("9:00")

    event.click()
    panel = page.get_by_role("dialog", name="ZIMMER, Maria")
    expect(panel).to_contain_text("Every Tuesday until")
    panel.get_by_role("button", name="Move...").click()
    dialog = page.get_by_role("dialog", name="Move appointment")
    dialog.get_by_label("Time", exact=True).fill("15:00")
    dialog.get_by_label("All to come").check()
    dialog.get_by_role("group", name="Was the patient told?").get_by_label("Yes").check()
    dialog.get_by_role("button", name="Move", exact=True).click()
    steps.is_told(page, "Moved 2 appointments")
    expect(panel).to_contain_text("3:00 PM to 3:30 PM")
    page.keyboard.press("Escape")
    expect(event).to_contain_text("3:00")
    page.get_by_role("region", name="Messages").get_by_role("button", name="Undo").last.click()
    steps.is_told(page, "2 appointments are as they were")
    expect(event).to_contain_text("9:00")


def test_one_of_a_series_the_following_and_all_are_changed_and_one_is_cancelled(
    people: People, signed_in: SignedIn
) -> None:
    _daily(people, "Xavier", 4)
    page = calendar_of(signed_in, "alice")
    events = event_of(page, "Xavier")
    panel = page.get_by_role("dialog", name="XAVIER, Maria")
    dialog = page.get_by_role("dialog", name="Change appointment")
    for which, scope, what, told in (
        (0, "Only this one", "Intake", "Saved"),
        (2, "This and the following", "Group", "Saved 2 appointments"),
        (1, "All to come", "Checkup", "Saved 4 appointments"),
    ):
        events.nth(which).click()
        panel.get_by_role("button", name="Change...").click()
        dialog.get_by_label("What for").fill(what)
        dialog.get_by_label(scope).check()
        dialog.get_by_role("button", name="Save", exact=True).click()
        steps.is_told(page, told)
        expect(panel).to_contain_text(what)
        page.keyboard.press("Escape")
    # What was changed by itself keeps it when all are changed.
    events.first.click()
    expect(panel).to_contain_text("Intake")
    panel.get_by_role("button", name="Cancel appointment...").click()
    panel.get_by_label("Why", exact=True).select_option("Sick")
    panel.get_by_role("button", name="Cancel appointment", exact=True).click()
    expect(panel).to_contain_text("Cancelled by patient")
    page.keyboard.press("Escape")
    expect(events.filter(has_text="Cancelled")).to_have_count(1)


def _daily(people: People, family: str, times: int) -> None:
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"], last_name=family)
        details = Details("Therapy", people.sites["Northside"], patient.id)
        slot = slot_at(TUESDAY, time(13), 60, CHICAGO)
        series.book(session, people.alice, Booking(details, slot, repeat=Repeat(1, Unit.DAY, times=times)))


def test_the_rest_of_a_series_is_cancelled(people: People, signed_in: SignedIn) -> None:
    with unit_of_work() as session:
        make_patient(session, people.sites["Northside"], last_name="Yamada")
    page = calendar_of(signed_in, "bob")
    _begin(page, "Yamada", "In-home nurse")
    page.get_by_label("Time", exact=True).fill("11:00")
    page.get_by_label("Repeats").select_option("Every day")
    page.get_by_label("or until").fill((TUESDAY + timedelta(days=3)).isoformat())
    _book(page)
    steps.is_told(page, "Booked 4 times")
    events = event_of(page, "Yamada")
    expect(events).to_have_count(4)
    events.nth(1).click()
    panel = page.get_by_role("dialog", name="YAMADA, Maria")
    panel.get_by_role("button", name="Cancel appointment...").click()
    panel.get_by_label("We cancelled").check()
    panel.get_by_label("Why", exact=True).select_option("Staff not available")
    panel.get_by_label("This and the following").check()
    steps.is_accessible(page)
    panel.get_by_role("button", name="Cancel appointment", exact=True).click()
    steps.is_told(page, "Cancelled 3 appointments")
    expect(panel).to_contain_text("Cancelled by us")
    page.keyboard.press("Escape")
    expect(events.filter(has_text="Cancelled by us")).to_have_count(3)


def test_after_a_drag_it_is_asked_whether_the_patient_was_told_and_the_drag_is_undone(
    server: RunningServer, signed_in: SignedIn, book: Book
) -> None:
    made = book("Winter", MONDAY, time(9))
    page = calendar_of(signed_in, "alice")
    event = event_of(page, "Winter")
    drag(page, event, hours=2)
    expect(event).to_contain_text("11:00")
    page.get_by_role("button", name="Yes, told").click()
    steps.is_told(page, "the patient was told")
    expect(page.get_by_role("button", name="Yes, told")).to_have_count(0)
    drag(page, event, hours=1)
    expect(event).to_contain_text("12:00")
    page.get_by_role("region", name="Messages").get_by_role("button", name="Undo").last.click()
    steps.is_told(page, "Undone")
    expect(event).to_contain_text("11:00")
    open_with(page, server, made)
    expect(page.get_by_role("dialog", name="WINTER, Maria")).to_contain_text("ToldYes")


def test_somebody_is_out_of_the_office_and_a_supervisor_books_there_with_a_reason(
    people: People, signed_in: SignedIn, book: Book
) -> None:
    with unit_of_work() as session:
        make_patient(session, people.sites["Northside"], last_name="Vogel")
    page = calendar_of(signed_in, "erin")
    page.get_by_role("button", name="Book appointment").click()
    page.get_by_role("radio", name="Out of office").click()
    page.get_by_label("Who", exact=True).select_option("Alice Moreno")
    page.get_by_label("First day").fill(TUESDAY.isoformat())
    page.get_by_label("Last day").fill(WEDNESDAY.isoformat())
    _book(page)
    steps.is_told(page, "Booked 2 times")
    _begin(page, "Vogel", "Crisis visit")
    page.get_by_label("With", exact=True).select_option("Alice Moreno")
    _book(page)
    expect(page.get_by_role("alert")).to_contain_text("Alice Moreno is out of the office")
    steps.is_accessible(page)
    page.get_by_label("Do it all the same, because").fill("Alice comes in for it")
    _book(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(event_of(page, "Vogel")).to_contain_text("9:00")


def test_a_missed_visit_gives_its_referral_back_and_offers_the_next_one_with_a_ride(
    server: RunningServer, people: People, signed_in: SignedIn
) -> None:
    made = _yesterday_for_a_referral(people)
    page = signed_in("bob")
    open_with(page, server, made)
    panel = page.get_by_role("dialog", name="ULRICH, Maria")
    panel.get_by_role("button", name="No-show").click()
    panel.get_by_role("radio", name="No transportation").click()
    panel.get_by_role("button", name="Save no-show").click()
    expect(panel).to_contain_text("Arrange a ride, then book again.")
    panel.get_by_role("button", name="Book again...").click()
    dialog = page.get_by_role("dialog", name="Book appointment")
    expect(dialog).to_contain_text("ULRICH, Maria")
    expect(dialog.get_by_label("What for")).to_have_value("Wound care")
    # It waits for a date again, or it would not be offered.
    dialog.get_by_label("For which referral").select_option(index=1)
    dialog.get_by_label("Day", exact=True).fill(WEDNESDAY.isoformat())
    dialog.get_by_label("Time", exact=True).fill("16:00")
    dialog.get_by_text("Room, place, needs, note").click()
    expect(dialog.get_by_label("Ride needed")).to_be_checked()
    _book(page)
    steps.is_told(page, "Booked")


def _yesterday_for_a_referral(people: People) -> int:
    yesterday = TODAY - timedelta(days=1)
    with unit_of_work() as session:
        north = people.sites["Northside"]
        patient_id = make_patient(session, north, last_name="Ulrich").id or 0
        referral_id = accepted_referral(session, people, patient_id)
        details = Details("Wound care", north, patient_id, receiver="Lakeside Wound Clinic")
        booking = Booking(details, slot_at(yesterday, time(17), 30, CHICAGO), referral_id)
        return service.book(session, people.alice, booking).id or 0
