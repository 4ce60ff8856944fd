"""The history of fields: who changed what, from what to what, who sees it, and that looking is on record."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import Session, col, select

from carehub.accounts.grants import SENSITIVE
from carehub.auditing import exporting, fields
from carehub.auditing.fields import Record, RecordKind
from carehub.core.actor import Actor
from carehub.core.errors import NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.patients import service as patients
from carehub.patients.record import PatientDraft
from carehub.referrals import sensitivity, service
from carehub.referrals.models import Referral
from carehub.sensitive.models import Sensitivity
from tests.conftest import People, make_patient
from tests.referrals.conftest import MakeReferral, changes_to, make_referral, specialty

__all__ = ["make_referral", "specialty"]
CHANGES = {"phone": "(312) 555-0123", "language": "es", "birth_date": "1961-03-12", "interpreter": True}


@pytest.fixture
def maria(session: Session, people: People) -> Record:
    patient = make_patient(session, people.sites["Northside"], phone="+13125550188", notes="Quiet words")
    assert patient.id is not None
    for version, draft in enumerate(
        (CHANGES, {"notes": "Other words", "home_site_id": people.sites["Southside"]})
    ):
        actor = people.alice if version == 0 else replace(people.erin, name="Erin Castellano")
        patients.edit(session, actor, patient.id, version + 1, PatientDraft.model_validate(draft))
    return Record(RecordKind.PATIENT, patient.id)


def told(session: Session, actor: Actor, record: Record) -> set[tuple[str, str, str, str]]:
    return {(step.who, step.label, step.before, step.after) for step in fields.steps(session, actor, record)}


def test_a_patients_fields_tell_who_changed_them_in_words(
    session: Session, people: People, maria: Record
) -> None:
    assert told(session, people.erin, maria) == {
        ("Alice Moreno", "Phone", "(312) 555-0188", "(312) 555-0123"),
        ("Alice Moreno", "Language", "", "Spanish"),
        ("Alice Moreno", "Date of birth", "", "12-Mar-1961"),
        ("Alice Moreno", "Interpreter", "No", "Yes"),
        ("Erin Castellano", "Notes", "Quiet words", "Other words"),
        ("Erin Castellano", "Site", "Northside", "Southside"),
    }
    assert {step.what for step in fields.steps(session, people.erin, maria)} == {""}


def test_an_admin_sees_it_without_what_stood_in_notes(
    session: Session, people: People, maria: Record
) -> None:
    assert {label for _, label, *_ in told(session, people.dana, maria)} == {
        "Phone", "Language", "Date of birth", "Interpreter", "Site",
    }  # fmt: skip


def test_a_referrals_fields_and_its_undo_are_told(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    referral = make_referral()
    number = referral.id or 0
    service.edit(session, people.alice, number, 1, changes_to(referral, receiver="River Rehab"))
    service.pin(session, people.alice, number, 2, pinned=True)
    record = Record(RecordKind.REFERRAL, number)
    assert ("Alice Moreno", "Receiver", "Lakeside Cardiology", "River Rehab") in told(
        session, people.dana, record
    )
    newest = fields.steps(session, people.dana, record)[0]
    assert (newest.label, newest.after, newest.what) == ("Pinned", "Yes", "Pinned a referral")


def every_way(session: Session, record: Record) -> list[Callable[[Actor], object]]:
    return [
        lambda actor: fields.steps(session, actor, record),
        lambda actor: fields.record_reading(session, actor, record),
    ]


def test_only_supervisors_and_admins_see_it(session: Session, people: People, maria: Record) -> None:
    for actor in (people.alice, people.bob, people.charlie, people.pat):
        for ask in every_way(session, maria):
            with pytest.raises(NotAllowed):
                ask(actor)


def test_a_supervisor_of_another_site_and_an_unknown_record_are_nowhere(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    away = replace(people.erin, all_sites=False, site_ids=frozenset({people.sites["Southside"]}))
    referral = make_referral()
    for actor, record in (
        (away, Record(RecordKind.PATIENT, referral.patient_id)),
        (away, Record(RecordKind.REFERRAL, referral.id or 0)),
        (people.dana, Record(RecordKind.PATIENT, 999)),
        (people.dana, Record(RecordKind.REFERRAL, 999)),
    ):
        for ask in every_way(session, record):
            with pytest.raises(NotFound):
                ask(actor)


def test_a_sensitive_referrals_fields_need_the_grant(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    referral = make_referral()
    record = Record(RecordKind.REFERRAL, referral.id or 0)
    granted = replace(people.erin, grants=SENSITIVE)
    service.edit(session, people.alice, record.id, 1, changes_to(referral, receiver="River Rehab"))
    version = session.exec(select(Referral.version).where(col(Referral.id) == record.id)).one()
    sensitivity.mark(session, granted, record.id, version, Sensitivity.HIV)
    with pytest.raises(NotFound):
        fields.steps(session, people.erin, record)
    assert told(session, granted, record)


def test_who_looks_is_on_record_once_and_no_value_is_in_a_file_of_the_journal(
    session: Session, people: People, maria: Record
) -> None:
    for _ in range(2):
        fields.record_reading(session, people.dana, maria)
    found = session.exec(select(JournalEntry).where(JournalEntry.action == fields.READ)).all()
    assert [(entry.patient_id, entry.subject) for entry in found] == [(maria.id, f"patient:{maria.id}")]
    assert "Quiet words" not in "".join(exporting.signed(session, people.erin))
