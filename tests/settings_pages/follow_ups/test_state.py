"""Settings > Follow-ups: an admin says what stages ask for, how often one checks in, and keeps templates."""

import pytest

from carehub.contacts import check_ins
from carehub.contacts.models import How
from carehub.core.database import unit_of_work
from carehub.core.errors import NotAllowed
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.service import StageRule
from carehub.patients.models import Risk
from carehub.settings_pages.follow_ups.state import FollowUpRulesState
from carehub.settings_pages.follow_ups.templates_state import TemplatesState
from tests.conftest import People
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ROUTE = "/settings/follow-ups"


async def _rules(people: People) -> FollowUpRulesState:
    page = state_of(FollowUpRulesState, people.dana, ROUTE)
    await page.load()
    return page


async def test_a_stage_asks_for_what_the_admin_says(people: People) -> None:
    page = await _rules(people)
    stage = next(row for row in page.rules if row["stage"] == "Sent")["id"]
    form: dict[str, object] = {
        f"text_{stage}": "Ask whether it arrived",
        f"after_{stage}": "2",
        f"how_{stage}": "phone",
    }
    await page.save_rules(form)
    assert _kept(people)[int(stage)] == StageRule("Ask whether it arrived", 2, How.PHONE)
    await page.save_rules({f"text_{stage}": "", f"after_{stage}": "", f"how_{stage}": ""})
    assert int(stage) not in _kept(people)


async def test_what_another_admin_set_meanwhile_stays(people: People) -> None:
    page = await _rules(people)
    sent, ready = (
        next(row["id"] for row in page.rules if row["stage"] == name) for name in ("Sent", "Ready")
    )
    with unit_of_work() as session:
        follow_ups.set_stage_rule(session, people.dana, int(ready), StageRule("Check the papers"))
    untouched = {f"text_{ready}": "", f"after_{ready}": "", f"how_{ready}": ""}
    await page.save_rules({f"text_{sent}": "Ask", f"after_{sent}": "1", f"how_{sent}": "", **untouched})
    assert {rule.text for rule in _kept(people).values()} >= {"Check the papers", "Ask"}


@pytest.mark.parametrize(
    "wrong", [{"after": "soon"}, {"after": "91"}, {"how": "pigeon"}, {"text": "x" * 201}]
)
async def test_a_refusal_is_told_and_changes_nothing(people: People, wrong: dict[str, str]) -> None:
    page = await _rules(people)
    before, stage = _kept(people), page.rules[0]["id"]
    said = {"text": "Call", "after": "1", "how": ""} | wrong
    await page.save_rules({f"{part}_{stage}": value for part, value in said.items()})
    assert page.rules_problem
    assert _kept(people) == before


async def test_check_ins_follow_the_risk(people: People) -> None:
    page = await _rules(people)
    await page.save_risks({"high": "10", "low": ""})
    with unit_of_work() as session:
        days = check_ins.cadences(session, people.alice)
    assert days[Risk.HIGH] == 10
    assert Risk.LOW not in days
    await page.save_risks({"high": "400"})
    assert "0 to 366" in page.risks_problem


async def test_a_template_is_made_changed_and_hidden(people: People) -> None:
    page = state_of(TemplatesState, people.dana, ROUTE)
    await page.load()
    page.open_new()
    await page.save({"name": "New baby", "after_1": "3", "text_1": "Call the mother", "how_1": "phone"})
    assert (page.is_open, page.problem) == (False, "")
    row = page.templates[-1]
    assert row["said"] == "Call the mother (phone), after 3 days"
    page.open_template(row["id"])
    await page.save({"name": "New baby", "after_1": "3", "text_1": ""})
    assert "what is to be done" in page.problem
    await page.hide()
    assert page.templates[-1]["is_hidden"]


@pytest.mark.parametrize("name", ["alice", "erin"])
async def test_settings_are_an_admins(people: People, name: str) -> None:
    for kind in (FollowUpRulesState, TemplatesState):
        page = state_of(kind, getattr(people, name), ROUTE)
        with pytest.raises(NotAllowed):
            await page.load()


def _kept(people: People) -> dict[int, StageRule]:
    with unit_of_work() as session:
        return follow_ups.stage_rules(session, people.alice)
