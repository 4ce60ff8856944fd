from datetime import timedelta

import pytest
from sqlmodel import Session

from carehub.caseloads import service as caseloads
from carehub.caseloads.load import Load
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import NotAllowed
from carehub.desk.caseload.loads import load_of, loads
from carehub.patients.models import PatientStatus, Risk
from carehub.referrals import service as referrals
from carehub.referrals.models import Referral
from carehub.referrals.service import NewReferral
from tests.conftest import People, make_patient


def test_the_formula_is_what_it_says() -> None:
    assert Load(patients=40, medium=10, high=5, late=6).points == 72


@pytest.fixture
def cases(session: Session, people: People) -> None:
    """alice keeps one of high risk with late work, one of medium risk, one inactive; one is nobody's."""
    north = people.sites["Northside"]
    for name, risk, status in (
        ("High", Risk.HIGH, PatientStatus.ACTIVE),
        ("Medium", Risk.MEDIUM, PatientStatus.ACTIVE),
        ("Gone", Risk.HIGH, PatientStatus.INACTIVE),
        ("Nobodys", None, PatientStatus.ACTIVE),
    ):
        patient_id = make_patient(session, north, last_name=name, risk=risk, status=status).id or 0
        if name != "Nobodys":
            caseloads.assign(session, people.alice, patient_id, people.alice.user_id)
        if name == "High":
            kind = referrals.shown_types(session)[0].id or 0
            late = referrals.create(session, people.alice, NewReferral(patient_id, kind))
            session.get_one(Referral, late.id).due_at = clock.now() - timedelta(days=1)
    session.flush()


@pytest.mark.usefixtures("cases")
def test_a_load_is_made_of_what_is_active(session: Session, people: People) -> None:
    assert load_of(session, people.erin, people.alice.user_id) == Load(patients=2, medium=1, high=1, late=1)
    assert load_of(session, people.erin, None) == Load(patients=1)
    found = loads(session, people.erin)
    assert [(each.name, each.load.points) for each in found] == [
        ("Alice Moreno", 7),
        ("Charlie Okafor", 0),
        ("Erin Castellano", 0),
        ("Nobody yet", 1),
    ]


@pytest.mark.usefixtures("cases")
def test_what_one_may_not_see_weighs_nothing(session: Session, people: People) -> None:
    assert load_of(session, people.charlie, people.alice.user_id) == Load()
    assert [each.load for each in loads(session, people.charlie)] == [Load(), Load(), Load()]


@pytest.mark.parametrize("name", ["bob", "pat", "dana"])
def test_who_keeps_no_caseload_weighs_none(session: Session, people: People, name: str) -> None:
    actor: Actor = getattr(people, name)
    with pytest.raises(NotAllowed):
        loads(session, actor)
    with pytest.raises(NotAllowed):
        load_of(session, actor, people.alice.user_id)
