from datetime import timedelta

import pytest

from carehub.caseloads import service as caseloads
from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid, NotAllowed, NotFound
from carehub.desk.caseload.bulk_state import CaseloadBulkState
from carehub.desk.caseload.columns import USUAL
from carehub.desk.caseload.state import CaseloadState
from carehub.desk.caseload.view import UNASSIGNED
from carehub.desk.caseload.views_state import CaseloadViewsState
from carehub.referrals import service as referrals
from carehub.referrals.service import NewReferral
from carehub.shared_calendar import service as calendar
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import Slot
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def maria(people: People) -> int:
    """On alice's caseload; Ana is with nobody."""
    with unit_of_work() as session:
        north = people.sites["Northside"]
        make_patient(session, north, last_name="Waiting", first_name="Ana")
        patient = make_patient(session, north)
        caseloads.assign(session, people.alice, patient.id or 0, people.alice.user_id)
        return patient.id or 0


async def test_ones_own_caseload_comes_first(people: People, maria: int) -> None:
    page = await _page(people)
    assert (_names(page), page.counted) == (["GARCIA, Maria"], "1 patient")
    await page.choose("whose", UNASSIGNED)
    assert _names(page) == ["WAITING, Ana"]


async def test_a_case_tells_the_next_step_and_the_next_appointment(people: People, maria: int) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    with unit_of_work() as session:
        kind = referrals.shown_types(session)[0]
        referrals.create(session, people.alice, NewReferral(maria, kind.id or 0))
        details = Details("Check-in", people.sites["Northside"], maria)
        slot = Slot(tomorrow, tomorrow + timedelta(minutes=30))
        calendar.book(session, people.alice, Booking(details, slot))
    row = (await _page(people)).rows[0]
    assert (row["next_step"], row["open_referrals"]) == (f"{kind.name}: Draft", 1)
    assert not row["is_late"]
    assert row["next_day"]
    assert row["last_seen"] == ""


async def test_the_address_opens_the_same_view(people: People, maria: int) -> None:
    page = await _page(people, path=f"/caseload?whose={UNASSIGNED}&sort=added&order=desc&late=x&text=Ana")
    assert _names(page) == ["WAITING, Ana"]
    assert page.query == "whose=unassigned&sort=added&order=desc"
    await page.find("nobody of this name")
    assert _names(page) == []
    assert "nobody" not in page.query


async def test_heads_say_what_the_list_is_ordered_by(people: People, maria: int) -> None:
    page = await _page(people)
    assert [head["aria"] for head in page.heads[:3]] == ["ascending", "none", "none"]
    await page.sort_by("risk")
    await page.sort_by("risk")
    assert [head["aria"] for head in page.heads[:3]] == ["none", "descending", "none"]
    await page.sort_by("forged")
    assert page.query == "sort=risk&order=desc"


async def test_one_goes_through_a_long_list_page_by_page(people: People, maria: int) -> None:
    with unit_of_work() as session:
        for number in range(51):
            make_patient(session, people.sites["Northside"], last_name=f"Z{number:02}")
    page = await _page(people, path=f"/caseload?whose={UNASSIGNED}")
    assert (page.counted, page.has_next) == ("1 to 50 of 52 patients", True)
    await page.next_page()
    assert (_names(page), page.has_next) == (["Z49, Maria", "Z50, Maria"], False)
    assert page.counted == "51 to 52 of 52 patients"
    again = await _page(people, path=f"/caseload?{page.query}&after={page.after}")
    assert _names(again) == _names(page)
    await page.previous_page()
    assert (page.page, len(page.rows), page.after) == (1, 50, "")


async def test_the_load_tells_what_it_is_made_of(people: People, maria: int) -> None:
    page = await _page(people)
    assert page.load_points == 1
    numbers = {each["label"]: (each["number"], each["href"]) for each in page.load_numbers}
    alice = people.alice.user_id
    assert numbers["patients"] == (1, f"/caseload?whose={alice}")
    assert numbers["high risk"] == (0, f"/caseload?whose={alice}&risk=high")


async def test_a_patient_is_taken_from_the_unassigned(people: People, maria: int) -> None:
    page = await _page(people)
    await page.choose("whose", UNASSIGNED)
    bulk = await _bulk(page)
    await bulk.open_assigning(page.rows[0]["id"])
    await bulk.assign({"to": str(people.alice.user_id)})
    assert (_names(page), bulk.is_assigning, bulk.problem) == ([], False, "")
    await page.choose("whose", "")
    assert _names(page) == ["GARCIA, Maria", "WAITING, Ana"]


async def test_a_supervisor_hands_a_patient_over_with_a_reason(people: People, maria: int) -> None:
    page = await _page(people, "erin", path=f"/caseload?whose={people.alice.user_id}")
    bulk = await _bulk(page)
    await bulk.open_assigning(maria)
    assert bulk.holder == "Alice Moreno"
    await bulk.assign({"to": str(people.erin.user_id), "reason": ""})
    assert "Say why" in bulk.problem
    await bulk.assign({"to": str(people.erin.user_id), "reason": "Alice is away"})
    assert _names(page) == []
    await page.choose("whose", "")
    assert _names(page) == ["GARCIA, Maria"]


async def test_several_are_assigned_at_once_and_what_was_refused_is_named(people: People, maria: int) -> None:
    with unit_of_work() as session:
        other = make_patient(session, people.sites["Northside"], last_name="Other").id or 0
    page = await _page(people, path=f"/caseload?whose={UNASSIGNED}")
    bulk = await _bulk(page)
    bulk.select([row["id"] for row in page.rows])
    await bulk.open_bulk()
    assert bulk.about == "2 patients"
    with unit_of_work() as session:
        caseloads.assign(session, people.erin, other, people.erin.user_id)
    await bulk.assign({"to": str(people.alice.user_id)})
    assert (bulk.summary, [each["patient"] for each in bulk.refused]) == (
        "1 of 2 patients assigned",
        ["OTHER, Maria"],
    )
    assert (bulk.selected, bulk.released) == ([], 1)


async def test_a_colleague_of_another_site_shows_none_of_these_patients(people: People, maria: int) -> None:
    page = await _page(people, "charlie")
    for whose in (str(people.alice.user_id), UNASSIGNED):
        await page.choose("whose", whose)
        assert _names(page) == []
    bulk = await _bulk(page)
    with pytest.raises(NotFound):
        await bulk.open_assigning(maria)
    bulk.select([maria])
    with pytest.raises(NotFound):
        await bulk.open_bulk()


@pytest.mark.parametrize("forged", ["x", "-1", "9" * 30])
async def test_a_choice_that_means_nothing_changes_nothing(people: People, forged: str) -> None:
    page = await _page(people)
    for name in ("whose", "site", "risk", "text", "forged"):
        await page.choose(name, forged)
    assert page.query == ""


@pytest.mark.parametrize("forged", [7, None, ["x"]])
async def test_a_forged_choice_is_refused(people: People, forged: object) -> None:
    page = await _page(people)
    bulk = await _bulk(page)
    with pytest.raises(Invalid):
        await page.choose("whose", forged)  # pyright: ignore[reportArgumentType]
    with pytest.raises(Invalid):
        await page.find(forged)  # pyright: ignore[reportArgumentType]
    with pytest.raises(Invalid):
        bulk.select(forged)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("name", ["bob", "pat", "dana"])
async def test_who_keeps_no_caseload_sees_none(people: People, maria: int, name: str) -> None:
    with pytest.raises(NotAllowed):
        await _page(people, name)


async def test_columns_are_kept_per_person(people: People, maria: int) -> None:
    page = await _page(people)
    views = await page.get_state(CaseloadViewsState)
    await views.list_columns()
    assert views.columns == list(USUAL)
    await views.show_column("site", True)
    await views.show_column("risk", False)
    await views.shift_column("site", -1)
    assert views.columns[-2:] == ["site", "language"]
    assert [head["id"] for head in page.heads] == ["name", *views.columns]
    assert [head["id"] for head in (await _page(people)).heads] == ["name", *views.columns]
    assert [head["id"] for head in (await _page(people, "erin")).heads] == ["name", *USUAL]
    with pytest.raises(Invalid):
        await views.show_column("forged", True)
    await views.usual_columns()
    assert views.columns == list(USUAL)


async def test_a_view_is_saved_shared_and_opened(people: People, maria: int) -> None:
    page = await _page(people, path=f"/caseload?whose={UNASSIGNED}&sort=added")
    views = await page.get_state(CaseloadViewsState)
    await views.save_view({"name": "Waiting longest", "shared": "on"})
    assert (views.problem, [each["name"] for each in views.shared_views]) == ("", ["Waiting longest"])
    others = await _page(people, "erin")
    shared = await others.get_state(CaseloadViewsState)
    await shared.list_views()
    await shared.open_view(shared.shared_views[0]["id"])
    assert others.query == "whose=unassigned&sort=added"
    await others.choose("whose", "")
    await others.sort_by("name")
    await shared.save_view({"name": "All"})
    assert "whole caseload" in shared.problem


async def _page(people: People, name: str = "alice", path: str = "/caseload") -> CaseloadState:
    page = state_of(CaseloadState, getattr(people, name), path)
    await page.load()
    return page


async def _bulk(page: CaseloadState) -> CaseloadBulkState:
    return await page.get_state(CaseloadBulkState)


def _names(page: CaseloadState) -> list[str]:
    return [row["name"] for row in page.rows]
