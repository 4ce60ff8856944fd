"""Making follow-ups: who may, for whom, with what; and that an event makes one, ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlmodel import Session, select

from carehub.caseloads import service as caseloads
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.follow_ups import service
from carehub.follow_ups.models import FollowUp
from carehub.follow_ups.service import NewFollowUp, Origin, Repeat
from carehub.follow_ups.status import Ended, Unit
from carehub.patients.models import Patient
from tests.conftest import People, make_patient
from tests.follow_ups.conftest import TODAY, MakeFollowUp
from tests.referrals.conftest import MakeReferral, make_referral, specialty

__all__ = ["make_referral", "specialty"]
NO_SHOW = Origin("no_show", "17")


def test_what_a_coordinator_makes_stands_in_the_list_and_in_the_journal(
    session: Session, people: People, maria: Patient, make_follow_up: MakeFollowUp
) -> None:
    made = make_follow_up(text="  Call about the ride ")
    (line,) = service.of_patient(session, people.pat, maria.id or 0)
    assert (line.row.text, line.owner, line.row.due_on) == ("Call about the ride", "Alice Moreno", TODAY)
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "follow_ups.made")).one()
    assert (entry.patient_id, entry.subject) == (maria.id, f"follow_up:{made.id}")


def test_other_sites_front_desk_and_admin_make_and_see_none(
    session: Session, people: People, maria: Patient, make_follow_up: MakeFollowUp
) -> None:
    made = make_follow_up()
    with pytest.raises(NotFound):
        make_follow_up(people.charlie)
    with pytest.raises(NotFound):
        service.of_patient(session, people.charlie, maria.id or 0)
    with pytest.raises(NotFound):
        service.find(session, people.charlie, made.id or 0)
    for outsider in (people.bob, people.dana):
        with pytest.raises(NotAllowed):
            make_follow_up(outsider)
        with pytest.raises(NotAllowed):
            service.find(session, outsider, made.id or 0)


def test_a_follow_up_that_cannot_be_is_refused(make_follow_up: MakeFollowUp, people: People) -> None:
    for wrong in (
        {"text": " "},
        {"text": "x" * 201},
        {"due_on": date(2062, 1, 1)},
        {"owner_id": people.charlie.user_id},
        {"repeat": Repeat(0, Unit.DAY)},
        {"repeat": Repeat(53, Unit.WEEK)},
        {"repeat": Repeat(1, Unit.WEEK, until=TODAY - timedelta(days=1))},
    ):
        with pytest.raises(Invalid):
            make_follow_up(**wrong)
    for nobody in ({"owner_id": people.bob.user_id}, {"owner_id": 999_999}, {"patient_id": 999_999}):
        with pytest.raises(NotFound):
            make_follow_up(**nobody)


def test_a_referral_is_the_patients_own(
    session: Session, maria: Patient, make_follow_up: MakeFollowUp, make_referral: MakeReferral
) -> None:
    referral = make_referral()
    with pytest.raises(Invalid):
        make_follow_up(referral_id=referral.id)
    with pytest.raises(NotFound):
        make_follow_up(referral_id=999_999)
    made = make_follow_up(patient_id=referral.patient_id, referral_id=referral.id)
    assert made.referral_id == referral.id


def test_an_event_makes_one_follow_up_for_whoever_keeps_the_patient(
    session: Session, people: People, maria: Patient
) -> None:
    caseloads.assign(session, people.alice, maria.id or 0, people.alice.user_id)
    new = NewFollowUp(maria.id or 0, "Book again", TODAY)
    # Front desk marks the no-show, and may not read what it causes.
    first = service.derive(session, people.bob, NO_SHOW, new)
    assert service.derive(session, people.erin, NO_SHOW, new).id == first.id
    assert first.owner_id == people.alice.user_id
    assert len(session.exec(select(FollowUp)).all()) == 1
    service.complete(session, people.alice, first.id or 0, first.version)
    assert service.derive(session, people.bob, NO_SHOW, new).done_at is not None


def test_who_may_not_see_the_patient_causes_nothing(session: Session, people: People, maria: Patient) -> None:
    with pytest.raises(NotFound):
        service.derive(session, people.charlie, NO_SHOW, NewFollowUp(maria.id or 0, "Book again", TODAY))


def test_what_is_withdrawn_comes_back_when_the_event_happens_after_all(
    session: Session, people: People, maria: Patient
) -> None:
    new = NewFollowUp(maria.id or 0, "Book again", TODAY)
    made = service.derive(session, people.bob, NO_SHOW, new)
    service.withdraw(session, people.bob, NO_SHOW, "The patient came")
    assert made.ended is Ended.WITHDRAWN
    assert service.due_for(session, people.alice, people.alice.user_id, TODAY) == []
    again = service.derive(session, people.bob, NO_SHOW, new)
    assert (again.id, again.done_at, again.ended) == (made.id, None, None)
    service.complete(session, people.alice, made.id or 0, made.version)
    service.withdraw(session, people.bob, NO_SHOW, "The patient came")
    assert made.ended is Ended.DONE


def test_ten_who_tell_of_one_event_at_once_make_one_follow_up(people: People) -> None:
    with unit_of_work() as session:
        patient_id = make_patient(session, people.sites["Northside"]).id or 0
    ready = Barrier(10)

    def derive(_: int) -> int:
        ready.wait()
        with unit_of_work() as session:
            new = NewFollowUp(patient_id, "Book again", TODAY)
            return service.derive(session, people.bob, NO_SHOW, new).id or 0

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(derive, range(10)))) == 1
    with unit_of_work(write=False) as session:
        assert len(session.exec(select(FollowUp)).all()) == 1


def test_business_days_leave_out_weekends_and_closing_days(session: Session) -> None:
    # Wednesday, then Friday: Thursday is Thanksgiving.
    assert service.in_business_days(session, 2) == date(2026, 11, 25)
    assert service.in_business_days(session, 3) == date(2026, 11, 27)


def test_a_template_makes_its_steps_and_reaching_the_patient_ends_the_rest(
    session: Session, people: People, maria: Patient
) -> None:
    template = next(each for each in service.templates(session, people.alice) if "attempts" in each.name)
    alice = people.alice.user_id
    made = service.start(session, people.alice, template.id or 0, maria.id or 0, alice)
    assert [(each.due_on - TODAY).days for each in made] == [0, 3, 7]
    service.complete(session, people.alice, made[0].id or 0, 1, Ended.NOT_REACHED)
    assert len(service.due_for(session, people.alice, alice, TODAY + timedelta(days=7))) == 2
    service.complete(session, people.alice, made[1].id or 0, 1, Ended.REACHED)
    assert made[2].ended is Ended.NOT_NEEDED
    assert service.due_for(session, people.alice, alice, TODAY + timedelta(days=7)) == []


def test_a_template_that_is_not_there_makes_nothing(session: Session, people: People, maria: Patient) -> None:
    with pytest.raises(NotFound):
        service.start(session, people.alice, 999_999, maria.id or 0)
    with pytest.raises(NotAllowed):
        service.templates(session, people.bob)
    template = service.templates(session, people.alice)[0]
    with pytest.raises(NotFound):
        service.start(session, people.charlie, template.id or 0, maria.id or 0)
