import pytest
from sqlmodel import Session

from carehub.caseloads import service as caseloads
from carehub.core.actor import Actor
from carehub.core.errors import NotAllowed
from carehub.patients.models import PatientStatus
from tests.conftest import People, make_patient


@pytest.fixture
def cases(session: Session, people: People) -> None:
    """A0-A4 with alice, B0-B1 with nobody, C0 at Southside with charlie."""
    for name in ("A0", "A1", "A2", "A3", "A4", "B0", "B1"):
        patient = make_patient(session, people.sites["Northside"], last_name=name)
        if name.startswith("A"):
            caseloads.assign(session, people.erin, patient.id or 0, people.alice.user_id)
    patient = make_patient(session, people.sites["Southside"], last_name="C0")
    caseloads.assign(session, people.erin, patient.id or 0, people.charlie.user_id)
    make_patient(session, people.sites["Northside"], last_name="Late", status=PatientStatus.DECEASED)


def names(page: caseloads.CasePage) -> list[str]:
    return [case.patient.last_name for case in page.cases]


@pytest.mark.usefixtures("cases")
def test_a_caseload_is_read_page_by_page(session: Session, people: People) -> None:
    first = caseloads.of(session, people.alice, people.alice.user_id, size=3)
    second = caseloads.of(session, people.alice, people.alice.user_id, first.next, size=3)
    assert (names(first), names(second), second.next) == (["A0", "A1", "A2"], ["A3", "A4"], None)
    assert all(case.since for case in first.cases)


@pytest.mark.usefixtures("cases")
def test_nobody_is_responsible_for_the_unassigned(session: Session, people: People) -> None:
    page = caseloads.of(session, people.alice, caseloads.UNASSIGNED)
    assert names(page) == ["B0", "B1"]
    assert [case.since for case in page.cases] == [None, None]
    assert caseloads.size(session, people.alice, caseloads.UNASSIGNED) == 2
    assert caseloads.size(session, people.charlie, caseloads.UNASSIGNED) == 0


@pytest.mark.usefixtures("cases")
def test_a_colleagues_caseload_shows_only_patients_one_may_see(session: Session, people: People) -> None:
    assert names(caseloads.of(session, people.alice, people.charlie.user_id)) == []
    assert names(caseloads.of(session, people.charlie, people.alice.user_id)) == []
    assert names(caseloads.of(session, people.erin, people.charlie.user_id)) == ["C0"]


@pytest.mark.parametrize("name", ["bob", "pat", "dana"])
def test_who_keeps_no_caseload_reads_none(session: Session, people: People, name: str) -> None:
    actor: Actor = getattr(people, name)
    with pytest.raises(NotAllowed):
        caseloads.of(session, actor, people.alice.user_id)
    with pytest.raises(NotAllowed):
        caseloads.size(session, actor, caseloads.UNASSIGNED)
