import pytest

from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, NotAllowed
from carehub.settings_pages.calendar.state import CalendarSettingsState
from carehub.ui.feedback import FeedbackState
from carehub.working_time import service
from tests.conftest import People
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def _page(people: People) -> CalendarSettingsState:
    page = state_of(CalendarSettingsState, people.dana)
    await page.load()
    return page


async def _told(page: CalendarSettingsState) -> str:
    return (await page.get_state(FeedbackState)).toasts[-1]["text"]


async def test_the_hours_of_a_site_and_of_a_person_there_are_saved(people: People) -> None:
    page = await _page(people)
    assert (page.site_name, page.has_hours) == ("Northside", False)
    await page.use_usual_hours()
    assert [day["opens_1"] for day in page.days] == ["08:00"] * 5 + ["", ""]
    await page.choose_person(str(people.pat.user_id))
    await page.save_hours(
        {"opens_1_1": "09:00", "closes_1_1": "12:00", "opens_2_1": "13:00", "closes_2_1": "16:30"}
    )
    assert page.days[1]["closes_2"] == "16:30"
    with unit_of_work(write=False) as session:
        week = service.hours_of(session, people.sites["Northside"], people.pat.user_id)
    assert week is not None
    assert {(each.weekday, each.closes.hour) for each in week} == {(1, 12), (1, 16)}
    await page.forget_hours()
    assert page.has_hours is False


async def test_only_people_of_the_site_are_offered(people: People) -> None:
    page = await _page(people)
    assert [each["name"] for each in page.people] == [
        "Alice Moreno", "Bob Tran", "Erin Castellano", "Pat Lindqvist",
    ]  # fmt: skip
    await page.choose_site(str(people.sites["Southside"]))
    assert [each["name"] for each in page.people] == ["Charlie Okafor", "Erin Castellano"]


async def test_half_a_time_is_refused_and_nothing_saved(people: People) -> None:
    page = await _page(people)
    with pytest.raises(CareHubError, match="Monday needs both"):
        await page.save_hours({"opens_1_0": "09:00"})
    await page.save_hours({"opens_1_0": "09:00", "closes_1_0": "08:00"})
    assert "On Monday the end" in await _told(page)
    assert page.has_hours is False


async def test_two_admins_at_once_are_told(people: People) -> None:
    first, second = await _page(people), await _page(people)
    await first.use_usual_hours()
    await second.save_hours({"opens_1_0": "09:00", "closes_1_0": "10:00"})
    assert (await _told(second)).startswith("Someone else changed these hours")


async def test_rooms_come_and_go(people: People) -> None:
    page = await _page(people)
    await page.add_room({"name": "Room 1"})
    room_id = page.rooms[0]["id"]
    await page.rename_room({"room": str(room_id), "name": "Quiet room"})
    await page.close_room(room_id)
    assert (page.rooms[0]["name"], page.rooms[0]["is_active"]) == ("Quiet room", False)
    await page.reopen_room(room_id)
    await page.add_room({"name": "quiet room"})
    assert "room named quiet room already" in await _told(page)


async def test_closing_days_are_chosen_and_added(people: People) -> None:
    page = await _page(people)
    await page.keep_holiday("Columbus Day", False)
    assert [each["name"] for each in page.holidays if not each["is_kept"]] == ["Columbus Day"]
    await page.add_closing_day(
        {"day": "2199-01-12", "why": "Retreat", "where": str(people.sites["Southside"])}
    )
    assert (page.closing_days[0]["day"], page.closing_days[0]["where"]) == ("12-Jan-2199", "Southside")
    await page.remove_closing_day(page.closing_days[0]["id"])
    assert page.closing_days == []


async def test_a_site_gets_clocks_of_its_own(people: People) -> None:
    page = await _page(people)
    await page.choose_zone("America/New_York")
    assert page.zone == "America/New_York"
    await page.choose_zone("Moon")
    assert (page.zone, "not a time zone" in await _told(page)) == ("America/New_York", True)


async def test_others_may_neither_look_nor_change(people: People) -> None:
    for actor in (people.erin, people.charlie):
        page = state_of(CalendarSettingsState, actor)
        with pytest.raises(NotAllowed):
            await page.load()
        page.site = page.person = str(people.sites["Northside"])
        await page.add_room({"name": "Mine"})
        assert (await _told(page)).startswith("Your role")
    with unit_of_work(write=False) as session:
        assert service.rooms(session, people.sites["Northside"]) == []


@pytest.mark.parametrize("forged", [None, 7, {"name": 7, "room": 7, "day": 7, "opens_1_0": 7}, "Room"])
async def test_forged_forms_are_refused(people: People, forged: object) -> None:
    page = await _page(people)
    for handler in (page.save_hours, page.add_room, page.rename_room, page.add_closing_day, page.choose_site):
        with pytest.raises(CareHubError):
            await handler(forged)  # pyright: ignore[reportArgumentType]
    assert (page.rooms, page.closing_days, page.has_hours) == ([], [], False)
