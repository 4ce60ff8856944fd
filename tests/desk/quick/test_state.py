"""The quick dialog: a contact or a follow-up from anywhere, and what a contact does to follow-ups."""

from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.accounts import sessions
from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import NotAllowed, NotFound
from carehub.desk.quick.routes import ROUTES
from carehub.desk.quick.state import QuickState
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups import sign_off
from carehub.follow_ups.service import NewFollowUp
from carehub.follow_ups.status import Ended
from carehub.referrals import service as referrals
from carehub.referrals.service import NewReferral
from carehub.related_people import service as related_people
from carehub.related_people.draft import SafeDraft
from carehub.related_people.models import Safe
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SAID = {"whom": "patient", "how": "phone", "answer": "no_answer", "minutes": "4", "note": "", "at": ""}


@pytest.fixture
def maria(people: People) -> int:
    with unit_of_work() as session:
        return make_patient(session, people.sites["Northside"]).id or 0


def _follow_ups(people: People, patient_id: int) -> list[follow_ups.Line]:
    with unit_of_work(write=False) as session:
        return follow_ups.of_patient(session, people.alice, patient_id)


async def test_a_contact_is_logged_for_who_alone_fits_what_was_typed(people: People, maria: int) -> None:
    page = state_of(QuickState, people.alice)
    await page.begin_contact()
    await page.log({**SAID, "answer": "reached"})
    assert page.problem == "Choose the patient first."
    await page.choose_only({"patient": "garcia"})
    assert page.chosen[0]["id"] == maria
    await page.log({**SAID, "answer": "reached", "again_on": page.again_on})
    assert page.mode == ""
    with unit_of_work(write=False) as session:
        (attempt,) = contacts.of_patient(session, people.alice, maria)
    assert (attempt.row.answer, attempt.row.minutes) == (Answer.REACHED, 4)
    assert _follow_ups(people, maria) == []


async def test_charlie_and_the_front_desk_log_nothing(people: People, maria: int) -> None:
    for actor, refusal in ((people.charlie, NotFound), (people.bob, NotAllowed)):
        page = state_of(QuickState, actor)
        with pytest.raises(refusal):
            await page.contact_for(maria, 0, 0)
    page = state_of(QuickState, people.charlie)
    await page.begin_contact()
    await page.choose_only({"patient": "garcia"})
    assert (page.chosen, page.is_nobody) == ([], True)


async def test_what_was_typed_wrong_is_told_and_stays(people: People, maria: int) -> None:
    page = state_of(QuickState, people.alice)
    await page.contact_for(maria, 0, 0)
    for wrong in ({"answer": ""}, {"minutes": "many"}, {"minutes": "9999"}, {"again_on": "soon"}):
        await page.log({**SAID, **wrong})
        assert (page.problem != "", page.mode) == (True, "contact")


async def test_who_was_not_reached_becomes_a_follow_up(people: People, maria: int) -> None:
    page = state_of(QuickState, people.alice)
    await page.contact_for(maria, 0, 0)
    again = page.again_on
    await page.log({**SAID, "again_on": again})
    (line,) = _follow_ups(people, maria)
    assert (line.row.due_on.isoformat(), line.owner, line.row.how) == (again, "Alice Moreno", How.PHONE)


async def test_a_contact_for_a_follow_up_moves_it_until_the_patient_is_reached(
    people: People, maria: int
) -> None:
    with unit_of_work() as session:
        today = follow_ups.today_of(session)
        new = NewFollowUp(maria, "Call about the ride", today, people.alice.user_id)
        number = follow_ups.create(session, people.alice, new).id or 0
    page = state_of(QuickState, people.alice)
    await page.contact_for(maria, 0, number)
    assert page.about == "Call about the ride"
    again = page.again_on
    await page.log({**SAID, "again_on": again})
    (line,) = _follow_ups(people, maria)
    assert (line.row.due_on.isoformat(), line.row.done_at) == (again, None)
    await page.contact_for(maria, 0, number)
    await page.log({**SAID, "answer": "reached"})
    assert [line.row.ended for line in _follow_ups(people, maria)] == [Ended.REACHED]


async def test_attempts_in_vain_offer_a_letter_and_then_a_supervisor(people: People, maria: int) -> None:
    with unit_of_work() as session:
        kind = referrals.shown_types(session)[0].id or 0
        number = referrals.create(session, people.alice, NewReferral(maria, kind)).id or 0
        earlier = NewAttempt(maria, Whom.PATIENT, How.PHONE, Answer.NO_ANSWER, number)
        for days in (3, 2):
            at = clock.now() - timedelta(days=days)
            contacts.log(session, people.alice, NewAttempt(**{**earlier.__dict__, "at": at}))
    page = state_of(QuickState, people.alice)
    await page.contact_for(maria, number, 0)
    await page.log({**SAID, "again_on": ""})
    assert (page.mode, page.letter, page.may_ask) == ("tried", f"/patient-letter?patient={maria}", True)
    assert page.tried == "Tried on 3 of 3 days, in 1 way."
    await page.ask_sign_off({"code": "nonsense"})
    assert page.problem
    await page.ask_sign_off({"code": "not_reached", "words": "Phone is off"})
    assert page.mode == ""
    with unit_of_work(write=False) as session:
        assert [each.by for each in sign_off.waiting(session, people.erin, 5)] == ["Alice Moreno"]


async def test_a_follow_up_is_made_in_words_or_from_a_template(people: People, maria: int) -> None:
    page = state_of(QuickState, people.alice)
    await page.follow_up_for(maria, 0)
    me = str(people.alice.user_id)
    wanted = {"text": "Bring the forms", "due_on": page.today, "owner_id": me, "priority": "high", "how": ""}
    await page.make({**wanted, "text": ""})
    assert page.problem
    await page.make(wanted)
    await page.follow_up_for(maria, 0)
    attempts = next(each for each in page.chosen[0]["templates"] if each["label"] == "Three attempts")
    await page.make({**wanted, "text": "", "template_id": attempts["value"]})
    assert len(_follow_ups(people, maria)) == 4


def _ask(actor: Actor | None, patient: object) -> tuple[int, str]:
    client = TestClient(Starlette(routes=ROUTES))
    if actor is not None:
        with unit_of_work() as session:
            client.cookies.set(sessions.cookie_name(), sessions.start(session, actor.user_id))
    answer = client.get("/patient-letter", params={"patient": str(patient)})
    return answer.status_code, answer.text


def test_a_letter_is_printed_for_those_who_may_unless_letters_are_unsafe(people: People, maria: int) -> None:
    status, page = _ask(people.alice, maria)
    assert (status, "Dear Maria Garcia" in page) == (200, True)
    assert [_ask(actor, maria)[0] for actor in (None, people.bob, people.charlie)] == [401, 403, 404]
    assert [_ask(people.alice, wrong)[0] for wrong in (999_999, "x", "")] == [404, 400, 400]
    with unit_of_work() as session:
        draft = SafeDraft(codes=frozenset({Safe.NO_LETTERS}))
        related_people.set_safe_contact(session, people.alice, maria, 0, draft)
    assert _ask(people.alice, maria) == (
        400,
        "This patient must get no letters. Use the ways that the safe-contact rules leave.",
    )
