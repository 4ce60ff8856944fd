"""What matters and what is known, as the overview's state holds it."""

import pytest

from carehub.core.database import unit_of_work
from carehub.core.errors import NotAllowed, NotFound
from carehub.desk.patient.state import PatientState
from carehub.desk.patient.story.state import StoryState
from carehub.remarks import service as remarks
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def maria(people: People) -> int:
    with unit_of_work() as session:
        return make_patient(session, people.sites["Northside"]).id or 0


async def _story(people: People, name: str, patient_id: int) -> StoryState:
    page = state_of(StoryState, getattr(people, name), f"/patients/{patient_id}")
    await page.load()
    return page


async def test_what_matters_is_written_and_the_version_before_stays(people: People, maria: int) -> None:
    page = await _story(people, "alice", maria)
    for words in ("My garden", "My garden and my dog"):
        page.open_saying()
        await page.say({"words": words})
    assert page.problem == ""
    assert [line["words"] for line in page.matters] == ["My garden and my dog", "My garden"]


async def test_who_writes_over_someone_elses_words_keeps_their_own(people: People, maria: int) -> None:
    page = await _story(people, "alice", maria)
    page.open_saying()
    with unit_of_work() as session:
        remarks.say_what_matters(session, people.erin, maria, 0, "Her cat")
    await page.say({"words": "My dog"})
    assert "Erin Castellano changed this first" in page.problem
    assert page.is_saying


async def test_an_alert_stands_in_the_banner_until_it_ends(people: People, maria: int) -> None:
    page = await _story(people, "alice", maria)
    page.open_note("alert")
    await page.note({"words": "Falls", "since": "", "kind": "alert"})
    banner = state_of(PatientState, people.bob, f"/patients/{maria}")
    await banner.load()
    assert banner.alerts == ["Falls"]
    (line,) = page.preferences
    await page.end(line["id"], line["version"])
    await banner.load()
    assert banner.alerts == []


async def test_a_problem_is_reworded(people: People, maria: int) -> None:
    page = await _story(people, "alice", maria)
    page.open_note("problem")
    await page.note({"words": "Asthma", "since": "2024-05-01", "kind": "problem"})
    page.open_remark(page.known[0]["id"])
    assert (page.words, page.since) == ("Asthma", "2024-05-01")
    await page.note({"words": "COPD", "since": "soon"})
    assert "MM/DD/YYYY" in page.problem
    await page.note({"words": "COPD", "since": ""})
    assert page.known[0]["words"] == "COPD"


async def test_another_site_sees_nothing_and_front_desk_changes_nothing(people: People, maria: int) -> None:
    page = await _story(people, "alice", maria)
    page.open_note("problem")
    await page.note({"words": "Asthma", "since": "", "kind": "problem"})
    line = page.known[0]
    for name in ("charlie", "bob"):
        other = await _story(people, name, maria)
        assert (other.known, other.matters) == ([], [])
        with pytest.raises(NotFound if name == "charlie" else NotAllowed):
            await other.end(line["id"], line["version"])
