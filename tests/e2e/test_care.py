"""Stories of the care plan, of forms and of a crisis."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from carehub.core.database import unit_of_work
from carehub.crises.running import CALL_AGAIN
from carehub.follow_ups import service as follow_ups
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.conftest import SignedIn
from tests.serving.running import RunningServer


@pytest.fixture
def lucia(people: People) -> int:
    """At Northside; she speaks Spanish."""
    with unit_of_work() as session:
        patient = make_patient(
            session,
            people.sites["Northside"],
            last_name="Zúñiga",
            first_name="Lucía",
            birth_date=date(1961, 3, 7),
            language="es",
            interpreter=True,
            phone="+13125552368",
        )
        return patient.id or 0


def open_part(server: RunningServer, page: Page, patient_id: int, part: str) -> Page:
    page.goto(f"{server.url}/patients/{patient_id}/{part}")
    expect(page.get_by_role("region", name="Who this is")).to_contain_text("ZÚÑIGA")
    return page


def test_a_care_plan_from_the_first_goal_to_the_signed_print(
    server: RunningServer, signed_in: SignedIn, lucia: int
) -> None:
    page = open_part(server, signed_in("alice"), lucia, "care-plan")
    page.get_by_role("button", name="Add the first goal").click()
    sheet = page.get_by_role("dialog", name="Goal")
    sheet.get_by_label("The goal, in the patient's own words").fill("I want to walk to church again")
    sheet.get_by_label("By when").fill("2030-03-01")
    sheet.get_by_role("button", name="Save").click()
    goal = page.get_by_role("article", name="I want to walk to church again")
    goal.get_by_role("button", name="Add action").click()
    sheet = page.get_by_role("dialog", name="Action")
    sheet.get_by_label("What is to be done").fill("Ask for a walker")
    sheet.get_by_role("button", name="Save").click()
    goal.get_by_role("button", name="Make a follow-up of Ask for a walker").click()
    steps.is_told(page, re.compile("Follow-up made, due"))
    page.get_by_role("button", name="Sign off").click()
    sheet = page.get_by_role("dialog", name="Sign off")
    sheet.get_by_label("Who agrees").fill("Lucía Zúñiga")
    sheet.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Agreed: Lucía Zúñiga (the patient)")).to_be_visible()
    goal.get_by_label("Done: Ask for a walker").click()
    expect(page.get_by_text("Changed since", exact=True)).to_be_visible()
    page.get_by_role("button", name="What changed since version 1").click()
    expect(page.get_by_role("dialog").get_by_role("row", name=re.compile("Changed Action"))).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Read version 1").click()
    paper = opened.value
    expect(paper.get_by_text("Please read it together with an interpreter")).to_be_visible()
    expect(paper.get_by_text("Version 1. Signed on paper: Lucía Zúñiga")).to_be_visible()
    assert "Zúñiga" not in paper.title()


def test_a_form_is_left_resumed_by_a_colleague_and_its_need_becomes_a_referral(
    server: RunningServer, signed_in: SignedIn, lucia: int
) -> None:
    page = open_part(server, signed_in("alice"), lucia, "forms")
    page.get_by_role("combobox", name="Form").select_option("Social needs")
    page.get_by_role("button", name="Fill in").click()
    page.get_by_role("group", name=re.compile("steady place")).get_by_label("Yes, and I am not").click()
    page.get_by_role("group", name=re.compile("food ever run out")).get_by_label("Some months").click()
    expect(page.get_by_role("group", name=re.compile("for today and tomorrow"))).to_be_visible()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()

    other = open_part(server, signed_in("erin"), lucia, "forms")
    other.get_by_role("link", name="Social needs", exact=True).last.click()
    expect(other.get_by_label("Some months")).to_be_checked()
    for question, answer in (
        ("no way to get there", "No"), ("cut off your light", "No"), ("nobody else listening", "No"),
    ):  # fmt: skip
        other.get_by_role("group", name=re.compile(question)).get_by_label(answer, exact=True).click()
    expect(
        page.get_by_role("group", name=re.compile("nobody else")).get_by_label("No", exact=True)
    ).to_be_checked()
    expect(other.get_by_text("All that is needed is answered.")).to_be_visible()
    other.get_by_role("button", name="Complete").click()
    other.get_by_role("button", name="Take up: Food: pantry").click()
    sheet = other.get_by_role("dialog", name="New referral")
    expect(sheet.get_by_label("What for")).to_have_value(re.compile("Food: pantry"))
    sheet.get_by_role("button", name="Make it").click()
    steps.is_told(other, "Referral made. It is in the first column of the board.")
    expect(page.get_by_text(re.compile("Taken up: Erin Castellano"))).to_be_visible()
    page.get_by_role("button", name="Take up: Food runs out").click()
    page.get_by_role("dialog", name="Note the concern").get_by_role("button", name="Make it").click()
    steps.is_told(page, "Noted among the problems and concerns")
    page.get_by_role("listitem").filter(has_text="Food runs out").get_by_role("link", name="Open").click()
    expect(page.get_by_role("region", name="Problems and concerns")).to_contain_text("(Social needs)")


def test_a_crisis_takes_two_presses_is_shared_and_leaves_a_follow_up(
    server: RunningServer, signed_in: SignedIn, people: People, lucia: int
) -> None:
    page = open_part(server, signed_in("bob"), lucia, "")
    page.get_by_role("button", name="Crisis").click()
    expect(
        page.get_by_role("dialog", name="Crisis").get_by_text("988 Suicide & Crisis Lifeline")
    ).to_be_visible()
    page.keyboard.press("Enter")
    first = page.get_by_label(re.compile("Stay on the line"))
    first.click()
    expect(first).to_be_checked()

    other = signed_in("erin")
    other.get_by_role("region", name="Crises").get_by_role("link", name="ZÚÑIGA, Lucía").first.click()
    expect(other.get_by_label(re.compile("Stay on the line"))).to_be_checked()
    other.get_by_label(re.compile("Ask where they are")).click()
    expect(page.get_by_label(re.compile("Ask where they are"))).to_be_checked()
    other.get_by_role("button", name="I know of it").click()
    other.get_by_role("button", name="End the crisis").click()
    sheet = other.get_by_role("dialog", name="End the crisis")
    sheet.get_by_label("In a few words").fill("Her sister stays with her tonight")
    sheet.get_by_role("button", name="End the crisis").click()
    expect(other.get_by_text("Her sister stays with her tonight")).to_be_visible()
    with unit_of_work(write=False) as session:
        assert CALL_AGAIN in [line.row.text for line in follow_ups.of_patient(session, people.alice, lucia)]


def test_an_admin_makes_a_form_told_of_each_slip(signed_in: SignedIn) -> None:
    page = signed_in("dana", "/settings/forms")
    page.get_by_role("button", name="Copy Intake").click()
    text = page.get_by_label("Definition (TOML)")
    expect(text).to_have_value(re.compile("intake_copy"))
    written = text.input_value()
    text.fill(written.replace("required = true", "requird = true", 1))
    expect(page.get_by_text("There is no “requird” here. Did you mean “required”?")).to_be_visible()
    text.fill(written.replace('title = "Intake"', 'title = "First talk"', 1))
    expect(page.get_by_role("region", name="How the form will look")).to_contain_text("First talk")
    page.get_by_role("button", name="Save as a new form").click()
    expect(page.get_by_role("row", name=re.compile("First talk Our own 1"))).to_be_visible()
