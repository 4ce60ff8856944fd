from datetime import timedelta

import pytest

from carehub.caseloads import service as caseloads
from carehub.caseloads.state import UNASSIGNED, CaseloadState
from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid, NotAllowed, NotFound
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


async def _page(people: People, name: str = "alice") -> CaseloadState:
    page = state_of(CaseloadState, getattr(people, name))
    await page.load()
    return page


def _names(page: CaseloadState) -> list[str]:
    return [row["name"] for row in page.rows]


async def test_ones_own_caseload_comes_first(people: People, maria: int) -> None:
    page = await _page(people)
    assert (_names(page), page.counted) == (["GARCIA, Maria"], "1 patient")
    await page.choose(UNASSIGNED)
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


async def test_a_patient_is_taken_from_the_unassigned(people: People, maria: int) -> None:
    page = await _page(people)
    await page.choose(UNASSIGNED)
    page.open_assigning(page.rows[0]["id"])
    await page.assign({"to": str(people.alice.user_id)})
    assert (_names(page), page.is_assigning, page.problem) == ([], False, "")
    await page.choose(page.mine)
    assert _names(page) == ["GARCIA, Maria", "WAITING, Ana"]


async def test_a_supervisor_hands_a_patient_over_with_a_reason(people: People, maria: int) -> None:
    page = await _page(people, "erin")
    await page.choose(str(people.alice.user_id))
    page.open_assigning(maria)
    assert page.holder == "Alice Moreno"
    await page.assign({"to": str(people.erin.user_id), "reason": ""})
    assert "Say why" in page.problem
    await page.assign({"to": str(people.erin.user_id), "reason": "Alice is away"})
    assert _names(page) == []
    await page.choose(page.mine)
    assert _names(page) == ["GARCIA, Maria"]


async def test_a_colleague_of_another_site_shows_none_of_these_patients(people: People, maria: int) -> None:
    page = await _page(people, "charlie")
    for whose in (str(people.alice.user_id), UNASSIGNED):
        await page.choose(whose)
        assert _names(page) == []
    with pytest.raises(NotFound):
        page.open_assigning(maria)


@pytest.mark.parametrize("forged", ["x", "-1", "9" * 30, 7, None])
async def test_a_forged_choice_is_refused(people: People, forged: object) -> None:
    page = await _page(people)
    with pytest.raises(Invalid):
        await page.choose(forged)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("name", ["bob", "pat", "dana"])
async def test_who_keeps_no_caseload_sees_none(people: People, maria: int, name: str) -> None:
    with pytest.raises(NotAllowed):
        await _page(people, name)
