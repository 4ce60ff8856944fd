"""The contacts part: the log with what came of each attempt, and a cadence of check-ins of one's own."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from carehub.contacts import check_ins
from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core.database import unit_of_work
from carehub.core.errors import NotAllowed
from carehub.desk.patient.contacts.reading import PAGE
from carehub.desk.patient.contacts.state import ContactsPartState
from carehub.patients.models import Risk
from carehub.referrals import service as referrals
from carehub.referrals.service import NewReferral
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def maria(people: People) -> int:
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"], risk=Risk.HIGH).id or 0
        check_ins.set_cadence(session, people.dana, Risk.HIGH, 14)
        kind = referrals.shown_types(session)[0].id or 0
        referral = referrals.create(session, people.alice, NewReferral(patient, kind))
        _log(session, people, patient, Answer.REACHED, minutes=12)
        _log(session, people, patient, Answer.NO_ANSWER, referral_id=referral.id)
        return patient


def _log(session: Session, people: People, patient: int, answer: Answer, **more: int | None) -> None:
    new = replace(NewAttempt(patient, Whom.PATIENT, How.PHONE, answer), **more)
    contacts.log(session, people.alice, new)


async def _part(people: People, name: str, patient_id: int | str) -> ContactsPartState:
    page = state_of(ContactsPartState, getattr(people, name), f"/patients/{patient_id}/contacts")
    await page.load()
    return page


async def test_the_log_says_what_came_of_each_attempt(people: People, maria: int) -> None:
    page = await _part(people, "alice", maria)
    assert [(row["what"], row["answer"], row["minutes"]) for row in page.rows] == [
        ("Patient, phone", "No answer", ""),
        ("Patient, phone", "Reached", "12 min"),
    ]
    assert page.rows[0]["href"].startswith("/board?referral=")
    assert page.tried == "Tried once on 1 day since last reached"
    assert page.cadence == "Every 14 days, by the risk"


@pytest.mark.parametrize("name", ["charlie", "bob", "dana"])
async def test_who_may_not_read_it_is_shown_nothing(people: People, maria: int, name: str) -> None:
    page = await _part(people, name, maria)
    assert (page.rows, page.cadence, page.is_loaded) == ([], "", False)


@pytest.mark.parametrize("asked", ["0", "99999", "x"])
async def test_an_unknown_patient_has_no_log(people: People, maria: int, asked: str) -> None:
    assert (await _part(people, "alice", asked)).rows == []


async def test_a_long_log_is_read_a_page_at_a_time(people: People, maria: int) -> None:
    with unit_of_work() as session:
        for _ in range(PAGE):
            _log(session, people, maria, Answer.NO_ANSWER)
    page = await _part(people, "alice", maria)
    assert (len(page.rows), page.has_more) == (PAGE, True)
    await page.show_more()
    assert (len(page.rows), page.has_more) == (PAGE + 2, False)


async def test_a_patient_has_a_cadence_of_their_own_until_it_is_given_up(people: People, maria: int) -> None:
    page = await _part(people, "alice", maria)
    page.open_cadence()
    await page.set_cadence({"days": "soon", "reason": ""})
    assert page.problem
    await page.set_cadence({"days": "60", "reason": "Asked for fewer calls"})
    assert (page.cadence, page.is_setting) == ("Every 60 days (Asked for fewer calls)", False)
    await page.set_cadence({"days": "", "reason": ""})
    assert page.cadence == "Every 14 days, by the risk"


async def test_a_provider_sets_no_cadence(people: People, maria: int) -> None:
    page = await _part(people, "pat", maria)
    await page.set_cadence({"days": "60", "reason": ""})
    assert "Your role (provider)" in page.problem
    with unit_of_work() as session, pytest.raises(NotAllowed):
        check_ins.set_patient_cadence(session, people.pat, maria, 60)
