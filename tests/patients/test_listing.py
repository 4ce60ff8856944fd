import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.patients import service as patients
from carehub.patients.models import Patient, PatientStatus
from tests.conftest import People, make_patient

NAMES = ("Garcia", "García", "garcia", "Álvarez", "O'Brien", "de la Cruz", "Zúñiga", "Иванова", "")


def _all_pages(session: Session, actor: Actor, size: int) -> list[Patient]:
    listed: list[Patient] = []
    after: patients.Key | None = None
    while True:
        page = patients.page(session, actor, after, size=size)
        listed += page.patients
        if page.next is None:
            return listed
        after = page.next


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    names=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=25),
    size=st.integers(1, 7),
)
def test_paging_loses_and_doubles_nobody(
    session: Session, people: People, names: list[tuple[str, str]], size: int
) -> None:
    for number, (last_name, first_name) in enumerate(names):
        make_patient(
            session,
            people.sites[("Northside", "Southside")[number % 2]],
            last_name=last_name,
            first_name=first_name,
        )
    for actor in (people.alice, people.erin):
        listed = _all_pages(session, actor, size)
        assert sorted(patient.id or 0 for patient in listed) == sorted(
            patient.id or 0 for patient in session.exec(patients.visible_to(actor))
        )
        assert [patient.sort_name for patient in listed] == sorted(patient.sort_name for patient in listed)
        assert patients.count(session, actor) == len(listed)


def test_who_comes_in_meanwhile_does_not_move_the_pages(session: Session, people: People) -> None:
    names = [f"N{number:02}" for number in range(10)]
    for name in random.Random(7).sample(names, 10):
        make_patient(session, people.sites["Northside"], last_name=name)
    first = patients.page(session, people.alice, size=4)
    make_patient(session, people.sites["Northside"], last_name="A00")
    second = patients.page(session, people.alice, first.next, size=4)
    assert [patient.last_name for patient in first.patients + second.patients] == names[:8]


def test_a_page_can_be_of_one_site_and_status(session: Session, people: People) -> None:
    north, south = people.sites["Northside"], people.sites["Southside"]
    make_patient(session, north, last_name="Here")
    make_patient(session, north, last_name="Gone", status=PatientStatus.INACTIVE)
    make_patient(session, south, last_name="There")

    def names(actor: Actor, only: patients.Filter) -> list[str]:
        assert patients.count(session, actor, only) == len(patients.page(session, actor, only=only).patients)
        return [patient.last_name for patient in patients.page(session, actor, only=only).patients]

    assert names(people.erin, patients.Filter(site_id=north)) == ["Here"]
    assert names(people.erin, patients.Filter(site_id=north, status=None)) == ["Gone", "Here"]
    assert names(people.erin, patients.Filter()) == ["Here", "There"]
    assert names(people.alice, patients.Filter(site_id=south)) == []


def test_an_empty_list_has_no_next_page(session: Session, people: People) -> None:
    assert patients.page(session, people.alice) == patients.PatientPage((), None)
    assert patients.count(session, people.alice) == 0
