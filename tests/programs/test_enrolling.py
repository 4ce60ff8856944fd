"""Patients come into programs and leave them: who may, and what is refused."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from carehub.core import clock
from carehub.core.changes import HUB, Topic, release
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.patients.models import Patient, PatientStatus
from carehub.programs import service as programs
from carehub.programs.models import ConsentHow, Enrolment, ProgramKind, ProgramOutcome
from carehub.programs.service import Consent
from tests.conftest import People, make_patient

ZONE = "America/Chicago"


@pytest.fixture
def maria(session: Session, people: People) -> int:
    return make_patient(session, people.sites["Northside"], birth_date=date(1961, 3, 7)).id or 0


@pytest.fixture
def ccm(session: Session, people: People) -> int:
    return programs.add_program(session, people.dana, "Healthy Hearts", ProgramKind.CCM).id or 0


@pytest.fixture
def enrolment(session: Session, people: People, maria: int, ccm: int) -> Enrolment:
    return programs.enrol(session, people.alice, maria, ccm, since=day(-30))


def day(days: int) -> date:
    return clock.today(ZONE) + timedelta(days=days)


def test_a_patient_is_enrolled_with_consent(session: Session, people: People, maria: int, ccm: int) -> None:
    before = HUB.rev
    consent = Consent(ConsentHow.SPOKEN, day(-1))
    programs.enrol(session, people.alice, maria, ccm, since=day(-2), consent=consent)
    (found,) = programs.programs_of(session, people.pat, maria)
    assert (found.program.name, found.by, found.enrolment.since) == (
        "Healthy Hearts",
        "Alice Moreno",
        day(-2),
    )
    assert (found.has_consent, found.enrolment.consent_how) == (True, ConsentHow.SPOKEN)
    entry = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc())).first()
    assert entry
    assert (entry.action, entry.patient_id, entry.fields) == ("programs.enrol", maria, "consent,since")
    release(session)
    assert HUB.since(Topic.PATIENTS, before) == {maria}


def test_another_site_front_desk_provider_and_admin_do_not_enrol(
    session: Session, people: People, maria: int, ccm: int
) -> None:
    with pytest.raises(NotFound):
        programs.enrol(session, people.charlie, maria, ccm)
    for outsider in (people.bob, people.pat, people.dana):
        with pytest.raises(NotAllowed):
            programs.enrol(session, outsider, maria, ccm)
    for patient_id, program_id in ((999_999, ccm), (maria, 999_999)):
        with pytest.raises(NotFound):
            programs.enrol(session, people.alice, patient_id, program_id)


def test_enrolments_are_read_by_who_may_read_care_notes(
    session: Session, people: People, enrolment: Enrolment
) -> None:
    for blind in (people.charlie, people.bob, people.dana):
        assert programs.programs_of(session, blind, enrolment.patient_id) == []
        with pytest.raises(NotFound):
            programs.find(session, blind, enrolment.id or 0)


def test_nobody_is_in_a_program_twice(session: Session, people: People, enrolment: Enrolment) -> None:
    with pytest.raises(Conflict, match="Alice Moreno enrolled this patient"):
        programs.enrol(session, people.erin, enrolment.patient_id, enrolment.program_id)
    programs.leave(session, people.alice, enrolment.id or 0, 1, ProgramOutcome.DECLINED, on=day(-5))
    with pytest.raises(Invalid, match="later day"):
        programs.enrol(session, people.erin, enrolment.patient_id, enrolment.program_id, since=day(-10))
    programs.enrol(session, people.erin, enrolment.patient_id, enrolment.program_id, since=day(-5))
    found = programs.programs_of(session, people.alice, enrolment.patient_id)
    assert [each.enrolment.outcome for each in found] == [None, ProgramOutcome.DECLINED]


def test_what_cannot_be_is_refused(session: Session, people: People, maria: int, ccm: int) -> None:
    for since, consent in (
        (day(1), None),
        (date(1950, 1, 1), None),
        (day(0), Consent(ConsentHow.WRITTEN, day(1))),
    ):
        with pytest.raises(Invalid):
            programs.enrol(session, people.alice, maria, ccm, since=since, consent=consent)
    session.get_one(Patient, maria).status = PatientStatus.DECEASED
    with pytest.raises(Invalid, match="deceased"):
        programs.enrol(session, people.alice, maria, ccm)


def test_a_patient_graduates_and_it_can_be_taken_back(
    session: Session, people: People, enrolment: Enrolment
) -> None:
    number = enrolment.id or 0
    programs.graduate(session, people.alice, number, 1, note="Blood pressure in range for six months")
    assert (enrolment.until, enrolment.outcome) == (day(0), ProgramOutcome.GRADUATED)
    with pytest.raises(Conflict, match="ended on"):
        programs.leave(session, people.erin, number, 2, ProgramOutcome.DECLINED)
    programs.resume(session, people.alice, number, 2)
    assert (enrolment.until, enrolment.outcome, enrolment.note) == (None, None, "")
    with pytest.raises(Conflict, match="in this program already"):
        programs.resume(session, people.alice, number, 3)


def test_an_enrolment_ends_with_a_reason_between_its_first_day_and_today(
    session: Session, people: People, enrolment: Enrolment
) -> None:
    number = enrolment.id or 0
    with pytest.raises(Invalid, match="Say why"):
        programs.leave(session, people.alice, number, 1, ProgramOutcome.OTHER, note=" ")
    with pytest.raises(Invalid, match="500"):
        programs.leave(session, people.alice, number, 1, ProgramOutcome.OTHER, note="x" * 501)
    for wrong in (day(-31), day(1)):
        with pytest.raises(Invalid, match="last day"):
            programs.graduate(session, people.alice, number, 1, on=wrong)


@pytest.mark.parametrize("verb", ["graduate", "leave", "record_consent", "resume"])
def test_an_enrolment_is_changed_by_who_may_and_saw_its_present_state(
    session: Session, people: People, enrolment: Enrolment, verb: str
) -> None:
    more = {
        "leave": (ProgramOutcome.DECLINED,),
        "record_consent": (Consent(ConsentHow.SPOKEN, day(0)),),
    }.get(verb, ())
    number, version = enrolment.id or 0, 1
    if verb == "resume":
        programs.graduate(session, people.alice, number, 1)
        version = 2
    call = getattr(programs, verb)
    for outsider, refusal in (
        (people.charlie, NotFound),
        (people.bob, NotAllowed),
        (people.pat, NotAllowed),
        (people.dana, NotAllowed),
    ):
        with pytest.raises(refusal):
            call(session, outsider, number, version, *more)
    with pytest.raises(NotFound):
        call(session, people.alice, 999_999, version, *more)
    with pytest.raises(Conflict):
        call(session, people.alice, number, version + 1, *more)
    call(session, people.alice, number, version, *more)


def test_only_consented_days_count(session: Session, people: People, enrolment: Enrolment) -> None:
    assert not programs.counts_on(enrolment, day(0))
    programs.record_consent(
        session, people.alice, enrolment.id or 0, 1, Consent(ConsentHow.WRITTEN, day(-20))
    )
    programs.graduate(session, people.alice, enrolment.id or 0, 2, on=day(-10))
    counted = [days for days in range(-31, 1) if programs.counts_on(enrolment, day(days))]
    assert counted == list(range(-20, -9))


def test_a_list_is_narrowed_to_a_program(session: Session, people: People, enrolment: Enrolment) -> None:
    def listed(actor: object) -> list[int | None]:
        return list(
            session.exec(
                select(Patient.id).where(
                    col(Patient.id).in_(programs.enrolled_in(actor, enrolment.program_id))  # pyright: ignore[reportArgumentType]
                )
            )
        )

    assert listed(people.alice) == [enrolment.patient_id]
    assert listed(people.charlie) == listed(people.bob) == []
    programs.graduate(session, people.alice, enrolment.id or 0, 1)
    assert listed(people.alice) == []
