"""Notes beside a referral, and the colleagues they name."""

import pytest
from sqlmodel import Session

from carehub.core.errors import Invalid, NotAllowed, NotFound
from carehub.patients.models import PatientSite
from carehub.referrals import notes
from tests.conftest import People
from tests.referrals.conftest import MakeReferral


def test_a_note_is_read_by_colleagues_and_changes_nothing_else(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    referral = make_referral()
    before = (referral.version, referral.due_at, referral.order_key)
    notes.write(session, people.alice, referral.id or 0, "  They want the MRI first ")
    (read,) = notes.notes_of(session, people.pat, referral.id or 0)
    assert (read.who, read.row.text, read.to) == ("Alice Moreno", "They want the MRI first", ())
    assert (referral.version, referral.due_at, referral.order_key) == before


def test_another_site_front_desk_and_admin_neither_write_nor_read_notes(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    number = make_referral().id or 0
    with pytest.raises(NotFound):
        notes.write(session, people.charlie, number, "Hello")
    with pytest.raises(NotFound):
        notes.notes_of(session, people.charlie, number)
    for outsider in (people.bob, people.dana):
        with pytest.raises(NotAllowed):
            notes.write(session, outsider, number, "Hello")
        with pytest.raises(NotAllowed):
            notes.notes_of(session, outsider, number)
    for nothing in ("", "   ", "x" * 4001):
        with pytest.raises(Invalid):
            notes.write(session, people.alice, number, nothing)


def test_a_named_colleague_finds_the_note_until_the_referral_is_opened(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    number = make_referral().id or 0
    notes.write(session, people.alice, number, "@pat lindqvist, is the MRI needed? @Erin Castellano knows.")
    assert notes.notes_of(session, people.alice, number)[0].to == ("Erin Castellano", "Pat Lindqvist")
    (waiting,) = notes.unread(session, people.pat)
    assert (waiting.referral_id, waiting.who, waiting.patient.last_name) == (number, "Alice Moreno", "Garcia")
    assert notes.unread(session, people.alice) == []
    assert notes.mark_read(session, people.pat, number)
    assert not notes.mark_read(session, people.pat, number)
    assert notes.unread(session, people.pat) == []
    assert len(notes.unread(session, people.erin)) == 1


def test_only_who_may_read_the_note_can_be_named(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    number = make_referral().id or 0
    assert set(notes.colleagues(session, people.alice, number).values()) == {
        "Erin Castellano",
        "Pat Lindqvist",
    }
    for stranger in ("Charlie Okafor", "Bob Tran", "Dana Whitfield"):
        with pytest.raises(Invalid, match=stranger):
            notes.write(session, people.alice, number, f"@{stranger} please look")
    notes.write(session, people.alice, number, "Charlie Okafor called; write to x@patlindqvist.example")
    assert notes.unread(session, people.pat) == []


def test_who_no_longer_sees_the_patient_no_longer_sees_the_mention(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    referral = make_referral()
    notes.write(session, people.alice, referral.id or 0, "@Pat Lindqvist look")
    at_north = session.get_one(PatientSite, (referral.patient_id, people.sites["Northside"]))
    session.delete(at_north)
    session.flush()
    assert notes.unread(session, people.pat) == []
