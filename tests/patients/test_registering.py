from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, col, select

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.changes import HUB, Topic, release
from carehub.core.errors import Conflict, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.patients import service as patients
from carehub.patients.models import Patient, PatientSite
from carehub.patients.record import InvalidRecord, PatientDraft, drafted
from tests.conftest import People, make_patient


@pytest.fixture
def north(people: People) -> int:
    return people.sites["Northside"]


def draft(site_id: int, **fields: object) -> PatientDraft:
    known: dict[str, object] = {"last_name": "Garcia", "first_name": "Maria", "birth_date": "1961-03-07"}
    return drafted({**known, "home_site_id": site_id, **fields})


def last_entry(session: Session) -> JournalEntry:
    return session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc())).first() or pytest.fail(
        "no entry"
    )


def sites_of(session: Session, patient_id: int) -> set[int]:
    return set(session.exec(select(PatientSite.site_id).where(PatientSite.patient_id == patient_id)))


# Adding


def test_a_coordinator_adds_a_patient(session: Session, people: People, north: int) -> None:
    patient_id = patients.add(session, people.alice, draft(north, phone="312-555-2368", notes="Call after 5"))
    patient = patients.find(session, people.alice, patient_id)
    assert (patient.sort_name, patient.phone, patient.version) == ("garcia\x1fmaria", "+13125552368", 1)
    assert sites_of(session, patient_id) == {north}


def test_adding_is_journaled_without_values_and_announced(
    session: Session, people: People, north: int
) -> None:
    before = HUB.rev
    patient_id = patients.add(session, people.alice, draft(north, phone="312-555-2368"))
    entry = last_entry(session)
    assert (entry.action, entry.patient_id, entry.actor_id) == (
        "patients.add",
        patient_id,
        people.alice.user_id,
    )
    assert set(entry.fields.split(",")) == {"last_name", "first_name", "birth_date", "home_site_id", "phone"}
    release(session)
    assert HUB.since(Topic.PATIENTS, before) == {patient_id}


@pytest.mark.parametrize("name", ["bob", "pat"])
def test_front_desk_and_providers_add_nobody(session: Session, people: People, north: int, name: str) -> None:
    actor: Actor = getattr(people, name)
    with pytest.raises(NotAllowed):
        patients.add(session, actor, draft(north))


def test_an_admin_adds_patients_but_writes_no_notes(session: Session, people: People, north: int) -> None:
    with pytest.raises(NotAllowed, match="notes"):
        patients.add(session, people.dana, draft(north, notes="x"))
    assert patients.add(session, people.dana, draft(north))


def test_nobody_adds_to_a_site_of_others_or_to_none(session: Session, people: People, north: int) -> None:
    with pytest.raises(NotAllowed, match="Northside"):
        patients.add(session, people.charlie, draft(north))
    with pytest.raises(InvalidRecord, match="site"):
        patients.add(session, people.erin, draft(10_000))


def test_a_birth_tomorrow_is_refused_by_the_centers_day(session: Session, people: People, north: int) -> None:
    late_evening_in_chicago = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
    with clock.freeze(late_evening_in_chicago):
        with pytest.raises(InvalidRecord, match="future"):
            patients.add(session, people.alice, draft(north, birth_date="2026-03-10"))
        assert patients.add(session, people.alice, draft(north, birth_date="2026-03-09"))


# Duplicates


def test_a_likely_duplicate_is_named_before_saving(session: Session, people: People, north: int) -> None:
    known = make_patient(session, north, last_name="GARCÍA", birth_date=date(1961, 3, 7))
    with pytest.raises(
        patients.LikelyDuplicate, match="GARCÍA, Maria has the same name and birth date"
    ) as told:
        patients.add(session, people.alice, draft(north))
    assert [each.patient for each in told.value.found] == [known]
    assert patients.add(session, people.alice, draft(north), is_another=True) != known.id


def test_the_same_mrn_is_never_added_twice(session: Session, people: People, north: int) -> None:
    make_patient(session, north, mrn="77", last_name="Smith")
    with pytest.raises(patients.LikelyDuplicate, match="SMITH, Maria has the same MRN"):
        patients.add(session, people.alice, draft(north, mrn="77"), is_another=True)


def test_a_duplicate_elsewhere_is_told_without_details(session: Session, people: People, north: int) -> None:
    make_patient(session, north, mrn="77", birth_date=date(1961, 3, 7))
    south = people.sites["Southside"]
    with pytest.raises(patients.LikelyDuplicate) as told:
        patients.add(session, people.charlie, draft(south, last_name="Other", mrn="77"))
    assert str(told.value) == "A patient with this MRN is at another site; ask a supervisor."
    with pytest.raises(patients.LikelyDuplicate) as told:
        patients.add(session, people.charlie, draft(south))
    assert str(told.value) == "A patient with this name and birth date is at another site; ask a supervisor."
    assert [each.patient for each in told.value.found] == [None]


def test_twins_with_one_phone_are_named_but_a_shared_phone_is_not(
    session: Session, people: People, north: int
) -> None:
    make_patient(session, north, first_name="Ana", phone="+13125552368", birth_date=date(1961, 3, 7))
    make_patient(session, north, first_name="Eva", phone="+13125552368", birth_date=date(1988, 1, 1))
    found = patients.likely_duplicates(session, people.alice, draft(north, phone="312-555-2368"))
    assert [each.sentence for each in found] == ["GARCIA, Ana has the same birth date and phone."]


def test_who_adds_nobody_asks_for_no_duplicates(session: Session, people: People, north: int) -> None:
    with pytest.raises(NotAllowed):
        patients.likely_duplicates(session, people.pat, draft(north))


# Editing


@pytest.fixture
def maria(session: Session, north: int) -> Patient:
    return make_patient(session, north, birth_date=date(1961, 3, 7), notes="Prefers mornings")


def edit(session: Session, actor: Actor, patient: Patient, **fields: object) -> None:
    assert patient.id is not None
    patients.edit(session, actor, patient.id, patient.version, drafted(fields))


def test_an_edit_changes_what_was_given_and_nothing_else(
    session: Session, people: People, maria: Patient
) -> None:
    edit(session, people.alice, maria, last_name="Zuniga", city="Joliet")
    session.expire_all()
    assert (maria.last_name, maria.city, maria.first_name, maria.notes) == (
        "Zuniga",
        "Joliet",
        "Maria",
        "Prefers mornings",
    )
    assert (maria.sort_name, maria.version) == ("zuniga\x1fmaria", 2)


def test_an_edit_journals_only_what_changed(session: Session, people: People, maria: Patient) -> None:
    edit(session, people.alice, maria, last_name="Garcia", city="Joliet")
    assert (last_entry(session).action, last_entry(session).fields) == ("patients.edit", "city")


def test_an_edit_that_changes_nothing_leaves_the_version(
    session: Session, people: People, maria: Patient
) -> None:
    edit(session, people.alice, maria, last_name="Garcia")
    assert maria.version == 1


def test_front_desk_changes_contact_data_only(session: Session, people: People, maria: Patient) -> None:
    edit(session, people.bob, maria, phone="312-555-2368", last_name="Garcia")
    assert maria.phone == "+13125552368"
    with pytest.raises(NotAllowed, match="family name, risk"):
        edit(session, people.bob, maria, last_name="Other", risk="high")


def test_notes_are_changed_by_who_may_see_them(session: Session, people: People, maria: Patient) -> None:
    with pytest.raises(NotAllowed, match="notes"):
        edit(session, people.dana, maria, notes="")
    edit(session, people.dana, maria, city="Joliet")
    assert maria.notes == "Prefers mornings"


def test_a_provider_edits_nothing(session: Session, people: People, maria: Patient) -> None:
    with pytest.raises(NotAllowed):
        edit(session, people.pat, maria, city="Joliet")


def test_what_is_at_another_site_is_not_found(session: Session, people: People, maria: Patient) -> None:
    with pytest.raises(NotFound):
        edit(session, people.charlie, maria, city="Joliet")
    with pytest.raises(NotFound):
        patients.edit(session, people.alice, 10_000, 1, PatientDraft())


def test_the_second_of_two_editors_is_told_who_was_first(
    session: Session, people: People, maria: Patient
) -> None:
    assert maria.id is not None
    patients.edit(session, people.erin, maria.id, 1, drafted({"city": "Joliet"}))
    with pytest.raises(Conflict, match="Erin Castellano changed this patient first"):
        patients.edit(session, people.alice, maria.id, 1, drafted({"city": "Peoria"}))
    session.expire_all()
    assert maria.city == "Joliet"


def test_an_edit_leaves_a_patient_identifiable(session: Session, people: People, maria: Patient) -> None:
    with pytest.raises(InvalidRecord, match="family name"):
        edit(session, people.alice, maria, last_name="")
    with pytest.raises(InvalidRecord, match="or an MRN"):
        edit(session, people.alice, maria, birth_date="")
    with pytest.raises(InvalidRecord, match="Check the year"):
        edit(session, people.alice, maria, birth_date="2126-01-01")


def test_an_mrn_of_another_patient_is_refused(session: Session, people: People, maria: Patient) -> None:
    make_patient(session, people.sites["Southside"], mrn="77")
    with pytest.raises(patients.LikelyDuplicate, match="at another site; ask a supervisor"):
        edit(session, people.alice, maria, mrn="77")


def test_a_patient_moves_to_another_home_site(session: Session, people: People, maria: Patient) -> None:
    assert maria.id is not None
    south = people.sites["Southside"]
    with pytest.raises(NotAllowed, match="Southside"):
        edit(session, people.alice, maria, home_site_id=south)
    edit(session, people.erin, maria, home_site_id=south)
    assert sites_of(session, maria.id) == {south}
    assert patients.find(session, people.charlie, maria.id).home_site_id == south
