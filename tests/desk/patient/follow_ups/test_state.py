"""The follow-ups part: what is to be done for a patient, done, put off and given away where it stands."""

from datetime import timedelta

import pytest

from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict, NotAllowed
from carehub.desk.patient.follow_ups.state import FollowUpsPartState
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.service import NewFollowUp
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def maria(people: People) -> int:
    """A patient with one follow-up that is two days late."""
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"]).id or 0
        due = follow_ups.today_of(session) - timedelta(days=2)
        follow_ups.create(session, people.alice, NewFollowUp(patient, "Call", due, people.alice.user_id))
        return patient


async def _part(people: People, name: str, patient_id: int | str) -> FollowUpsPartState:
    page = state_of(FollowUpsPartState, getattr(people, name), f"/patients/{patient_id}/follow-ups")
    await page.load()
    return page


async def _asking(people: People, maria: int, what: str, name: str = "alice") -> FollowUpsPartState:
    page = await _part(people, name, maria)
    page.ask(what, page.rows[0]["id"], page.rows[0]["version"])
    return page


async def test_it_is_completed_with_what_became_of_it_and_opened_again(people: People, maria: int) -> None:
    page = await _asking(people, maria, "complete")
    assert page.rows[0]["late"] == "2 days late"
    await page.answer({"ended": "", "note": ""})
    assert page.problem == "Choose what became of it."
    await page.answer({"ended": "reached", "note": "Feels better"})
    assert page.asking == ""
    assert page.rows[0]["ended"].startswith("Reached, ")
    assert page.rows[0]["note"] == "Feels better"
    await page.reopen(page.rows[0]["id"], page.rows[0]["version"])
    assert page.rows[0]["ended"] == ""


async def test_it_is_put_off_with_a_reason(people: People, maria: int) -> None:
    page = await _asking(people, maria, "snooze")
    await page.answer({"until": page.tomorrow, "reason": ""})
    assert "Say why it can wait" in page.problem
    await page.answer({"until": page.tomorrow, "reason": "On holiday"})
    assert (page.rows[0]["late"], page.rows[0]["detail"]) == ("", "snoozed once")


async def test_it_goes_to_a_colleague_of_the_site_and_to_nobody_else(people: People, maria: int) -> None:
    page = await _asking(people, maria, "reassign")
    assert [owner["label"] for owner in page.owners] == [
        "Alice Moreno", "Erin Castellano", "Pat Lindqvist",
    ]  # fmt: skip
    await page.answer({"owner": str(people.charlie.user_id), "reason": ""})
    assert "does not work at a site of this patient" in page.problem
    await page.answer({"owner": str(people.pat.user_id), "reason": "Her question"})
    assert page.rows[0]["owner"] == "Pat Lindqvist"


async def test_somebody_elses_is_not_a_providers_to_change(people: People, maria: int) -> None:
    page = await _asking(people, maria, "complete", "pat")
    assert not page.rows[0]["may_change"]
    await page.answer({"ended": "done", "note": ""})
    assert "somebody else's" in page.problem
    with pytest.raises(NotAllowed):
        await page.reopen(page.rows[0]["id"], page.rows[0]["version"])


async def test_who_is_late_is_told_who_was_first(people: People, maria: int) -> None:
    page = await _asking(people, maria, "snooze")
    with unit_of_work() as session:
        follow_ups.complete(session, people.erin, page.rows[0]["id"], 1)
    await page.answer({"until": page.tomorrow, "reason": "Later"})
    assert "Erin Castellano completed this follow-up" in page.problem
    with pytest.raises(Conflict):
        page.ask("snooze", 999_999, 1)


@pytest.mark.parametrize("name", ["charlie", "bob", "dana"])
async def test_who_may_not_read_them_is_shown_none(people: People, maria: int, name: str) -> None:
    page = await _part(people, name, maria)
    assert (page.rows, page.owners, page.is_loaded) == ([], [], False)


@pytest.mark.parametrize("asked", ["0", "99999", "x"])
async def test_an_unknown_patient_has_none(people: People, maria: int, asked: str) -> None:
    assert (await _part(people, "alice", asked)).rows == []
