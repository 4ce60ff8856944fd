"""Forms on the patient page: begun, filled in by two, taken up; and written by an admin."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.accounts import sessions
from carehub.assessments import service
from carehub.assessments.filling_state import AssessmentState
from carehub.assessments.list_shown import PRINT
from carehub.assessments.offer_state import OfferState
from carehub.assessments.print_routes import ROUTES
from carehub.assessments.sections_shown import QuestionRow
from carehub.assessments.state import FormsState
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict, NotFound
from carehub.settings_pages.forms.state import FormSettingsState
from tests.assessments.forms import SMALL
from tests.conftest import People, make_patient
from tests.states import Kind, loses_its_patient, state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def begun(people: People) -> str:
    """The address of the small form of Maria, just begun."""
    with unit_of_work() as session:
        maria = make_patient(session, people.sites["Northside"]).id or 0
        service.add_form(session, people.dana, SMALL)
        return f"/patients/{maria}/forms/{service.start(session, people.alice, maria, 'small').id}"


async def opened(kind: type[Kind], actor: Actor, address: str) -> Kind:
    page = state_of(kind, actor, address)
    if isinstance(page, AssessmentState | FormsState):
        await page.load()
    return page


def questions(page: AssessmentState) -> dict[str, QuestionRow]:
    return {each["id"]: each for section in page.sections for each in section["questions"]}


async def test_an_answer_shows_what_follows_and_is_there_for_a_colleague(people: People, begun: str) -> None:
    page = await opened(AssessmentState, people.alice, begun)
    assert (list(questions(page)), page.to_answer) == (["food"], 1)
    await page.choose("food", 0, "no")
    assert (list(questions(page)), page.saved) == (["food", "why"], "Saved")
    other = await opened(AssessmentState, people.pat, begun)
    assert questions(other)["food"]["said_by"].startswith("Alice Moreno, ")
    await other.write("why", 0, "Lost the job")
    await other.complete()
    assert (other.is_completed, [offer["id"] for offer in other.offers]) == (
        True,
        ["pantry", "call", "hungry"],
    )


async def test_ones_own_quick_answers_do_not_stand_in_each_others_way(people: People, begun: str) -> None:
    page = await opened(AssessmentState, people.alice, begun)
    await page.choose("food", 0, "no")
    await page.choose("food", 0, "yes")
    assert (page.problems, page.saved) == ({}, "Saved")


async def test_what_was_typed_is_told_when_a_colleague_was_faster(people: People, begun: str) -> None:
    alices = await opened(AssessmentState, people.alice, begun)
    await alices.choose("food", 0, "no")
    erins = await opened(AssessmentState, people.erin, begun)
    erins.focus("why")
    await alices.write("why", 0, "Lost the job")
    await erins.write("why", 0, "Rent went up")
    assert "Alice Moreno answered" in erins.problems["why"]
    assert "You wrote: “Rent went up”." in erins.problems["why"]
    assert erins.saved == "Not saved"


async def test_an_offer_opens_prefilled_and_is_taken_once(people: People, begun: str) -> None:
    page = await opened(AssessmentState, people.alice, begun)
    await page.choose("food", 0, "no")
    await page.write("why", 0, "Lost the job")
    await page.complete()
    offers = await opened(OfferState, people.alice, begun)
    await offers.open_offer("pantry")
    assert (offers.kind, offers.text, offers.values["urgency"]) == ("referral", "Food pantry", "routine")
    await offers.take({"type_id": "", "urgency": "routine", "receiver": "", "question": ""})
    assert "Choose the type" in offers.problem
    await offers.take({**offers.values, "receiver": "", "question": "Food pantry"})
    assert (offers.problem, offers.kind) == ("", "")
    with pytest.raises(Conflict, match="Alice Moreno took this up"):
        await offers.dismiss("pantry")


async def test_a_form_is_gone_from_an_open_page_once_its_patient_is_elsewhere(
    people: People, begun: str
) -> None:
    page = await opened(AssessmentState, people.alice, begun)
    await loses_its_patient(page, 1, people.sites, lambda: not page.sections)
    assert "not among the patient's" in page.missing


async def test_a_form_of_another_patient_or_site_is_not_shown(people: People, begun: str) -> None:
    wrong = begun.replace("/patients/1/", "/patients/2/")
    page = await opened(AssessmentState, people.alice, wrong)
    assert (page.sections, page.is_ready) == ([], False)
    hidden = await opened(AssessmentState, people.charlie, begun)
    assert (hidden.sections, hidden.title) == ([], "")
    with pytest.raises(NotFound):
        await (await opened(OfferState, people.charlie, begun)).open_offer("pantry")


async def test_the_list_says_where_each_form_stands(people: People, begun: str) -> None:
    page = await opened(FormsState, people.pat, begun.rsplit("/", 1)[0])
    assert [(line["title"], line["is_open"]) for line in page.lines] == [("Small", True)]
    assert [form["key"] for form in page.forms] == ["intake", "small", "social_needs"]
    await page.start({"form": "small"})
    assert len(page.lines) == 1


async def test_an_admin_copies_changes_and_puts_away_a_form(people: People) -> None:
    page = state_of(FormSettingsState, people.dana)
    await page.load()
    await page.copy_form("intake")
    text = page.source
    assert (page.key, page.problems, page.preview_title) == ("", [], "Intake")
    page.check(text.replace("required = true", "requird = true", 1))
    assert "Did you mean “required”?" in page.problems[0]
    await page.save({"source": text.replace("required = true", "requird = true", 1)})
    assert page.is_open
    await page.save({"source": text})
    assert [(row["key"], row["is_own"]) for row in page.forms if row["is_own"]] == [("intake_copy", True)]
    await page.set_active("intake", False)
    assert [row["is_active"] for row in page.forms if row["key"] == "intake"] == [False]


def client(who: Actor | None) -> TestClient:
    asks = TestClient(Starlette(routes=ROUTES))
    if who is not None:
        with unit_of_work() as session:
            asks.cookies.set(sessions.cookie_name(), sessions.start(session, who.user_id))
    return asks


def test_a_form_is_printed_blank_and_filled_in(people: People, begun: str) -> None:
    number = begun.rsplit("/", 1)[1]
    blank = client(people.pat).get(f"{PRINT}?form=small").text
    assert "Only if you answered “No” to “Is there enough food?”." in blank
    with unit_of_work() as session:
        service.answer(session, people.alice, int(number), "food", ("yes",), 0)
    filled = client(people.alice).get(f"{PRINT}?assessment={number}").text
    assert "Maria Garcia" in filled
    assert "<title>Form · CareHub</title>" in filled
    askers = (None, people.bob, people.charlie)
    statuses = [client(who).get(f"{PRINT}?assessment={number}").status_code for who in askers]
    assert statuses == [401, 403, 404]
