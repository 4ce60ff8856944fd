"""My day as a page has it: lines are acted on where they stand, and each deed can be taken back."""

import asyncio
from datetime import timedelta

import pytest

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.changes import HUB, Topic
from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict, Invalid
from carehub.desk.my_day.lines import WINDOW
from carehub.desk.my_day.state import MyDayState
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.service import NewFollowUp
from carehub.shared_calendar import service as calendar
from carehub.shared_calendar.reading import find
from carehub.shared_calendar.requests import Booking
from carehub.shared_calendar.status import AppointmentStatus
from carehub.ui.feedback import FeedbackState
from tests.conftest import People, make_patient
from tests.desk.my_day.conftest import NINE
from tests.shared_calendar.making import for_patient, slot
from tests.states import in_background, state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _due(people: People, count: int = 1) -> list[int]:
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"])
        today = follow_ups.today_of(session)
        news = [NewFollowUp(patient.id or 0, "Call", today, people.alice.user_id) for _ in range(count)]
        return [follow_ups.create(session, people.alice, new).id or 0 for new in news]


async def _page(actor: Actor) -> MyDayState:
    page = state_of(MyDayState, actor)
    await page.load()
    return page


async def _undo(page: MyDayState) -> str:
    feedback = await page.get_state(FeedbackState)
    await feedback.undo(feedback.toasts[-1]["id"])
    return feedback.toasts[-1]["text"]


async def test_a_follow_up_is_done_where_it_stands_and_comes_back_by_undo(people: People) -> None:
    (number,) = _due(people)
    page = await _page(people.alice)
    assert (page.follow_ups["total"], page.total) == (1, 1)
    await page.act("done", f"follow_up-{number}")
    assert (page.follow_ups["total"], page.total) == (0, 0)
    assert await _undo(page) == "Undone"
    await page._read(None)
    assert page.follow_ups["total"] == 1


async def test_a_snooze_asks_until_when_and_why(people: People) -> None:
    (number,) = _due(people)
    page = await _page(people.alice)
    await page.ask("snooze", f"follow_up-{number}")
    await page.answer({"until": page.tomorrow, "reason": " "})
    assert (page.problem != "", page.asking) == (True, "snooze")
    await page.answer({"until": "soon", "reason": "Closed"})
    assert page.problem == "Choose a day."
    await page.answer({"until": page.tomorrow, "reason": "Office is closed"})
    assert (page.asking, page.follow_ups["total"]) == ("", 0)
    await _undo(page)
    await page._read(None)
    assert page.follow_ups["total"] == 1


async def test_the_counts_follow_what_a_colleague_does_and_an_open_question_stays(people: People) -> None:
    kept, done = _due(people, 2)
    page = await _page(people.alice)
    await page.ask("snooze", f"follow_up-{kept}")
    watching = asyncio.ensure_future(in_background(page).watch())
    async with asyncio.timeout(10):
        while not HUB.waiting_for(Topic.FOLLOW_UPS):
            await asyncio.sleep(0)
        with unit_of_work() as session:
            follow_ups.complete(session, people.erin, done, 1)
        while page.total == 2:
            await asyncio.sleep(0)
    watching.cancel()
    assert (page.total, page.follow_ups["total"]) == (1, 1)
    assert page.asking == "snooze"
    assert page.about.endswith("Call")


async def test_who_was_slower_is_told_and_nothing_is_lost(people: People) -> None:
    (number,) = _due(people)
    page = await _page(people.alice)
    with unit_of_work() as session:
        follow_ups.complete(session, people.erin, number, 1)
    with pytest.raises(Conflict, match="Erin"):
        await page.act("done", f"follow_up-{number}")


async def test_a_line_offers_only_what_it_offers(people: People) -> None:
    (number,) = _due(people)
    page = await _page(people.alice)
    for name in ("sign", "arrived", "drop"):
        with pytest.raises(Invalid):
            await page.act(name, f"follow_up-{number}")
    with pytest.raises(Conflict):
        await page.act("done", "follow_up-999999")
    for wrong in (7, None, {"key": 1}):
        with pytest.raises(Invalid):
            await page.act("done", wrong)  # pyright: ignore[reportArgumentType]
    charlies = await _page(people.charlie)
    with pytest.raises(Conflict):
        await charlies.act("done", f"follow_up-{number}")


async def test_a_long_section_shows_a_window_and_more_when_asked(people: People) -> None:
    _due(people, WINDOW + 5)
    page = await _page(people.alice)
    assert (page.follow_ups["total"], len(page.follow_ups["lines"])) == (WINDOW + 5, WINDOW)
    await page.show_more("follow_ups")
    assert len(page.follow_ups["lines"]) == WINDOW + 5
    with pytest.raises(Invalid):
        await page.show_more("patients")


async def test_the_front_desk_marks_arrivals_and_no_shows_and_takes_them_back(people: People) -> None:
    with unit_of_work() as session, clock.freeze(NINE - timedelta(days=1)):
        maria = make_patient(session, people.sites["Northside"])
        details = for_patient(people, maria, staff=people.pat)
        here, missed = (
            calendar.book(session, people.alice, Booking(details, slot(hours))).id or 0 for hours in (-1, 0)
        )
    page = await _page(people.bob)
    await page.act("arrived", f"appointment-{here}")
    await page.ask("missed", f"appointment-{missed}")
    await page.answer({"why": "nothing"})
    assert page.problem
    await page.answer({"why": "forgot"})
    assert page.arrivals["total"] == 0
    assert await _undo(page) == "Back to booked"
    with unit_of_work(write=False) as session:
        assert find(session, people.bob, missed).status is AppointmentStatus.BOOKED
        assert find(session, people.bob, here).status is AppointmentStatus.ARRIVED
