import pytest
from sqlmodel import Session

from carehub.caseloads import service as caseloads
from carehub.core.errors import NotAllowed
from carehub.patients import service as patients
from tests.conftest import People, make_patient


@pytest.fixture
def north(session: Session, people: People) -> list[int]:
    site = people.sites["Northside"]
    return [make_patient(session, site, last_name=f"N{number}").id or 0 for number in range(3)]


def on(session: Session, people: People, user_id: int | None) -> list[int | None]:
    cases = caseloads.cases(people.erin, user_id).order_by(*patients.BY_NAME)
    return [patient.id for patient in session.exec(cases)]


def test_an_import_assigns_and_reassigns(session: Session, people: People, north: list[int]) -> None:
    alice, erin = people.alice.user_id, people.erin.user_id
    caseloads.assign(session, people.erin, north[0], erin)
    caseloads.assign(session, people.erin, north[1], alice)
    assert caseloads.assign_imported(session, people.dana, dict.fromkeys(north, alice)) == frozenset()
    assert on(session, people, alice) == north
    assert on(session, people, erin) == []


def test_importing_the_same_again_changes_nothing(session: Session, people: People, north: list[int]) -> None:
    wanted = dict.fromkeys(north, people.alice.user_id)
    caseloads.assign_imported(session, people.dana, wanted)
    since = caseloads.kept_since(session, people.erin, north)
    caseloads.assign_imported(session, people.dana, wanted)
    assert caseloads.kept_since(session, people.erin, north) == since


def test_who_cannot_be_assigned_is_left_out_and_named(
    session: Session, people: People, north: list[int]
) -> None:
    wanted = {north[0]: people.charlie.user_id, north[1]: people.bob.user_id, 10_000: people.alice.user_id}
    assert caseloads.assign_imported(session, people.dana, wanted) == wanted.keys()
    assert on(session, people, caseloads.UNASSIGNED) == north


def test_who_imports_nothing_assigns_nothing(session: Session, people: People, north: list[int]) -> None:
    with pytest.raises(NotAllowed):
        caseloads.assign_imported(session, people.alice, {north[0]: people.alice.user_id})
