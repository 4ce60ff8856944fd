"""The page of a record's field history shows what its address names, as long as it may."""

import asyncio

import pytest

from carehub.accounts.models import User, UserSite
from carehub.auditing.fields_state import FieldHistoryState
from carehub.core.database import unit_of_work
from carehub.patients import service as patients
from carehub.patients.record import PatientDraft
from tests.conftest import People, make_patient
from tests.states import loses_its_patient, state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def maria(people: People) -> int:
    with unit_of_work() as session:
        patient_id = make_patient(session, people.sites["Northside"]).id or 0
        draft = PatientDraft.model_validate({"city": "Dayton", "zip": "45402"})
        patients.edit(session, people.alice, patient_id, 1, draft)
        return patient_id


def test_the_address_names_the_record_and_a_field_narrows(people: People, maria: int) -> None:
    state = state_of(FieldHistoryState, people.dana, f"/history?patient={maria}&field=zip")
    asyncio.run(state.load())
    assert (state.title, state.back) == ("GARCIA, Maria", f"/patients/{maria}")
    assert [(row["label"], row["before"], row["after"]) for row in state.rows] == [("ZIP", "", "45402")]
    asyncio.run(state.choose(""))
    assert {row["label"] for row in state.rows} == {"City", "ZIP"}


@pytest.mark.parametrize("asked", ["", "?patient=x", "?patient=999", "?referral=1"])
def test_an_address_that_names_nothing_is_told_and_shows_nothing(
    people: People, maria: int, asked: str
) -> None:
    state = state_of(FieldHistoryState, people.dana, f"/history{asked}")
    asyncio.run(state.load())
    assert (state.rows, state.title, bool(state.problem)) == ([], "", True)


def test_who_may_not_learns_nothing_from_the_state(people: People, maria: int) -> None:
    for actor in (people.charlie, people.alice):
        state = state_of(FieldHistoryState, actor, f"/history?patient={maria}")
        asyncio.run(state.load())
        assert (state.rows, state.choices, state.title) == ([], [], "")


async def test_a_page_whose_patient_goes_to_another_site_shows_nothing_of_it(
    people: People, maria: int
) -> None:
    with unit_of_work() as session:
        session.get_one(User, people.erin.user_id).all_sites = False
        session.add(UserSite(user_id=people.erin.user_id, site_id=people.sites["Northside"]))
    state = state_of(FieldHistoryState, people.erin, f"/history?patient={maria}")
    await state.load()
    assert state.rows
    await loses_its_patient(state, maria, people.sites, lambda: not (state.rows or state.title))
