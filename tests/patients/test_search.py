from datetime import date

import pytest
from sqlalchemy import insert
from sqlmodel import Session

from carehub.core import clock
from carehub.patients import service as patients
from carehub.patients.models import Patient, PatientSite
from tests.conftest import People, make_patient


@pytest.fixture
def maria(session: Session, people: People) -> Patient:
    return make_patient(
        session,
        people.sites["Northside"],
        last_name="García-López",
        first_name="María José",
        preferred_name="Pepa",
        birth_date=date(1961, 3, 7),
        mrn="A-00417",
        phone="+13125552368",
        phone_alt="+12025550143",
    )


@pytest.fixture
def sean(session: Session, people: People) -> Patient:
    return make_patient(session, people.sites["Northside"], last_name="O’Brien", first_name="Seán")


@pytest.mark.parametrize(
    "typed",
    [
        "garcia",
        "GARCÍA",
        "García",
        "lop",
        "garcia-lo",
        "maria g",
        "jose garcia",
        "pepa",
        "a-00417",
        "A-004",
        "00417",
        "2368",
        "555-2368",
        "555-23",
        "(312) 555-2368",
        "3125552368",
        "+1 312 555 2368",
        "+1 (312) 555-2368",
        "+13125552368",
        "+1 31",
        "+131255",
        "13125552368",
        "1-312-555-2368",
        "1 312 555",
        "garcia 1 (312) 555",
        "0143",
        "3/7/1961",
        "03/07/61",
        "1961-03-07",
        "garcia 3/7/1961",
    ],
)
def test_a_patient_is_found_by(
    session: Session, people: People, maria: Patient, sean: Patient, typed: str
) -> None:
    assert [found.patient_id for found in patients.search(session, people.alice, typed)] == [maria.id]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "g",
        "7",
        "garcia 3/8/1961",
        "garcia smith",
        "arcia",
        "9999",
        "+1",
        "+1 3",
        "+13125552369",
        "13125552369",
        '"',
        "' OR 1=1",
        "a:* & b",
        "NEAR(",
    ],
)
def test_a_patient_is_not_found_by(session: Session, people: People, maria: Patient, typed: str) -> None:
    assert patients.search(session, people.alice, typed) == []


@pytest.mark.parametrize("typed", ["525512345678", "+525512345678", "+5255", "5512345678", "5678"])
def test_a_number_of_another_country_is_found_by_all_of_it(
    session: Session, people: People, maria: Patient, typed: str
) -> None:
    juan = make_patient(session, people.sites["Northside"], phone="+525512345678")
    assert [found.patient_id for found in patients.search(session, people.alice, typed)] == [juan.id]


def test_a_record_number_may_look_like_a_phone_number(
    session: Session, people: People, maria: Patient
) -> None:
    juan = make_patient(session, people.sites["Northside"], mrn="13125552368", last_name="Zamora")
    found = patients.search(session, people.alice, "13125552368")
    assert [each.patient_id for each in found] == [maria.id, juan.id]


@pytest.mark.parametrize("typed", ["o'brien", "O’Brien", "obrien", "sean", "brien s"])
def test_an_apostrophe_does_not_matter(session: Session, people: People, sean: Patient, typed: str) -> None:
    assert [found.patient_id for found in patients.search(session, people.alice, typed)] == [sean.id]


@pytest.mark.parametrize("name", ["Иванова", "阮文", "कुमार", "עברית"])
def test_names_of_every_script_are_found(session: Session, people: People, name: str) -> None:
    patient = make_patient(session, people.sites["Northside"], last_name=name)
    assert [found.patient_id for found in patients.search(session, people.alice, name)] == [patient.id]


def test_a_patient_of_another_site_is_not_found(session: Session, people: People, maria: Patient) -> None:
    assert patients.search(session, people.charlie, "garcia") == []
    assert len(patients.search(session, people.erin, "garcia")) == 1


def test_what_was_inserted_in_bulk_is_found(session: Session, people: People, maria: Patient) -> None:
    kept = maria.model_dump(exclude={"id", "mrn"}) | {"last_name": "Zuniga", "sort_name": "zuniga\x1fana"}
    session.execute(insert(Patient).values([{**kept, "mrn": "B1"}, {**kept, "mrn": "B2"}]))
    session.execute(
        insert(PatientSite).from_select(
            ["patient_id", "site_id"],
            patients.visible_to(people.erin)
            .with_only_columns(Patient.id, Patient.home_site_id)  # pyright: ignore
            .where(Patient.last_name == "Zuniga"),
        )
    )
    assert [found.mrn for found in patients.search(session, people.alice, "zuniga b")] == ["B1", "B2"]


def test_the_old_name_is_forgotten_and_the_new_one_is_found(
    session: Session, people: People, maria: Patient
) -> None:
    maria.preferred_name = "Chepa"
    session.add(maria)
    session.flush()
    assert patients.search(session, people.alice, "pepa") == []
    assert len(patients.search(session, people.alice, "chepa")) == 1


def test_a_deleted_patient_is_not_found(session: Session, people: People, maria: Patient) -> None:
    for site in session.get_one(PatientSite, (maria.id, people.sites["Northside"])), maria:
        session.delete(site)
        session.flush()
    assert patients.search(session, people.alice, "garcia") == []


def test_family_names_that_begin_with_it_come_first(session: Session, people: People) -> None:
    for last_name, first_name in (("Abbot", "Lee"), ("Leeds", "Ann"), ("Lee", "Zoe")):
        make_patient(session, people.sites["Northside"], last_name=last_name, first_name=first_name)
    found = [each.last_name for each in patients.search(session, people.alice, "lee")]
    assert found == ["Lee", "Leeds", "Abbot"]


@pytest.mark.parametrize("typed", ["maria gar", "gar maria", "GAR María"])
def test_of_two_words_whose_names_begin_with_both_come_first_and_nobody_twice(
    session: Session, people: People, typed: str
) -> None:
    for last_name, first_name, preferred in (
        ("Garza", "Ana Maria", ""),
        ("Garza", "Maria", ""),
        ("Aaron", "Maria", "Gary"),
        ("Garcia", "Maria", "Garbo"),
    ):
        make_patient(
            session,
            people.sites["Northside"],
            last_name=last_name,
            first_name=first_name,
            preferred_name=preferred,
        )
    found = patients.search(session, people.alice, typed)
    names = [(each.last_name, each.first_name) for each in found]
    assert names[:2] == [("Garcia", "Maria"), ("Garza", "Maria")]
    assert sorted(names[2:]) == [("Aaron", "Maria"), ("Garza", "Ana Maria")]
    assert patients.search(session, people.charlie, typed) == []


def test_at_most_so_many_are_found(session: Session, people: People) -> None:
    for number in range(patients.MOST + 5):
        make_patient(session, people.sites["Northside"], first_name=f"Maria{number}")
    assert len(patients.search(session, people.alice, "garcia")) == patients.MOST


def test_families_come_before_others_also_where_only_some_of_those_are_looked_at(
    session: Session, people: People
) -> None:
    for last_name, first_name in (("Zeta", "Mara"), ("Beta", "Mara"), ("Alpha", "Mara"), ("Maran", "Cy")):
        make_patient(session, people.sites["Northside"], last_name=last_name, first_name=first_name)
    make_patient(session, people.sites["Southside"], last_name="Aleph", first_name="Mara")
    assert "Aleph" not in [each.last_name for each in patients.search(session, people.alice, "mara")]
    assert [each.last_name for each in patients.search(session, people.charlie, "mara")] == ["Aleph"]
    found = patients.matching(session, people.alice, "mara", only=patients.EVERYONE, most=3, among=2)
    assert [each.last_name for each in found] == ["Maran", "Beta", "Zeta"]
    one = patients.search(session, people.alice, "mara be")
    assert [each.last_name for each in one] == ["Beta"]


def test_a_short_year_is_never_in_the_future(session: Session, people: People) -> None:
    old = make_patient(session, people.sites["Northside"], birth_date=date(1949, 2, 20))
    young = make_patient(session, people.sites["Northside"], birth_date=date(2009, 2, 20))
    assert clock.now().year < 2049
    assert [found.patient_id for found in patients.search(session, people.alice, "2/20/49")] == [old.id]
    assert [found.patient_id for found in patients.search(session, people.alice, "2/20/09")] == [young.id]
