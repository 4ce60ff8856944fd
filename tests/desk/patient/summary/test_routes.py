"""The printed summary: what one may know of a patient, on paper, and in the journal."""

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.accounts import sessions
from carehub.care_plans import service as care_plans
from carehub.care_plans.service import GoalWish
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.journal import JournalEntry
from carehub.desk.patient.summary.reading import PRINT
from carehub.desk.patient.summary.routes import ROUTES
from carehub.remarks import service as remarks
from carehub.remarks.models import RemarkKind
from tests.conftest import People, make_patient

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def maria(people: People) -> int:
    with unit_of_work() as session:
        north = people.sites["Northside"]
        patient = make_patient(session, north, last_name="<b>García</b>", notes="Prefers mornings").id or 0
        remarks.note(session, people.alice, patient, RemarkKind.PROBLEM, "Asthma")
        care_plans.add_goal(session, people.alice, patient, GoalWish("Walk to church"))
        return patient


def _printed(actor: Actor, patient: int | str) -> tuple[int, str]:
    with unit_of_work() as session:
        token = sessions.start(session, actor.user_id)
    client = TestClient(Starlette(routes=ROUTES), cookies={sessions.cookie_name(): token})
    answer = client.get(f"{PRINT}?patient={patient}")
    return answer.status_code, answer.text


def test_a_coordinator_prints_what_is_going_on_and_that_is_in_the_journal(people: People, maria: int) -> None:
    status, text = _printed(people.alice, maria)
    assert status == 200
    for words in (
        "Asthma",
        "Walk to church",
        "Prefers mornings",
        "Printed by Alice Moreno",
        "&lt;B&gt;GARCÍA",
    ):
        assert words in text
    assert "García" not in text.partition("</title>")[0]
    with unit_of_work() as session:
        entry = session.exec(select(JournalEntry).where(JournalEntry.action == "patients.print")).one()
    assert (entry.actor_id, entry.patient_id) == (people.alice.user_id, maria)


def test_front_desk_prints_no_care_notes(people: People, maria: int) -> None:
    status, text = _printed(people.bob, maria)
    assert status == 200
    for words in ("Asthma", "Walk to church", "Prefers mornings"):
        assert words not in text


def test_another_site_and_nonsense_print_nothing(people: People, maria: int) -> None:
    assert _printed(people.charlie, maria)[0] == 404
    assert _printed(people.alice, 99_999)[0] == 404
    assert _printed(people.alice, "x")[0] == 400
    assert TestClient(Starlette(routes=ROUTES)).get(f"{PRINT}?patient={maria}").status_code == 401
