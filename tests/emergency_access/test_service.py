"""Emergency access: who may, of whom, how long, and that it reaches one patient and no further."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

import carehub
from carehub.core import clock, reads
from carehub.core.actor import Actor, Permission
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.documents import service as documents
from carehub.documents.models import FileKind
from carehub.documents.service import Received
from carehub.emergency_access import reviewing, service
from carehub.emergency_access.models import EmergencyAccess, EmergencyReason
from carehub.emergency_access.service import NOBODY_FITS, Known, Reason
from carehub.patients import service as patients
from carehub.patients.models import Patient
from tests.conftest import People, make_patient

NOON = datetime(2026, 11, 12, 18, tzinfo=UTC)
BORN = date(1961, 3, 7)
WHY = Reason(EmergencyReason.CARE_NOW, "Found unconscious in our waiting room")
ADA = Known("Quill", BORN, "")


@pytest.fixture
def ada(session: Session, people: People) -> int:
    """Of Northside, with a sister of the same birthday there; charlie works at Southside."""
    ada = make_patient(
        session, people.sites["Northside"], last_name="Quill", first_name="Ada", birth_date=BORN, mrn="10023"
    )
    make_patient(
        session, people.sites["Northside"], last_name="Plume", first_name="Bea", birth_date=BORN, mrn="10024"
    )
    return ada.id or 0


def test_in_an_emergency_one_patient_is_seen_for_an_hour(session: Session, people: People, ada: int) -> None:
    with clock.freeze(NOON):
        opened = service.open_known(session, people.charlie, ADA, WHY)
        assert opened is not None
        assert opened.patient_id == ada
        reader = service.widened(session, people.charlie, ada)
        assert patients.find(session, reader, ada).id == ada
        assert reader.may(Permission.SENSITIVE_SEE)
    with clock.freeze(NOON + timedelta(minutes=61)):
        assert service.widened(session, people.charlie, ada) == people.charlie


def test_whoever_reads_in_an_emergency_sees_nobody_else(session: Session, people: People, ada: int) -> None:
    make_patient(session, people.sites["Southside"], last_name="Own")
    service.open_known(session, people.charlie, ADA, WHY)
    reader = service.widened(session, people.charlie, ada)
    assert [each.id for each in session.exec(patients.visible_to(reader))] == [ada]
    own = session.exec(patients.visible_to(people.charlie)).all()
    assert [each.last_name for each in own] == ["Own"]


def test_it_holds_for_this_session_of_this_person(session: Session, people: People, ada: int) -> None:
    service.open_known(session, people.charlie, ADA, WHY)
    other_tab = replace(people.charlie, session_id=7)
    assert service.widened(session, other_tab, ada) == other_tab
    assert service.widened(session, people.pat, ada) == people.pat


def test_it_is_on_record_and_so_is_every_look(session: Session, people: People, ada: int) -> None:
    opened = service.open_known(session, people.charlie, ADA, WHY)
    reads.record(session, service.widened(session, people.charlie, ada), "patient", ada)
    told = [(each.action, each.subject, each.reason) for each in _entries(session)]
    assert opened is not None
    assert told == [
        (service.OPENED, f"emergency_access:{opened.id}", f"The patient needs care now: {WHY.words}"),
        (reads.LOOKED, "page:patient", reads.IN_EMERGENCY),
    ]


@pytest.mark.parametrize(
    ("known", "fits"),
    [
        (Known("quill", BORN, ""), True),
        (Known("Quill", None, "10023"), True),
        (Known("Quill", BORN, "10023"), True),
        (Known("Quill", BORN, "10024"), False),
        (Known("Qui", BORN, ""), False),
        (Known("Quill", date(1961, 7, 3), ""), False),
        (Known("Plume", None, "10023"), False),
    ],
)
def test_only_exact_facts_find_a_patient_and_a_question_in_vain_is_on_record(
    session: Session, people: People, ada: int, known: Known, fits: bool
) -> None:
    assert (service.open_known(session, people.charlie, known, WHY) is not None) is fits
    (entry,) = _entries(session)
    assert entry.outcome == ("done" if fits else NOBODY_FITS)
    assert "uill" not in entry.reason + entry.subject


def test_two_records_of_the_same_facts_are_not_opened(session: Session, people: People, ada: int) -> None:
    make_patient(session, people.sites["Southside"], last_name="Quill", birth_date=BORN)
    assert service.open_known(session, people.pat, ADA, WHY) is None
    assert service.open_known(session, people.pat, Known("Quill", BORN, "10023"), WHY) is not None


@pytest.mark.parametrize("known", [Known("Quill", None, " "), Known(" ", BORN, "")])
def test_a_name_alone_opens_nothing(session: Session, people: People, ada: int, known: Known) -> None:
    with pytest.raises(Invalid, match="family name"):
        service.open_known(session, people.charlie, known, WHY)


@pytest.mark.parametrize("words", ["", "   urgent  ", "x" * 501])
def test_the_reason_is_said_in_words(session: Session, people: People, ada: int, words: str) -> None:
    with pytest.raises(Invalid):
        service.open_known(session, people.charlie, ADA, replace(WHY, words=words))
    assert session.exec(select(EmergencyAccess)).all() == []


@pytest.mark.parametrize("name", ["bob", "dana"])
def test_front_desk_and_admin_open_nothing(session: Session, people: People, ada: int, name: str) -> None:
    actor: Actor = getattr(people, name)
    with pytest.raises(NotAllowed):
        service.open_known(session, actor, ADA, WHY)
    with pytest.raises(NotAllowed):
        service.open_patient(session, actor, ada, WHY)
    with pytest.raises(NotAllowed):
        service.end(session, actor, ada)


def test_by_number_only_a_patient_whom_one_sees_otherwise(session: Session, people: People, ada: int) -> None:
    for number in (ada, 999_999):
        with pytest.raises(NotFound):
            service.open_patient(session, people.charlie, number, WHY)
    service.open_patient(session, people.alice, ada, WHY)
    assert service.widened(session, people.alice, ada).may(Permission.SENSITIVE_SEE)


def test_who_sees_everything_already_needs_none(session: Session, people: People, ada: int) -> None:
    erin = replace(people.erin, grants=frozenset({Permission.SENSITIVE_SEE}))
    with pytest.raises(Invalid, match="already"):
        service.open_known(session, erin, ADA, WHY)


def test_it_is_ended_by_hand_or_when_the_hour_is_over(session: Session, people: People, ada: int) -> None:
    with clock.freeze(NOON):
        service.open_known(session, people.charlie, ADA, WHY)
        service.end_when_over(session, people.charlie, ada)
        assert service.standing(session, people.charlie, ada) is not None
        service.end(session, people.charlie, ada)
        assert service.widened(session, people.charlie, ada) == people.charlie
        with pytest.raises(NotFound):
            service.end(session, people.charlie, ada)
        service.open_known(session, people.charlie, ADA, WHY)
    with clock.freeze(NOON + timedelta(hours=2)):
        service.end_when_over(session, people.charlie, ada)
    newest = session.exec(select(EmergencyAccess).order_by(col(EmergencyAccess.id).desc())).first()
    assert newest is not None
    assert newest.ended_at == NOON + service.LASTS
    assert [each.action for each in _entries(session)].count("patients.end_glass") == 2


def test_somebody_else_reviews_it(session: Session, people: People, ada: int) -> None:
    opened = service.open_known(session, people.charlie, ADA, WHY)
    service.open_patient(session, people.erin, ada, WHY)
    assert [each.by for each in reviewing.to_review(session, people.erin, 9)] == ["Charlie Okafor"]
    assert reviewing.count_to_review(session, people.dana) == 2
    assert opened is not None
    assert opened.id is not None
    reviewing.review(session, people.erin, opened.id, is_justified=False, answer="No one was in danger.")
    assert (opened.is_justified, opened.answer) == (False, "No one was in danger.")
    with pytest.raises(Conflict, match="Erin Castellano"):
        reviewing.review(session, people.dana, opened.id, is_justified=True)
    assert reviewing.to_review(session, people.erin, 9) == []


def test_nobody_reviews_what_is_not_theirs_to_review(session: Session, people: People, ada: int) -> None:
    own = service.open_patient(session, people.erin, ada, WHY)
    assert own.id is not None
    with pytest.raises(NotAllowed, match="Somebody else"):
        reviewing.review(session, people.erin, own.id, is_justified=True)
    for name in ("alice", "bob", "charlie", "pat"):
        with pytest.raises(NotAllowed):
            reviewing.review(session, getattr(people, name), own.id, is_justified=True)
    elsewhere = replace(people.erin, all_sites=False, site_ids=frozenset({people.sites["Southside"]}))
    for actor, number in ((elsewhere, own.id), (people.dana, 999_999)):
        with pytest.raises(NotFound):
            reviewing.review(session, actor, number, is_justified=True)
    with pytest.raises(Invalid, match="wrong"):
        reviewing.review(session, people.dana, own.id, is_justified=False, answer=" ")


def test_a_record_that_was_merged_meanwhile_is_not_seen(session: Session, people: People, ada: int) -> None:
    service.open_known(session, people.charlie, ADA, WHY)
    session.get_one(Patient, ada).merged_into_id = make_patient(session, people.sites["Northside"]).id
    session.flush()
    with pytest.raises(NotFound):
        patients.find(session, service.widened(session, people.charlie, ada), ada)


def test_a_document_is_handed_out_in_an_emergency_and_taken_down_by_nobody(
    session: Session, people: People, ada: int
) -> None:
    received = Received("0" * 32, "scan.pdf", FileKind.PDF, 10)
    number = documents.add(session, people.alice, ada, received).id or 0
    with pytest.raises(NotFound):
        documents.hand_out(session, people.charlie, number)
    service.open_known(session, people.charlie, ADA, WHY)
    assert documents.hand_out(session, people.charlie, number).name == "scan.pdf"
    assert _entries(session)[-1].reason == reads.IN_EMERGENCY
    with pytest.raises(NotFound):
        documents.remove(session, people.charlie, number, "wrong patient")


def test_nothing_but_reading_about_one_patient_is_widened() -> None:
    """The patient page and its parts go through ``reading_about``; a new caller is decided here."""
    home = Path(carehub.__file__).parent
    callers = {
        path.relative_to(home).as_posix() for path in home.rglob("*.py") if "widened(" in path.read_text()
    }
    assert callers == {"documents/service.py", "emergency_access/service.py", "patients/looking.py"}


def _entries(session: Session) -> list[JournalEntry]:
    return list(session.exec(select(JournalEntry).order_by(col(JournalEntry.seq))))
