"""The care plan's page and its print, as a person meets them."""

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.accounts import sessions
from carehub.care_plans import service
from carehub.care_plans.print_routes import ROUTES
from carehub.care_plans.service import GoalWish
from carehub.care_plans.showing import NOW, PRINT
from carehub.care_plans.state import CarePlanState
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid, NotFound
from carehub.core.journal import JournalEntry
from carehub.core.reads import LOOKED
from tests.conftest import People, make_patient
from tests.states import loses_its_patient, state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def maria(people: People) -> int:
    """Speaks Spanish; has one goal."""
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"], language="es", interpreter=True)
        service.add_goal(session, people.alice, patient.id or 0, GoalWish("Walk <b>far</b>"))
        return patient.id or 0


async def page_of(actor: Actor, patient_id: int) -> CarePlanState:
    page = state_of(CarePlanState, actor, f"/patients/{patient_id}/care-plan")
    await page.load()
    return page


async def test_a_goal_gets_an_action_which_is_done_and_followed(people: People, maria: int) -> None:
    page = await page_of(people.alice, maria)
    goal = page.goals[0]["id"]
    await page.open_sheet("action", goal, 0)
    await page.save({"text": "Ask for a walker", "owner": "us", "due_on": "2028-01-03"})
    action = page.goals[0]["actions"][0]
    assert (page.sheet, action["owner_word"], action["due"], action["is_ours"]) == (
        "",
        "Us",
        "03-Jan-2028",
        True,
    )
    await page.follow(action["id"])
    assert page.goals[0]["actions"][0]["followed"] == "03-Jan-2028"
    await page.mark_action(action["id"], action["version"], True)
    assert page.goals[0]["actions"][0]["is_done"]


async def test_what_was_typed_stays_when_a_colleague_was_faster(people: People, maria: int) -> None:
    alices, erins = await page_of(people.alice, maria), await page_of(people.erin, maria)
    goal = alices.goals[0]["id"]
    await alices.open_sheet("goal", goal, goal)
    await erins.open_sheet("goal", goal, goal)
    await erins.save({"words": "Dance", "status": "open"})
    await alices.save({"words": "Swim", "status": "open"})
    assert "Erin Castellano changed this goal" in alices.problem
    assert alices.sheet == "goal"


async def test_a_version_is_signed_and_compared_with_the_plan_now(people: People, maria: int) -> None:
    page = await page_of(people.alice, maria)
    await page.open_sheet("sign", 0, 0)
    await page.save(
        {"name": "Maria Garcia", "relation": "patient", "agreed": "signed", "on": page.values["on"]}
    )
    assert (page.problem, page.is_changed, [row["number"] for row in page.versions]) == ("", False, ["1"])
    await page.open_sheet("barrier", page.goals[0]["id"], 0)
    await page.save({"text": "Snow"})
    page.compare("1", NOW)
    assert [(row["turn"], row["what"], row["now"]) for row in page.differences] == [
        ("Added", "Barrier", "Snow")
    ]
    with pytest.raises(Invalid):
        page.compare("7", NOW)


@pytest.mark.parametrize(
    ("sheet", "form", "says"),
    [
        ("goal", {"words": " "}, "own words"),
        ("review", {"due_on": ""}, "Choose the day"),
        ("review", {"due_on": "soon"}, "MM/DD/YYYY"),
        ("sign", {"name": "M", "relation": "owner", "agreed": "signed", "on": "2026-01-01"}, "from the list"),
    ],
)
async def test_a_form_that_makes_no_sense_is_refused_in_words(
    people: People, maria: int, sheet: str, form: dict[str, object], says: str
) -> None:
    page = await page_of(people.alice, maria)
    await page.open_sheet(sheet, 0, 0)
    await page.save(form)
    assert says in page.problem


async def test_a_look_is_written_down_and_ends_when_the_patient_is_elsewhere(
    people: People, maria: int
) -> None:
    page = await page_of(people.alice, maria)
    await loses_its_patient(page, maria, people.sites, lambda: not page.goals)
    with unit_of_work(write=False) as session:
        looks = select(JournalEntry.subject).where(JournalEntry.action == LOOKED)
        assert session.exec(looks).all() == ["page:care_plan"]


async def test_another_site_and_unknown_rows_get_nothing(people: People, maria: int) -> None:
    page = await page_of(people.charlie, maria)
    assert (page.goals, page.is_ready) == ([], False)
    alices = await page_of(people.alice, maria)
    with pytest.raises(NotFound):
        await alices.open_sheet("action", alices.goals[0]["id"], 99)
    with pytest.raises(Invalid):
        await alices.open_sheet("anything", 0, 0)


def client(who: Actor | None) -> TestClient:
    opened = TestClient(Starlette(routes=ROUTES))
    if who is not None:
        with unit_of_work() as session:
            opened.cookies.set(sessions.cookie_name(), sessions.start(session, who.user_id))
    return opened


def test_the_print_names_the_language_and_who_printed_it_and_no_patient_in_its_title(
    people: People, maria: int
) -> None:
    page = client(people.pat).get(f"{PRINT}?patient={maria}")
    assert page.status_code == 200
    assert "<title>Care plan · CareHub</title>" in page.text
    assert (
        "Language: Spanish. This page is in English. Please read it together with an interpreter."
        in page.text
    )
    assert "Printed by Pat Lindqvist" in page.text
    assert "Walk &lt;b&gt;far" in page.text
    with unit_of_work(write=False) as session:
        printed = select(JournalEntry).where(JournalEntry.action == "care_plans.print")
        assert [entry.patient_id for entry in session.exec(printed)] == [maria]


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("bob", 403), ("charlie", 404), ("dana", 403)])
def test_the_print_is_for_those_who_read_plans(
    people: People, maria: int, who: str | None, status: int
) -> None:
    asked = client(getattr(people, who) if who else None).get(f"{PRINT}?patient={maria}")
    assert asked.status_code == status
    assert "Walk" not in asked.text


def test_a_version_that_is_not_there_and_no_number_are_told(people: People, maria: int) -> None:
    asks = client(people.alice)
    assert asks.get(f"{PRINT}?patient={maria}&version=4").status_code == 404
    assert asks.get(f"{PRINT}?patient=x").status_code == 400
