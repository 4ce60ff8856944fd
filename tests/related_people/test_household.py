"""Patients who live together, and what is told of those one may not see."""

import pytest
from sqlmodel import Session

from carehub.core.changes import HUB, Topic, release
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.patients.models import PatientSite
from carehub.related_people import service as related
from carehub.related_people.models import Household
from tests.conftest import People, make_patient


@pytest.fixture
def family(session: Session, people: People) -> list[int]:
    north = people.sites["Northside"]
    return [make_patient(session, north, first_name=name).id or 0 for name in ("Ana", "Ben", "Cleo")]


def _with(session: Session, people: People, patient_id: int) -> list[str]:
    return [each.first_name for each in related.household_of(session, people.alice, patient_id).patients]


def test_patients_live_together_and_all_their_pages_follow(
    session: Session, people: People, family: list[int]
) -> None:
    ana, ben, cleo = family
    before = HUB.rev
    related.live_together(session, people.bob, ana, ben)
    related.live_together(session, people.alice, cleo, ben)
    release(session)
    assert _with(session, people, ana) == ["Ben", "Cleo"]
    assert HUB.since(Topic.PATIENTS, before) == {ana, ben, cleo}


def test_a_household_is_joined_once(session: Session, people: People, family: list[int]) -> None:
    ana, ben, cleo = family
    dan = make_patient(session, people.sites["Northside"], first_name="Dan").id or 0
    related.live_together(session, people.alice, ana, ben)
    with pytest.raises(Conflict, match="already"):
        related.live_together(session, people.alice, ben, ana)
    with pytest.raises(Invalid):
        related.live_together(session, people.alice, cleo, cleo)
    related.live_together(session, people.alice, cleo, dan)
    with pytest.raises(Conflict, match="Both"):
        related.live_together(session, people.alice, ana, cleo)


def test_a_household_of_one_is_none(session: Session, people: People, family: list[int]) -> None:
    ana, ben, cleo = family
    related.live_together(session, people.alice, ana, ben)
    related.live_together(session, people.alice, ana, cleo)
    related.move_out(session, people.alice, cleo)
    assert _with(session, people, ana) == ["Ben"]
    related.move_out(session, people.alice, ben)
    assert _with(session, people, ana) == []
    assert session.get(Household, 1) is None
    with pytest.raises(Conflict):
        related.move_out(session, people.alice, ana)


def test_who_lives_with_a_patient_of_another_site_is_counted_not_named(
    session: Session, people: People, family: list[int]
) -> None:
    ana, _, _ = family
    far = make_patient(session, people.sites["Southside"], first_name="Far").id or 0
    with pytest.raises(NotFound):
        related.live_together(session, people.alice, ana, far)
    related.live_together(session, people.erin, ana, far)
    seen = related.household_of(session, people.alice, ana)
    assert (seen.patients, seen.elsewhere) == ((), 1)
    session.add(PatientSite(patient_id=far, site_id=people.sites["Northside"]))
    session.flush()
    assert _with(session, people, ana) == ["Far"]


def test_others_neither_see_nor_change_it(session: Session, people: People, family: list[int]) -> None:
    ana, ben, _ = family
    related.live_together(session, people.alice, ana, ben)
    with pytest.raises(NotFound):
        related.household_of(session, people.charlie, ana)
    for outsider, refusal in ((people.charlie, NotFound), (people.pat, NotAllowed)):
        with pytest.raises(refusal):
            related.live_together(session, outsider, ana, ben)
        with pytest.raises(refusal):
            related.move_out(session, outsider, ana)
    with pytest.raises(NotFound):
        related.live_together(session, people.alice, ana, 999_999)
