from datetime import date

import pytest
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.errors import NotAllowed, NotFound
from carehub.desk.merging.comparing import compared
from carehub.desk.merging.finding import likely_pairs
from carehub.desk.merging.service import Side, merge, say_not_the_same
from carehub.patients.models import Patient
from tests.conftest import People, make_patient

BORN = date(1961, 3, 7)


@pytest.fixture
def ids(session: Session, people: People) -> list[int]:
    """Maria Garcia, "Marie" Garcia of the same birth date at Southside, and two who only share a name."""
    north, south = people.sites["Northside"], people.sites["Southside"]
    made = [
        make_patient(session, north, birth_date=BORN, mrn="A-1"),
        make_patient(session, south, first_name="Marie", birth_date=BORN, phone="+13125552368"),
        make_patient(session, north, last_name="Kim", first_name="Ana", birth_date=date(1950, 1, 1)),
        make_patient(session, north, last_name="Kim", first_name="Ana", birth_date=date(1990, 5, 5)),
    ]
    return [patient.id or 0 for patient in made]


def test_who_may_be_here_twice_is_found_with_a_reason(
    session: Session, people: People, ids: list[int]
) -> None:
    (pair,) = likely_pairs(session, people.erin)
    assert (pair.first.id, pair.second.id) == (ids[0], ids[1])
    assert "date of birth" in pair.likeness.reason
    say_not_the_same(session, people.erin, ids[1], ids[0])
    assert likely_pairs(session, people.erin) == []


def test_a_pair_of_which_one_is_elsewhere_is_not_told(
    session: Session, people: People, ids: list[int]
) -> None:
    dana = people.dana
    local = Actor(dana.user_id, dana.name, dana.role, frozenset({people.sites["Northside"]}))
    assert likely_pairs(session, local) == []
    with pytest.raises(NotFound):
        compared(session, local, ids[0], ids[1])


def test_a_merged_record_is_found_no_more(session: Session, people: People, ids: list[int]) -> None:
    versions = [session.get_one(Patient, each).version for each in ids[:2]]
    merge(session, people.erin, Side(ids[0], versions[0]), Side(ids[1], versions[1]))
    session.expire_all()
    assert likely_pairs(session, people.erin) == []


def test_two_records_stand_side_by_side(session: Session, people: People, ids: list[int]) -> None:
    seen = compared(session, people.erin, ids[0], ids[1])
    fields = {field["name"]: field for field in seen["fields"]}
    assert (fields["first_name"]["kept"], fields["first_name"]["gone"]) == ("Maria", "Marie")
    assert fields["phone"]["take"]
    assert not fields["first_name"]["take"]
    assert not fields["birth_date"]["differs"]
    assert "notes" not in fields


@pytest.mark.parametrize("name", ["alice", "bob", "charlie", "pat"])
def test_only_supervisors_and_admins_look_for_duplicates(
    session: Session, people: People, ids: list[int], name: str
) -> None:
    actor: Actor = getattr(people, name)
    with pytest.raises(NotAllowed):
        likely_pairs(session, actor)
    with pytest.raises(NotAllowed):
        compared(session, actor, ids[0], ids[1])
