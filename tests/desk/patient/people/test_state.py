"""The people part, as its state holds it."""

import pytest

from carehub.core.database import unit_of_work
from carehub.core.errors import NotAllowed, NotFound
from carehub.desk.patient.people.state import AroundState
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ROSA: dict[str, object] = {
    "name": "Rosa García",
    "relation": "sister",
    "phone": "312-555-0111",
    "may_talk": "yes",
}


@pytest.fixture
def maria(people: People) -> int:
    with unit_of_work() as session:
        return make_patient(session, people.sites["Northside"]).id or 0


async def _part(people: People, name: str, patient_id: int) -> AroundState:
    page = state_of(AroundState, getattr(people, name), f"/patients/{patient_id}/people")
    await page.load()
    return page


async def test_a_person_is_added_edited_and_put_away(people: People, maria: int) -> None:
    page = await _part(people, "bob", maria)
    page.open_new()
    await page.save_person({**ROSA, "phone": "12"})
    assert "Phone" in page.problem
    assert page.asking == "person"
    await page.save_person({**ROSA, "is_guardian": "on"})
    (rosa,) = page.people
    assert (rosa["phone"], rosa["marks"]) == ("(312) 555-0111", ["Legal guardian", "No document yet"])
    page.open_person(rosa["id"])
    await page.save_person({**ROSA, "may_talk": "no"})
    assert page.people[0]["may_not_talk"]
    await page.put_away(rosa["id"], page.people[0]["version"])
    assert page.people == []


async def test_helpers_at_work_stand_with_the_care_team(people: People, maria: int) -> None:
    page = await _part(people, "alice", maria)
    await page.save_person({**ROSA, "relation": "school_nurse"})
    await page.open_team()
    pat = next(each for each in page.staff if each["label"].startswith("Pat"))
    await page.join({"user": pat["value"], "part": "Provider"})
    assert [each["relation"] for each in page.professionals] == ["School nurse"]
    assert [each["name"] for each in page.team] == ["Pat Lindqvist"]


async def test_rules_are_set_and_told(people: People, maria: int) -> None:
    page = await _part(people, "alice", maria)
    page.open_safe()
    await page.save_safe(
        {"no_voicemail": "on", "ask_for": "Rosa", "not_before": "", "not_after": "", "words": ""}
    )
    assert (page.codes, page.safe["ask_for"]) == (["no_voicemail"], "Rosa")


async def test_two_patients_live_together(people: People, maria: int) -> None:
    with unit_of_work() as session:
        jose = make_patient(session, people.sites["Northside"], first_name="José").id or 0
    page = await _part(people, "alice", maria)
    await page.live_with({"other": str(jose)})
    assert [each["name"] for each in page.housemates] == ["GARCIA, José"]
    await page.move_out()
    assert page.housemates == []


async def test_another_site_sees_nobody_and_a_provider_changes_nothing(people: People, maria: int) -> None:
    page = await _part(people, "alice", maria)
    await page.save_person(ROSA)
    rosa = page.people[0]
    for name, refusal in (("charlie", NotFound), ("pat", NotAllowed)):
        other = await _part(people, name, maria)
        assert len(other.people) == (name == "pat")
        with pytest.raises(refusal):
            await other.put_away(rosa["id"], rosa["version"])
