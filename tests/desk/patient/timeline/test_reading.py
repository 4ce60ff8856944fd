"""The timeline: every slice's entries in one order, page by page, and only what one may see."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from carehub.assessments import service as assessments
from carehub.care_plans import service as care_plans
from carehub.care_plans.content import seal
from carehub.care_plans.kinds import Agreed, Relation
from carehub.care_plans.service import GoalWish, Signature
from carehub.caseloads import service as caseloads
from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core import clock
from carehub.core.errors import NotFound
from carehub.crises import service as crises
from carehub.crises.kinds import CrisisOutcome
from carehub.desk.patient.timeline.kinds import Kind
from carehub.desk.patient.timeline.readers import READERS
from carehub.desk.patient.timeline.reading import timeline, timeline_lines
from carehub.discharges import service as discharges
from carehub.discharges.checklist import Complexity
from carehub.discharges.service import NewDischarge
from carehub.patients import service as patients
from carehub.patients.record import drafted
from carehub.programs import service as programs
from carehub.programs.models import ProgramKind, ProgramOutcome
from carehub.referrals import notes
from carehub.referrals import service as referrals
from carehub.referrals.service import NewReferral
from carehub.remarks import service as remarks
from carehub.remarks.models import RemarkKind
from carehub.shared_calendar.models import Appointment
from tests.conftest import People

NOON = datetime(2026, 3, 2, 18, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.fixture
def maria(session: Session, people: People) -> int:
    """A patient around whom a lot happened in the same minute."""
    form = {"last_name": "García", "first_name": "Maria", "mrn": "A-1"}
    with clock.freeze(NOON):
        patient_id = patients.add(
            session, people.alice, drafted({**form, "home_site_id": people.sites["Northside"]})
        )
        patients.edit(session, people.alice, patient_id, 1, drafted({"phone": "312-555-0111"}))
        caseloads.assign(session, people.alice, patient_id, people.alice.user_id)
        kind = referrals.shown_types(session)[0].id or 0
        referral = referrals.create(session, people.alice, NewReferral(patient_id, kind))
        notes.write(session, people.alice, referral.id or 0, "Husband must not know")
        contacts.log(session, people.alice, NewAttempt(patient_id, Whom.PATIENT, How.PHONE, Answer.REACHED))
        ccm = programs.add_program(session, people.dana, "Hearts", ProgramKind.CCM).id or 0
        number = programs.enrol(session, people.alice, patient_id, ccm).id or 0
        programs.leave(session, people.alice, number, 1, ProgramOutcome.DECLINED)
        remarks.note(session, people.alice, patient_id, RemarkKind.PROBLEM, "Asthma")
        remarks.note(session, people.alice, patient_id, RemarkKind.ALERT, "Falls")
        news = NewDischarge("General", "Pneumonia", TODAY, Complexity.HIGH, "Fax", TODAY)
        discharges.write_down(session, people.alice, patient_id, news)
        _plan_form_and_crisis(session, people, patient_id)
    return patient_id


def _plan_form_and_crisis(session: Session, people: People, patient_id: int) -> None:
    goal = care_plans.add_goal(session, people.alice, patient_id, GoalWish("Walk to church"))
    care_plans.note_progress(session, people.alice, goal.id or 0, "To the corner")
    seen = seal(care_plans.plan_of(session, people.alice, patient_id).content())
    agreed = Signature("Maria García", Relation.PATIENT, Agreed.BY_PHONE, TODAY)
    care_plans.sign(session, people.alice, patient_id, seen, agreed)
    assessments.start(session, people.alice, patient_id, "intake")
    crisis = crises.open_crisis(session, people.alice, patient_id)
    crises.end(session, people.alice, crisis.id or 0, 1, CrisisOutcome.SAFE, "Sister is there")


def test_every_kind_has_a_reader() -> None:
    assert set(READERS) == set(Kind)


def test_everything_is_told_in_one_order(session: Session, people: People, maria: int) -> None:
    told = timeline(session, people.alice, maria)
    assert {entry.kind for entry in told.entries} == set(Kind) - {
        Kind.APPOINTMENT,
        Kind.DOCUMENT,
        Kind.IMPORT,
    }
    assert [entry.place.key for entry in told.entries] == sorted(entry.place.key for entry in told.entries)
    lines = timeline_lines(session, told.entries)
    assert [line["day"] for line in lines][:2] == ["02-Mar-2026", ""]
    assert {line["what"] for line in lines} >= {
        "Patient added", "Changed phone", "Hearts: patient no longer wants it", "Problem noted: Asthma",
        "Progress: Walk to church", "Care plan agreed to by Maria García", "Intake: begun",
        "Crisis opened", "Crisis ended: Safe, and there is a plan for the next days",
    }  # fmt: skip


@pytest.mark.parametrize("size", [1, 3])
def test_pages_put_together_are_the_whole(session: Session, people: People, maria: int, size: int) -> None:
    whole = timeline(session, people.alice, maria, size=200).entries
    paged, behind = [], None
    while True:
        page = timeline(session, people.alice, maria, behind=behind, size=size)
        paged += page.entries
        behind = page.next
        if behind is None:
            break
    assert tuple(paged) == whole


def test_one_kind_alone(session: Session, people: People, maria: int) -> None:
    told = timeline(session, people.alice, maria, Kind.REMARK).entries
    assert [entry.what for entry in told] == ["Alert noted: Falls", "Problem noted: Asthma"]


def test_front_desk_reads_no_care_notes(session: Session, people: People, maria: int) -> None:
    seen = {entry.kind for entry in timeline(session, people.bob, maria).entries}
    assert seen == {Kind.REFERRAL, Kind.REMARK, Kind.CASELOAD, Kind.RECORD}
    told = " ".join(entry.what + entry.note for entry in timeline(session, people.bob, maria).entries)
    assert "Asthma" not in told
    assert "Husband" not in told
    assert "church" not in told
    assert "Crisis" not in told


def test_another_site_and_an_unknown_patient_have_no_timeline(
    session: Session, people: People, maria: int
) -> None:
    for actor, patient_id in ((people.charlie, maria), (people.alice, 999_999)):
        with pytest.raises(NotFound):
            timeline(session, actor, patient_id)


def test_appointments_stand_there_once_they_began(session: Session, people: People, maria: int) -> None:
    for days in (-1, 1):
        start = clock.now() + timedelta(days=days)
        session.add(
            Appointment(
                title="Therapy",
                patient_id=maria,
                site_id=people.sites["Northside"],
                starts_at=start,
                ends_at=start + timedelta(hours=1),
                created_at=NOON,
                updated_at=NOON,
                created_by=people.alice.user_id,
                updated_by=people.alice.user_id,
            )
        )
    session.flush()
    assert len(timeline(session, people.alice, maria, Kind.APPOINTMENT).entries) == 1
