import pytest
from sqlmodel import Session

from carehub.core.errors import NotFound
from carehub.patients import service as patients
from tests.conftest import People, make_patient


def test_staff_find_the_patients_of_their_sites(session: Session, people: People) -> None:
    patient = make_patient(session, people.sites["Northside"])
    assert patient.id is not None
    for actor in (people.alice, people.bob, people.pat, people.dana, people.erin):
        assert patients.find(session, actor, patient.id) == patient


def test_another_site_and_an_unknown_id_look_the_same(session: Session, people: People) -> None:
    patient = make_patient(session, people.sites["Northside"])
    assert patient.id is not None
    told: set[str] = set()
    for patient_id in (patient.id, 10_000):
        with pytest.raises(NotFound) as refused:
            patients.find(session, people.charlie, patient_id)
        told.add(str(refused.value))
    assert len(told) == 1
