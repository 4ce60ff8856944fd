from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from carehub.accounts.models import User
from carehub.caseloads import service as caseloads
from carehub.core import clock
from carehub.core.actor import Actor, Role
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry, first_broken
from carehub.desk.handover.models import Fate, Thing, Why
from carehub.desk.handover.planning import Wish, plan
from carehub.desk.handover.returning import past_absences, return_past
from carehub.desk.handover.service import (
    Terms,
    find,
    hand_over,
    handovers,
    items,
    take_back,
)
from carehub.desk.handover.showing import counted
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.models import FollowUp
from carehub.follow_ups.service import NewFollowUp
from carehub.patients.models import Patient
from carehub.referrals import service as referrals
from carehub.referrals.models import Referral
from carehub.referrals.service import NewReferral
from carehub.shared_calendar import service as calendar
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import Kind
from tests.conftest import People, make_patient
from tests.permissions.northside import sam_of_southside


@dataclass(frozen=True)
class Work:
    """What alice has: two patients, and for the first a referral, a follow-up and two appointments, the
    second of them at a time that is erin's already."""

    patients: list[int]
    referral: int
    follow_up: int
    free: int
    taken: int


@pytest.fixture
def work(session: Session, people: People) -> Work:
    north, alice = people.sites["Northside"], people.alice
    ids = [make_patient(session, north, last_name=name).id or 0 for name in ("Avila", "Brown")]
    for patient_id in ids:
        caseloads.assign(session, alice, patient_id, alice.user_id)
    kind = referrals.shown_types(session)[0].id or 0
    referral = referrals.create(session, alice, NewReferral(ids[0], kind, coordinator_id=alice.user_id))
    today = follow_ups.today_of(session)
    follow_up = follow_ups.create(session, alice, NewFollowUp(ids[0], "Call", today, owner_id=alice.user_id))
    free, taken = (_booked(session, people, alice, hours, ids[0]) for hours in (30, 40))
    _booked(session, people, people.erin, 40, None)
    return Work(ids, referral.id or 0, follow_up.id or 0, free, taken)


def _booked(session: Session, people: People, whose: Actor, hours: int, patient_id: int | None) -> int:
    starts = clock.now() + timedelta(hours=hours)
    kind = Kind.APPOINTMENT if patient_id else Kind.MEETING
    details = Details("Check-in", people.sites["Northside"], patient_id, staff_id=whose.user_id, kind=kind)
    return (
        calendar.book(session, whose, Booking(details, Slot(starts, starts + timedelta(minutes=30)))).id or 0
    )


def to_erin(people: People) -> Wish:
    return Wish(people.alice.user_id, (people.erin.user_id,))


def leave(session: Session, days: int = 7) -> Terms:
    return Terms(Why.ABSENCE, follow_ups.today_of(session) + timedelta(days=days), "Surgery")


def owners(session: Session, work: Work) -> list[int | None]:
    session.expire_all()
    return [
        *(session.get_one(Patient, each).coordinator_id for each in work.patients),
        session.get_one(Referral, work.referral).coordinator_id,
        session.get_one(FollowUp, work.follow_up).owner_id,
        session.get_one(Appointment, work.free).staff_id,
        session.get_one(Appointment, work.taken).staff_id,
    ]


def test_everything_goes_over_in_one_go_and_what_cannot_move_is_named(
    session: Session, people: People, work: Work
) -> None:
    alice, erin = people.alice.user_id, people.erin.user_id
    made = plan(session, people.erin, to_erin(people))
    assert [made.count(thing) for thing in Thing] == [2, 1, 1, 2]
    number = hand_over(session, people.erin, to_erin(people), leave(session))
    assert owners(session, work) == [erin, erin, erin, erin, erin, alice]
    (left,) = [item for item in items(session, people.erin, number) if item.fate is Fate.LEFT]
    assert (left.thing, left.row_id) == (Thing.APPOINTMENT, work.taken)
    assert "Erin Castellano is taken" in left.note
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "handovers.hand_over")).one()
    assert entry.reason == "Surgery (2 patients)"
    assert first_broken(session) is None


def test_a_handover_is_taken_back_save_what_was_changed_since(
    session: Session, people: People, work: Work
) -> None:
    alice, erin = people.alice.user_id, people.erin.user_id
    number = hand_over(session, people.erin, to_erin(people), leave(session))
    caseloads.assign(session, people.erin, work.patients[1], None, instead_of=erin, reason="Goals met")
    assert take_back(session, people.erin, number) == "4 of 5 handed back"
    assert owners(session, work) == [alice, None, alice, alice, alice, alice]
    (kept,) = [item for item in items(session, people.erin, number) if item.fate is Fate.KEPT]
    assert (kept.thing, kept.row_id) == (Thing.PATIENT, work.patients[1])
    assert "took this patient off" in kept.note
    with pytest.raises(Conflict):
        take_back(session, people.erin, number)


def test_after_an_absence_everything_comes_back_in_the_name_of_who_handed_it_over(
    session: Session, people: People, work: Work
) -> None:
    number = hand_over(session, people.erin, to_erin(people), leave(session))
    assert past_absences(session) == []
    with clock.freeze(clock.now() + timedelta(days=8, hours=12)):
        assert past_absences(session) == [number]
        return_past(session, number)
        assert past_absences(session) == []
        with pytest.raises(Conflict):
            return_past(session, number)
    assert owners(session, work)[:4] == [people.alice.user_id] * 4
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "handovers.take_back")).one()
    assert entry.actor_id == people.erin.user_id


def test_who_handed_over_and_left_since_is_stood_in_for_by_a_supervisor(
    session: Session, people: People, work: Work
) -> None:
    number = hand_over(session, people.alice, to_erin(people), leave(session))
    session.get_one(User, people.alice.user_id).role = Role.PROVIDER
    session.flush()
    with clock.freeze(clock.now() + timedelta(days=8, hours=12)):
        return_past(session, number)
        assert past_absences(session) == []
        assert find(session, people.erin, number).returned_at == clock.now()


def test_who_left_gets_nothing_back(session: Session, people: People, work: Work) -> None:
    number = hand_over(session, people.erin, to_erin(people), Terms(Why.LEAVING, None, "New job"))
    with clock.freeze(clock.now() + timedelta(days=400)):
        assert past_absences(session) == []
    session.get_one(User, people.alice.user_id).is_active = False
    session.flush()
    assert take_back(session, people.erin, number).startswith("0 of 5")


def test_a_coordinator_hands_over_the_own_work_only(session: Session, people: People, work: Work) -> None:
    number = hand_over(session, people.alice, to_erin(people), leave(session))
    assert owners(session, work)[0] == people.erin.user_id
    with pytest.raises(NotAllowed):
        plan(session, people.charlie, to_erin(people))
    with pytest.raises(NotFound):
        find(session, people.charlie, number)
    assert handovers(session, people.charlie) == []
    assert [each.whose for each in handovers(session, people.alice)] == ["Alice Moreno"]


def test_a_supervisor_of_another_site_sees_no_handover_of_this_one(
    session: Session, people: People, work: Work
) -> None:
    number = hand_over(session, people.alice, to_erin(people), leave(session))
    sam = sam_of_southside(session, people)
    with pytest.raises(NotFound):
        take_back(session, sam, number)
    assert handovers(session, sam) == []


@pytest.mark.parametrize("name", ["bob", "pat", "dana"])
def test_who_keeps_no_caseload_hands_nothing_over(
    session: Session, people: People, work: Work, name: str
) -> None:
    actor: Actor = getattr(people, name)
    with pytest.raises(NotAllowed):
        hand_over(session, actor, to_erin(people), leave(session))


def test_a_patient_of_a_site_where_nobody_chosen_works_stays(
    session: Session, people: People, work: Work
) -> None:
    to_charlie = Wish(people.alice.user_id, (people.charlie.user_id,))
    made = plan(session, people.erin, to_charlie)
    assert [made.count(thing) for thing in Thing] == [0, 0, 0, 0]
    assert counted(made).endswith("0 appointments. 6 stay: nobody chosen works at their site")
    number = hand_over(session, people.erin, to_charlie, leave(session))
    assert owners(session, work) == [people.alice.user_id] * 6
    assert {item.note for item in items(session, people.erin, number)} == {
        "Nobody who was chosen works at a site of this patient."
    }


def test_what_makes_no_sense_is_refused(session: Session, people: People, work: Work) -> None:
    alice, erin, bob = (who.user_id for who in (people.alice, people.erin, people.bob))
    for wish in (Wish(alice, ()), Wish(alice, (alice,)), Wish(alice, (bob,)), Wish(alice, (10_000,))):
        with pytest.raises(Invalid):
            plan(session, people.erin, wish)
    yesterday = follow_ups.today_of(session) - timedelta(days=1)
    for terms in (
        Terms(Why.ABSENCE, yesterday, "Surgery"),
        Terms(Why.ABSENCE, None, "Surgery"),
        Terms(Why.LEAVING, yesterday, "New job"),
        Terms(Why.LEAVING, None, " "),
    ):
        with pytest.raises(Invalid):
            hand_over(session, people.erin, Wish(alice, (erin,)), terms)
    with pytest.raises(NotFound):
        take_back(session, people.erin, 10_000)
