import pytest

from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError
from carehub.shared_calendar import service
from carehub.shared_calendar.address_state import AddressState
from carehub.shared_calendar.appointment_state import AppointmentState
from carehub.shared_calendar.booking_state import BookingState
from carehub.shared_calendar.find_time_state import FindTimeState
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.requests import Booking
from carehub.shared_calendar.state import CalendarState
from carehub.ui.feedback import FeedbackState
from carehub.ui.widgets.calendar import EventMoved
from carehub.working_time import service as working_time
from tests.conftest import People, make_patient
from tests.shared_calendar.making import for_patient, id_of, slot
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def _page(people: People, asked: str = "") -> CalendarState:
    page = state_of(CalendarState, people.alice, f"/calendar{asked}")
    await page.load()
    return page


async def test_the_address_says_what_is_shown(people: People) -> None:
    pat = people.pat.user_id
    page = await _page(
        people, f"?view=providers&date=2026-11-12&staff={pat}&type=therapy&colour=type&whose=me"
    )
    assert (page.view, page.date, page.only_staff) == ("providers", "2026-11-12", str(pat))
    assert page.address == {
        "site": "", "staff": str(pat), "type": "therapy", "whose": "me", "colour": "type", "appointment": "",
    }  # fmt: skip
    assert page.feed_url.endswith(f"?staff={pat}&type=therapy&whose=me&colour=type&columns=providers")
    assert [column["title"] for column in page.columns] == ["Pat Lindqvist", "Nobody yet"]


async def test_an_appointment_in_the_address_is_shown_on_its_day_on_every_visit(people: People) -> None:
    with unit_of_work() as session:
        maria = make_patient(session, people.sites["Northside"])
        details = for_patient(people, maria, staff=people.pat)
        made = id_of(service.book(session, people.alice, Booking(details, slot())))
    page = await _page(people, f"?view=day&appointment={made}")
    assert (page.ready, page.view, page.date, page.opened) == (True, "day", "2026-11-12", str(made))
    await (await page.get_state(AddressState)).leave()
    assert not page.ready


async def test_another_address_closes_what_stood_open_over_the_old_one(people: People) -> None:
    page = await _page(people, "?view=week&date=2026-11-12&whose=me")
    address, booking = await page.get_state(AddressState), await page.get_state(BookingState)
    looking = await page.get_state(FindTimeState)
    await booking.open_new()
    await looking.open_dialog()
    page.asking = "cancel"
    await address.follow()
    assert (booking.purpose, looking.is_open, page.asking) == ("book", True, "cancel")
    await page.show_view({"view": "month", "date": "2026-11-12"})
    await address.follow()
    assert (booking.purpose, looking.is_open, page.asking) == ("", False, "")
    await booking.open_new()
    await address.leave()
    assert booking.purpose == ""


async def test_how_many_filters_are_set_is_counted(people: People) -> None:
    page = await _page(people, f"?view=week&staff={people.pat.user_id}&whose=me&colour=type")
    assert page.filter_count == 2


async def test_nonsense_in_the_address_is_left_out(people: People) -> None:
    page = await _page(people, "?view=sideways&date=soon&staff=pat&type=party&colour=mood&whose=theirs")
    assert (page.view, page.date, page.only_staff, page.only_type) == ("", "", "", "")
    assert (page.colour_by, page.whose) == ("site", "")


async def test_a_site_of_others_is_not_shown(people: People) -> None:
    page = await _page(people, f"?site={people.sites['Southside']}")
    assert page.only_site == ""
    await page.narrow("site", str(people.sites["Southside"]))
    assert (page.only_site, [mark["name"] for mark in page.people]) == (
        "", ["Alice Moreno", "Bob Tran", "Erin Castellano", "Pat Lindqvist"],
    )  # fmt: skip


async def test_the_legend_follows_what_the_colours_mean(people: People) -> None:
    page = await _page(people)
    assert [mark["name"] for mark in page.marks] == ["Northside"]
    await page.colour("staff")
    assert [mark["badge"] for mark in page.marks] == ["AM", "BT", "EC", "PL"]
    await page.colour("type")
    assert len(page.marks) > 8


async def test_rooms_stand_side_by_side(people: People) -> None:
    with unit_of_work() as session:
        working_time.add_room(session, people.dana, people.sites["Northside"], "Room 1")
    page = await _page(people)
    await page.show_view({"view": "rooms", "date": "2026-11-12"})
    assert [column["title"] for column in page.columns] == ["No room", "Room 1"]


async def test_hours_are_shaded_as_they_were_said_and_by_the_clock_of_the_site(people: People) -> None:
    north = people.sites["Northside"]
    with unit_of_work() as session:
        week = (working_time.Opening(6, slot().starts_at.time(), slot(1).starts_at.time()),)
        working_time.set_hours(session, people.dana, north, None, None, week)
        working_time.set_time_zone(session, people.dana, north, "America/New_York")
    page = await _page(people)
    assert (page.hours[0]["daysOfWeek"], page.time_zone) == ([0], "America/Chicago")
    await page.narrow("site", str(north))
    assert page.time_zone == "America/New_York"


async def test_a_drag_to_somebody_else_asks_whether_the_patient_knows_and_is_undone(people: People) -> None:
    with unit_of_work() as session:
        maria = make_patient(session, people.sites["Northside"])
        details = for_patient(people, maria, staff=people.pat)
        made = id_of(service.book(session, people.alice, Booking(details, slot())))
    page = await _page(people, "?view=providers&date=2026-11-12")
    start, end = slot(2).starts_at.isoformat(), slot(2).ends_at.isoformat()
    alice, pat = str(people.alice.user_id), str(people.pat.user_id)
    drag = {"op": "1", "id": str(made), "version": 1, "start": start, "end": end, "all_day": False}
    await page.drag({**drag, "column": str(people.charlie.user_id), "was_in": pat})  # pyright: ignore[reportArgumentType]
    toasts = await page.get_state(FeedbackState)
    assert (page.verdict, page.moved) == ({"op": "1", "ok": False}, {})
    assert toasts.toasts[-1]["text"] == "Choose a person who works at Northside."
    await page.drag({**drag, "column": alice, "was_in": pat})  # pyright: ignore[reportArgumentType]
    assert (page.verdict["ok"], page.moved["id"]) == (True, made)
    assert toasts.toasts[-1]["text"].startswith("Moved to Alice Moreno, Thu 12-Nov-2026, 11:00 AM")
    await toasts.undo(toasts.toasts[-1]["id"])
    with unit_of_work(write=False) as session:
        back = session.get_one(Appointment, made)
        assert (back.staff_id, back.slot) == (people.pat.user_id, slot())


@pytest.mark.parametrize("who", ["alice", "erin"])
async def test_a_drag_that_follows_ones_own_answer_at_once_is_no_conflict_and_that_of_another_is(
    people: People, who: str
) -> None:
    with unit_of_work() as session:
        maria = make_patient(session, people.sites["Northside"])
        made = id_of(
            service.book(session, people.alice, Booking(for_patient(people, maria, staff=people.pat), slot()))
        )
    page = await _page(people, "?view=week&date=2026-11-12")
    await page.drag(_dragged(made, 1, hours=2))
    if who == "alice":
        await (await page.get_state(AppointmentState)).tell_moved(True)
    else:
        with unit_of_work() as session:
            service.tell_patient(session, people.erin, made, 2)
    # The picture is that of before: what was answered since has not been drawn yet.
    await page.drag(_dragged(made, 2, hours=3))
    assert page.verdict["ok"] == (who == "alice")


def _dragged(made: int, version: int, *, hours: int) -> EventMoved:
    start, end = slot(hours).starts_at.isoformat(), slot(hours).ends_at.isoformat()
    return EventMoved(
        op="1", id=str(made), version=version, start=start, end=end, all_day=False, column="", was_in=""
    )


@pytest.mark.parametrize("forged", [("site", 7), ("door", ""), (None, ""), ("type", [])])
async def test_forged_choices_are_refused(people: People, forged: tuple[str, str]) -> None:
    page = await _page(people)
    with pytest.raises(CareHubError):
        await page.narrow(*forged)
    with pytest.raises(CareHubError):
        await page.colour("mood")


async def test_a_time_chosen_in_somebodys_column_is_booked_with_that_person(people: People) -> None:
    page = await _page(people, "?view=providers&date=2026-11-12")
    known = {column["title"]: column["known"] for column in page.columns}
    assert known["Nobody yet"] == {}
    booking = await page.get_state(BookingState)
    picked = {"start": slot().starts_at.isoformat(), "end": "", "all_day": False}
    await booking.open_at({**picked, **known["Pat Lindqvist"]})  # pyright: ignore[reportArgumentType]
    assert (booking.form["at"], booking.form["staff"]) == ("09:00", str(people.pat.user_id))
    await booking.open_at({**picked, "staff": str(people.charlie.user_id)})  # pyright: ignore[reportArgumentType]
    assert booking.form["staff"] == "nobody"
