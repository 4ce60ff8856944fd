import pytest
from sqlmodel import Session

from carehub.caseloads import service as caseloads
from carehub.caseloads.service import Seen
from carehub.core.actor import Actor
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.patients.models import Patient
from tests.conftest import People, make_patient


@pytest.fixture
def three(session: Session, people: People) -> list[int]:
    """The first with alice, the others with nobody."""
    site = people.sites["Northside"]
    found = [make_patient(session, site, last_name=f"N{number}").id or 0 for number in range(3)]
    caseloads.assign(session, people.alice, found[0], people.alice.user_id)
    return found


def kept_by(session: Session, patient_ids: list[int]) -> list[int | None]:
    session.expire_all()
    return [session.get_one(Patient, each).coordinator_id for each in patient_ids]


def seen(people: People, three: list[int]) -> list[Seen]:
    return [Seen(three[0], people.alice.user_id), Seen(three[1], None), Seen(three[2], None)]


def test_several_patients_change_hands_and_go_back(
    session: Session, people: People, three: list[int]
) -> None:
    alice, erin = people.alice.user_id, people.erin.user_id
    results, token = caseloads.assign_together(session, people.erin, seen(people, three), erin, "Balance")
    assert [result.refusal for result in results] == ["", "", ""]
    assert kept_by(session, three) == [erin, erin, erin]
    assert caseloads.put_back(session, people.erin, token) == "3 patients put back"
    assert kept_by(session, three) == [alice, None, None]
    with pytest.raises(Conflict, match="Nothing was undone"):
        caseloads.put_back(session, people.erin, token)


def test_who_changed_hands_since_stays_and_is_named(
    session: Session, people: People, three: list[int]
) -> None:
    alice, erin = people.alice.user_id, people.erin.user_id
    _, token = caseloads.assign_together(session, people.erin, seen(people, three), erin, "Balance")
    caseloads.assign(session, people.alice, three[1], alice, instead_of=erin, reason="Mine")
    said = caseloads.put_back(session, people.erin, token)
    assert said.startswith("2 of 3 patients put back. N1, Maria: Alice Moreno assigned")
    assert kept_by(session, three) == [alice, alice, None]


def test_what_one_refuses_stops_no_other(session: Session, people: People, three: list[int]) -> None:
    stale = [Seen(three[0], None), Seen(three[1], None), Seen(10_000, None)]
    results, _ = caseloads.assign_together(session, people.alice, stale, people.alice.user_id)
    assert [bool(result.refusal) for result in results] == [True, False, True]
    assert [result.patient for result in results] == ["N0, Maria", "N1, Maria", "A patient"]


def test_a_patient_of_another_site_stays_where_it_is(
    session: Session, people: People, three: list[int]
) -> None:
    (result,), _ = caseloads.assign_together(
        session, people.charlie, [Seen(three[1], None)], people.charlie.user_id
    )
    assert "not in your list" in result.refusal
    assert kept_by(session, three[1:2]) == [None]


@pytest.mark.parametrize("name", ["bob", "pat", "dana"])
def test_who_keeps_no_caseload_gives_nobody_away(
    session: Session, people: People, three: list[int], name: str
) -> None:
    actor: Actor = getattr(people, name)
    with pytest.raises(NotAllowed):
        caseloads.assign_together(session, actor, [Seen(three[1], None)], people.alice.user_id)
    with pytest.raises(NotAllowed):
        caseloads.put_back(session, actor, "{}")


def test_what_makes_no_sense_is_refused(session: Session, people: People, three: list[int]) -> None:
    twice = [Seen(three[1], None), Seen(three[1], None)]
    many = [Seen(number, None) for number in range(201)]
    for forged in ([], twice, many):
        with pytest.raises(Invalid):
            caseloads.assign_together(session, people.alice, forged, people.alice.user_id)
    with pytest.raises(NotFound):
        caseloads.put_back(session, people.alice, "{}")
