"""The access part: who may see a patient and why, which is what the services let them see; and who looked."""

import pytest
from sqlmodel import Session

from carehub.caseloads import service as caseloads
from carehub.core import reads
from carehub.core.actor import Actor, Permission
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, NotAllowed
from carehub.desk.patient.access.reading import access_shown
from carehub.desk.patient.access.state import AccessState
from carehub.patients import service as patients
from carehub.related_people import service as related_people
from tests.conftest import People, make_patient
from tests.states import state_of

NAMES = ("alice", "bob", "charlie", "dana", "erin", "pat")


@pytest.fixture
def maria(session: Session, people: People) -> int:
    patient = make_patient(session, people.sites["Northside"]).id or 0
    caseloads.assign(session, people.alice, patient, people.alice.user_id)
    related_people.join_team(session, people.alice, patient, people.pat.user_id, "Dietician")
    return patient


def test_it_names_those_whom_the_services_let_see_the_patient(
    session: Session, people: People, maria: int
) -> None:
    rows = access_shown(session, people.erin, maria).people
    assert {row["id"] for row in rows} == {
        actor.user_id
        for actor in (getattr(people, name) for name in NAMES)
        if _may_see(session, actor, maria)
    }
    assert [(row["name"], row["why"]) for row in rows[:2]] == [
        ("Alice Moreno", "Coordinator of this patient · Works at Northside"),
        ("Pat Lindqvist", "Care team: Dietician · Works at Northside"),
    ]
    notes = {row["id"]: "with" not in row["sees"] for row in rows}
    for actor in (people.alice, people.bob, people.pat, people.erin, people.dana):
        assert notes[actor.user_id] is actor.may(Permission.NOTES_SEE)


def test_who_looked_is_named(session: Session, people: People, maria: int) -> None:
    reads.record(session, people.pat, "patient", maria)
    assert [look["who"] for look in access_shown(session, people.dana, maria).looks] == ["Pat Lindqvist"]


@pytest.mark.parametrize("name", ["alice", "bob", "charlie", "pat"])
def test_only_those_who_may_read_the_journal_are_told(
    session: Session, people: People, maria: int, name: str
) -> None:
    with pytest.raises(NotAllowed):
        access_shown(session, getattr(people, name), maria)


def _may_see(session: Session, actor: Actor, patient_id: int) -> bool:
    try:
        patients.find(session, actor, patient_id)
    except CareHubError:
        return False
    return True


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_part_is_empty_for_others_and_for_unknown_patients(people: People) -> None:
    with unit_of_work() as opened:
        patient = make_patient(opened, people.sites["Northside"]).id or 0
    for name, asked, is_told in (("erin", patient, True), ("alice", patient, False), ("erin", 99_999, False)):
        page = state_of(AccessState, getattr(people, name), f"/patients/{asked}/access")
        await page.load()
        assert bool(page.people) is is_told
        assert bool(page.journal_href) is is_told
