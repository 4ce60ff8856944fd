"""The dialog without a browser: what its form says is taken strictly, and a refusal keeps it open."""

from datetime import date
from typing import cast

import pytest
from sqlmodel import select

from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, Invalid, NotFound
from carehub.shared_calendar.appointment_state import AppointmentState
from carehub.shared_calendar.booking_claims import Rhythm, cancelling, repeat_of, scope_of
from carehub.shared_calendar.booking_state import BookingState
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.recurrence import Unit
from carehub.shared_calendar.state import CalendarState
from carehub.shared_calendar.status import AppointmentStatus, Kind
from carehub.ui.feedback import FeedbackState
from carehub.working_time import service as working_time
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _form(people: People, **more: str) -> dict[str, str]:
    return {
        "day": "2026-11-12",
        "at": "09:00",
        "minutes": "30",
        "title": "Therapy",
        "site": str(people.sites["Northside"]),
        "staff": str(people.pat.user_id),
        "mode": "in_person",
        "note": "",
        "repeats": "never",
        **more,
    }


@pytest.fixture
def patient(people: People) -> int:
    with unit_of_work() as session:
        return make_patient(session, people.sites["Northside"]).id or 0


async def _dialog(people: People, patient: int, who: str = "alice") -> BookingState:
    dialog = state_of(BookingState, getattr(people, who), "/calendar")
    calendar = await dialog.get_state(CalendarState)
    await calendar.load()
    await dialog.open_new()
    if patient:
        await dialog.choose_patient(patient)
    return dialog


def _booked() -> list[Appointment]:
    with unit_of_work(write=False) as session:
        return list(session.exec(select(Appointment).order_by(Appointment.starts_at)))  # pyright: ignore[reportArgumentType]


async def test_a_weekly_series_is_booked_and_undone(people: People, patient: int) -> None:
    dialog = await _dialog(people, patient)
    await dialog.book(_form(people, repeats="weekly", times="3", open_days="on", told="on"))
    assert [row.occurs_on is not None and row.patient_told for row in _booked()] == [True] * 3
    toasts = (await dialog.get_state(FeedbackState)).toasts
    assert toasts[-1]["text"] == "Booked 3 times, the last on Thu 03-Dec-2026"
    await (await dialog.get_state(FeedbackState)).undo(toasts[-1]["id"])
    assert {row.status for row in _booked()} == {AppointmentStatus.CANCELLED_BY_US}


async def test_what_is_in_the_way_is_listed_and_the_dialog_stays(people: People, patient: int) -> None:
    first = await _dialog(people, patient)
    await first.book(_form(people))
    second = await _dialog(people, patient)
    await second.book(_form(people, repeats="weekly", times="3"))
    assert (second.purpose, second.problem) == ("book", "2 of 3 dates do not fit:")
    assert second.lines[0].startswith("Pat Lindqvist is taken Thu 12-Nov-2026")
    assert (second.may_insist, second.unfit) == (False, 2)
    await second.book(_form(people, repeats="weekly", times="3", fitting="on"))
    assert (second.purpose, len(_booked())) == ("", 2)


async def test_only_who_may_is_offered_to_insist(people: People, patient: int) -> None:
    await (await _dialog(people, patient)).book(_form(people))
    dialog = await _dialog(people, patient, "erin")
    await dialog.book(_form(people))
    assert dialog.may_insist is True
    await dialog.book(_form(people, despite="a crisis"))
    assert len(_booked()) == 2


async def test_two_days_out_of_the_office_are_two_whole_days(people: People) -> None:
    dialog = await _dialog(people, 0)
    dialog.choose_kind(Kind.OUT_OF_OFFICE.value)
    form = _form(people, last="2026-11-13", title="Leave")
    del form["at"], form["minutes"], form["repeats"]
    await dialog.book(form)
    assert [row.slot.length.total_seconds() for row in _booked()] == [86_400.0] * 2
    assert {row.kind for row in _booked()} == {Kind.OUT_OF_OFFICE}


async def test_the_dialog_says_by_which_clock_a_time_is_meant_where_the_site_has_another(
    people: People,
) -> None:
    north = people.sites["Northside"]
    with unit_of_work() as session:
        working_time.set_time_zone(session, people.dana, north, "America/New_York")
    dialog = await _dialog(people, 0, "erin")
    await dialog.choose_site(str(north))
    assert dialog.other_clock == (
        "The time is meant by the clock of Chicago, as the calendar shows it. This site has that of New York."
    )
    await dialog.choose_site(str(people.sites["Southside"]))
    assert dialog.other_clock == ""


async def test_another_site_books_moves_and_cancels_nothing(people: People, patient: int) -> None:
    charlie = await _dialog(people, 0, "charlie")
    with pytest.raises(NotFound):
        await charlie.choose_patient(patient)
    charlie.patient_id = patient
    await charlie.book(_form(people))
    assert (charlie.purpose, _booked()) == ("book", [])


@pytest.mark.parametrize(
    "forged",
    [
        {"repeats": "hourly", "times": "3"},
        {"repeats": "weekly", "times": "3", "until": "2026-12-24"},
        {"repeats": "weekly", "times": "-3"},
        {"repeats": "weekly", "times": "99999"},
        {"repeats": "daily", "until": "for ever"},
        {"repeats": "weekly"},
        {"enters_as": "completed"},
        {"room": "1; DROP TABLE rooms"},
        {"type": "party"},
        {"staff": "9999"},
    ],
)
async def test_a_forged_form_books_nothing(people: People, patient: int, forged: dict[str, str]) -> None:
    dialog = await _dialog(people, patient)
    try:
        await dialog.book(_form(people, **forged))
    except CareHubError:
        dialog.problem = "refused"
    assert (bool(dialog.problem), _booked()) == (True, [])


async def test_the_panel_cancels_a_series_and_says_how_many(people: People, patient: int) -> None:
    dialog = await _dialog(people, patient)
    await dialog.book(_form(people, repeats="weekly", times="3", open_days="on"))
    calendar, panel = await dialog.get_state(CalendarState), await dialog.get_state(AppointmentState)
    await calendar.open_event(str(_booked()[0].id))
    assert calendar.card["series"].startswith("Every Thursday until ")
    form = {"who": "cancelled_by_us", "reason": "Weather", "other": "", "scope": "all", "knows": "yes"}
    await panel.cancel(form)
    assert {(row.status, row.reason, row.patient_told) for row in _booked()} == {
        (AppointmentStatus.CANCELLED_BY_US, "Weather", True)
    }


def test_a_repeat_takes_the_weekday_of_its_first_day_along(people: People) -> None:
    form = {"day": "2026-11-12", "repeats": Rhythm.TWO_WEEKS.value, "times": "4", "also0": "on"}
    repeat = repeat_of(form)
    assert repeat is not None
    assert (repeat.every, repeat.unit, repeat.weekdays) == (2, Unit.WEEK, frozenset({0, 3}))
    assert repeat_of({"repeats": "never"}) is None


def test_words_of_ones_own_go_before_the_chosen_reason(people: People) -> None:
    form = {"who": "cancelled_by_patient", "reason": "Other", "other": "moved to Ohio"}
    assert cancelling(form).reason == "moved to Ohio"
    for forged in ({"who": "nobody"}, {"scope": "everything"}):
        with pytest.raises(Invalid):
            (scope_of if "scope" in forged else cancelling)(cast(object, forged))


async def test_without_an_open_dialog_or_panel_nothing_happens(people: People) -> None:
    dialog = state_of(BookingState, people.alice, "/calendar")
    panel = await dialog.get_state(AppointmentState)
    for does in (
        dialog.open_move,
        dialog.open_change,
        dialog.open_again,
        panel.mark_left,
        panel.tell_patient,
    ):
        with pytest.raises(NotFound, match="Open an appointment first"):
            await does()
    for chooses in (dialog.find_patients("garcia"), dialog.choose_site(str(people.sites["Northside"]))):
        with pytest.raises(NotFound, match="Open the booking form first"):
            await chooses
    for saves in (dialog.book, dialog.move, dialog.change):
        dialog.problem = ""
        await saves(_form(people))
        assert dialog.problem == "Open the booking form first."
    await panel.tell_moved(True)
    assert _booked() == []


async def test_over_a_calendar_that_could_not_be_read_a_form_goes_by_the_clock_of_the_center(
    people: People,
) -> None:
    with unit_of_work() as session:
        make_patient(session, people.sites["Northside"], birth_date=date(1961, 7, 4))
    dialog = state_of(BookingState, people.alice, "/calendar")
    assert (await dialog.get_state(CalendarState)).time_zone == ""
    await dialog.open_new()
    await dialog.find_patients("garcia")
    await dialog.choose_patient(dialog.hits[0]["id"])
    await dialog.book(_form(people))
    assert len(_booked()) == 1
