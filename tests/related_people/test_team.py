"""The care team: members of the staff, by who coordinates, at the patient's sites."""

import pytest
from sqlmodel import Session

from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.related_people import service as related
from tests.conftest import People, make_patient


@pytest.fixture
def maria(session: Session, people: People) -> int:
    return make_patient(session, people.sites["Northside"]).id or 0


def test_staff_of_the_patients_sites_join_with_a_part(session: Session, people: People, maria: int) -> None:
    related.join_team(session, people.alice, maria, people.pat.user_id, " Primary  care provider ")
    (on,) = related.team_of(session, people.bob, maria)
    assert (on.user.name, on.member.part) == ("Pat Lindqvist", "Primary care provider")
    with pytest.raises(Conflict, match="already"):
        related.join_team(session, people.alice, maria, people.pat.user_id, "Twice")


def test_nobody_from_elsewhere_joins(session: Session, people: People, maria: int) -> None:
    for user_id in (people.charlie.user_id, 999_999):
        with pytest.raises(NotFound):
            related.join_team(session, people.alice, maria, user_id, "Helper")
    for part in (" ", "x" * 61):
        with pytest.raises(Invalid):
            related.join_team(session, people.alice, maria, people.pat.user_id, part)


def test_who_may_change_the_team(session: Session, people: People, maria: int) -> None:
    member = related.join_team(session, people.erin, maria, people.pat.user_id, "Provider").id or 0
    for outsider, refusal in (
        (people.charlie, NotFound),
        (people.bob, NotAllowed),
        (people.pat, NotAllowed),
        (people.dana, NotAllowed),
    ):
        with pytest.raises(refusal):
            related.join_team(session, outsider, maria, people.alice.user_id, "Nurse")
        with pytest.raises(refusal):
            related.leave_team(session, outsider, member)
    with pytest.raises(NotFound):
        related.team_of(session, people.charlie, maria)
    with pytest.raises(NotFound):
        related.leave_team(session, people.alice, 999_999)


def test_who_left_may_join_again(session: Session, people: People, maria: int) -> None:
    member = related.join_team(session, people.alice, maria, people.pat.user_id, "Provider").id or 0
    related.leave_team(session, people.alice, member)
    assert related.team_of(session, people.alice, maria) == []
    with pytest.raises(Conflict, match="first"):
        related.leave_team(session, people.erin, member)
    related.join_team(session, people.alice, maria, people.pat.user_id, "Provider")
