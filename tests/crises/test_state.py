"""The way into a crisis, its page, its notice, and the settings of the protocol."""

import pytest

from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid, NotFound
from carehub.crises import service
from carehub.crises.kinds import USUAL_STEPS
from carehub.crises.notices import CrisisNoticesState
from carehub.crises.start_state import CrisisStartState
from carehub.crises.state import CrisisState
from carehub.related_people import service as related_people
from carehub.related_people.draft import SafeDraft
from carehub.related_people.models import Safe
from carehub.settings_pages.crisis.state import CrisisSettingsState
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def maria(people: People) -> int:
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"])
        rules = SafeDraft(codes=frozenset({Safe.NO_VOICEMAIL}))
        related_people.set_safe_contact(session, people.alice, patient.id or 0, 0, rules)
        return patient.id or 0


@pytest.fixture
def crisis(people: People, maria: int) -> int:
    with unit_of_work() as session:
        return service.open_crisis(session, people.bob, maria).id or 0


async def test_the_steps_are_there_before_anything_is_begun(people: People, maria: int) -> None:
    dialog = state_of(CrisisStartState, people.bob)
    await dialog.open_for(maria)
    assert (dialog.chosen, dialog.steps, dialog.is_going_on) == ("GARCIA, Maria", list(USUAL_STEPS), False)
    await dialog.start()
    assert not dialog.is_open
    await dialog.open_for(maria)
    assert dialog.is_going_on


async def test_the_patient_is_found_from_any_page(people: People, maria: int) -> None:
    dialog = state_of(CrisisStartState, people.alice)
    await dialog.open_search()
    with pytest.raises(Invalid, match="Choose the patient"):
        await dialog.start()
    await dialog.find("gar")
    await dialog.choose(dialog.found[0]["id"])
    assert dialog.chosen == "GARCIA, Maria"
    with pytest.raises(NotFound):
        await state_of(CrisisStartState, people.charlie).open_for(maria)


async def test_a_crisis_is_ticked_noted_and_ended_on_its_page(people: People, crisis: int) -> None:
    page = state_of(CrisisState, people.alice, f"/crises/{crisis}")
    await page.load()
    await page.tick(0, True)
    await page.note({"text": "Her sister is on the way"})
    assert page.steps[0]["said_by"].endswith("Alice Moreno")
    assert [note["text"] for note in page.notes] == ["Her sister is on the way"]
    assert page.safe == "No voicemail"
    page.open_end()
    await page.end({"outcome": "gone", "summary": "x"})
    assert "Choose how it ended" in page.problem
    await page.end({"outcome": "safe", "summary": "She is safe"})
    assert (page.is_over, page.ending, page.summary) == (True, False, "She is safe")


async def test_another_site_sees_nothing_of_it(people: People, crisis: int) -> None:
    page = state_of(CrisisState, people.charlie, f"/crises/{crisis}")
    await page.load()
    assert (page.patient, page.steps, page.is_ready) == ("", [], False)
    assert page.missing


async def test_a_notice_goes_when_a_supervisor_knows(people: People, crisis: int) -> None:
    erins, alices = (state_of(CrisisNoticesState, who) for who in (people.erin, people.alice))
    await erins.load()
    await alices.load()
    assert ([line["id"] for line in erins.lines], alices.lines) == ([crisis], [])
    await erins.acknowledge(crisis)
    assert erins.lines == []


async def test_an_admin_sets_the_steps_and_who_is_on_call(people: People) -> None:
    page = state_of(CrisisSettingsState, people.dana)
    await page.load()
    await page.save_steps({"steps": "Ask where they are\n\nCall 911"})
    assert (page.steps, page.problem) == ("Ask where they are\nCall 911", "")
    await page.save_rota({"name_7": "Erin", "phone_7": "312 555 0101", "name_0": "Pat"})
    assert "the phone" in page.rota_problem
    await page.save_rota({"name_7": "Erin", "phone_7": "312 555 0101"})
    assert [(row["day"], row["name"]) for row in page.days if row["name"]] == [("Every day", "Erin")]
