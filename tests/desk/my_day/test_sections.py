"""What stands on My day of each role, and that every number is the length of the list behind it."""

from datetime import date, timedelta
from itertools import product

import pytest
from sqlmodel import Session, select

from carehub.accounts.models import User
from carehub.caseloads import service as caseloads
from carehub.contacts import check_ins
from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.desk.my_day.lines import SECTIONS, Name
from carehub.desk.my_day.reading import my_day
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups import sign_off
from carehub.follow_ups.service import NewFollowUp
from carehub.patients.models import Patient, Risk
from carehub.referrals import notes, turns
from carehub.referrals.models import Referral
from carehub.referrals.reasons import EndReason
from carehub.referrals.status import Outcome, Status, WhoseMove, whose_move
from carehub.shared_calendar import service as calendar
from carehub.shared_calendar.requests import Booking
from carehub.shared_calendar.status import AppointmentStatus
from tests.conftest import People, make_patient
from tests.desk.my_day.conftest import NINE
from tests.referrals.conftest import MakeReferral, Walk, make_referral, specialty, stages, walk
from tests.shared_calendar.making import for_patient, id_of, slot

__all__ = ["make_referral", "specialty", "stages", "walk"]
TODAY = date(2026, 11, 12)
A_DAY = timedelta(days=1)
EVERYTHING = dict.fromkeys(Name, 10_000)


def _shown(session: Session, actor: Actor, name: Name) -> list[str]:
    """The keys of a section; checks on the way that its number is the length of its list."""
    section = my_day(session, actor, EVERYTHING)[name]
    assert section["total"] == len(section["lines"])
    first = my_day(session, actor, dict.fromkeys(Name, 1))[name]
    assert (first["total"], first["lines"]) == (section["total"], section["lines"][:1])
    return [line["key"] for line in section["lines"]]


@pytest.fixture
def maria(session: Session, people: People) -> Patient:
    """A patient of Northside on alice's caseload, given by erin."""
    patient = make_patient(session, people.sites["Northside"])
    caseloads.assign(session, people.erin, patient.id or 0, people.alice.user_id, reason="Speaks Spanish")
    return patient


def test_each_role_has_its_own_sections_and_an_empty_day_is_empty(session: Session, people: People) -> None:
    for actor in (people.alice, people.bob, people.charlie, people.dana, people.erin, people.pat):
        day = my_day(session, actor, {})
        assert tuple(day) == SECTIONS[actor.role]
        assert [section["total"] for section in day.values()] == [0] * len(day)


def test_follow_ups_that_are_due_stand_on_their_owners_day_alone(
    session: Session, people: People, maria: Patient
) -> None:
    alice = people.alice.user_id
    made = [
        follow_ups.create(session, people.alice, NewFollowUp(maria.id or 0, "Call", day, alice))
        for day in (TODAY, TODAY - A_DAY, TODAY + A_DAY)
    ]
    assert _shown(session, people.alice, Name.FOLLOW_UPS) == [
        f"follow_up-{made[1].id}",
        f"follow_up-{made[0].id}",
    ]
    assert _shown(session, people.erin, Name.FOLLOW_UPS) == []
    assert _shown(session, people.charlie, Name.FOLLOW_UPS) == []


def test_a_supervisor_sees_what_nobody_does(session: Session, people: People, maria: Patient) -> None:
    old = TODAY - timedelta(days=8)
    made = follow_ups.create(session, people.alice, NewFollowUp(maria.id or 0, "Call", old))
    assert _shown(session, people.erin, Name.NEGLECTED) == [f"neglected-{made.id}"]


def test_referrals_whose_move_is_ours_stand_on_the_coordinators_day(
    session: Session, people: People, make_referral: MakeReferral, walk: Walk
) -> None:
    ours, sent = make_referral(), walk(make_referral(), "Ready", "Sent")
    made = {ours.id, sent.id}
    assert {int(key.split("-")[1]) for key in _shown(session, people.alice, Name.MOVES)} == made - {sent.id}
    assert _shown(session, people.charlie, Name.MOVES) == []
    with clock.freeze(NINE + timedelta(days=30)):
        stuck = my_day(session, people.erin, {})[Name.STUCK]["lines"]
        assert [line["does"] for line in stuck] == [["call", "open"]] * 2
        assert _shown(session, people.charlie, Name.MOVES) == []


def test_the_query_knows_whose_move_it_is_as_the_rule_does(
    session: Session, make_referral: MakeReferral
) -> None:
    referral = make_referral()
    froms = (None, WhoseMove.US, WhoseMove.PATIENT, WhoseMove.PAYER)
    open_ones = [status for status in Status if status is not Status.CLOSED]
    for status, missing_from, days, reviewed in product(open_ones, froms, (-1, 1), (True, False)):
        referral.status, referral.missing_from = status, missing_from
        referral.appointment_at = NINE + days * A_DAY
        referral.reviewed_on = TODAY if reviewed else None
        session.flush()
        turn = whose_move(status, missing_from=missing_from, visit_is_over=days < 0, reviewed=reviewed)
        found = session.exec(select(Referral.id).where(turns.is_ours(clock.now()))).all()
        assert bool(found) == (turn in (WhoseMove.US, WhoseMove.US_OR_PATIENT))


def test_a_report_waits_for_the_provider_who_asked(
    session: Session, people: People, make_referral: MakeReferral, walk: Walk
) -> None:
    steps = ("Ready", "Sent", "Awaiting report", "Report to review")
    pats, alices = make_referral(people.pat), make_referral()
    for referral in (pats, alices):
        walk(referral, *steps)
    another = User(
        user_name="quinn",
        name="Quinn Ortega",
        role=people.pat.role,
        all_sites=True,
        password_hash="",
        created_at=NINE,
    )
    session.add(another)
    session.flush()
    quinn = Actor(another.id or 0, another.name, another.role, all_sites=True)
    assert len(_shown(session, people.pat, Name.REPORTS)) == 2
    assert _shown(session, quinn, Name.REPORTS) == [f"referral-{alices.id}"]


def test_who_is_expected_today_stands_on_the_front_desks_day_until_marked(
    session: Session, people: People, maria: Patient
) -> None:
    with clock.freeze(NINE - A_DAY):
        details = for_patient(people, maria, staff=people.pat)
        here = calendar.book(session, people.alice, Booking(details, slot()))
        later = calendar.book(session, people.alice, Booking(details, slot(hours=3)))
        calendar.book(session, people.alice, Booking(details, slot(hours=24)))
    keys = [f"appointment-{here.id}", f"appointment-{later.id}"]
    assert _shown(session, people.bob, Name.ARRIVALS) == keys
    assert _shown(session, people.alice, Name.APPOINTMENTS) == keys
    assert _shown(session, people.pat, Name.APPOINTMENTS) == keys
    assert _shown(session, people.charlie, Name.APPOINTMENTS) == []
    lines = my_day(session, people.bob, {})[Name.ARRIVALS]["lines"]
    # Nobody is a no-show before the time.
    assert ["missed" in line["does"] for line in lines] == [True, False]
    calendar.mark(session, people.bob, id_of(here), 1, AppointmentStatus.ARRIVED)
    assert _shown(session, people.bob, Name.ARRIVALS) == keys[1:]


def test_notes_that_name_somebody_wait_on_their_day(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    number = make_referral().id or 0
    for text in ("@Pat Lindqvist look", "@Pat Lindqvist and look again"):
        notes.write(session, people.alice, number, text)
    assert len(_shown(session, people.pat, Name.NOTES)) == 2
    notes.mark_read(session, people.pat, number)
    assert _shown(session, people.pat, Name.NOTES) == []


def test_a_patient_is_new_until_somebody_tried_to_reach_them(
    session: Session, people: People, maria: Patient
) -> None:
    assert _shown(session, people.alice, Name.NEW) == [f"new-{maria.id}"]
    assert _shown(session, people.charlie, Name.NEW) == []
    attempt = NewAttempt(maria.id or 0, Whom.PATIENT, How.PHONE, Answer.NO_ANSWER)
    contacts.log(session, people.alice, attempt)
    assert _shown(session, people.alice, Name.NEW) == []


def test_a_check_in_is_due_by_the_cadence_of_the_risk_or_of_the_patient(
    session: Session, people: People, maria: Patient
) -> None:
    maria.risk = Risk.HIGH
    session.flush()
    reached = NewAttempt(maria.id or 0, Whom.PATIENT, How.PHONE, Answer.REACHED)
    contacts.log(session, people.alice, reached)
    with clock.freeze(NINE + timedelta(days=13)):
        assert _shown(session, people.alice, Name.CHECK_INS) == []
    with clock.freeze(NINE + timedelta(days=14)):
        assert _shown(session, people.alice, Name.CHECK_INS) == [f"check_in-{maria.id}"]
        assert _shown(session, people.charlie, Name.CHECK_INS) == []
        contacts.log(session, people.alice, NewAttempt(maria.id or 0, Whom.PAYER, How.PHONE, Answer.REACHED))
        assert len(_shown(session, people.alice, Name.CHECK_INS)) == 1
        check_ins.set_patient_cadence(session, people.alice, maria.id or 0, 60, "Asked for fewer calls")
        assert _shown(session, people.alice, Name.CHECK_INS) == []
        check_ins.set_patient_cadence(session, people.alice, maria.id or 0, None)
        check_ins.set_cadence(session, people.dana, Risk.HIGH, 0)
        assert _shown(session, people.alice, Name.CHECK_INS) == []


def test_cadences_are_set_by_those_who_may(session: Session, people: People, maria: Patient) -> None:
    for outsider in (people.alice, people.bob, people.erin, people.pat):
        with pytest.raises(NotAllowed):
            check_ins.set_cadence(session, outsider, Risk.LOW, 30)
    with pytest.raises(Invalid):
        check_ins.set_cadence(session, people.dana, Risk.LOW, 367)
    for outsider in (people.bob, people.dana, people.pat):
        with pytest.raises(NotAllowed):
            check_ins.set_patient_cadence(session, outsider, maria.id or 0, 30)
    with pytest.raises(NotFound):
        check_ins.set_patient_cadence(session, people.charlie, maria.id or 0, 30)
    assert check_ins.cadences(session, people.alice) == {Risk.HIGH: 14, Risk.MEDIUM: 30, Risk.LOW: 90}


def test_a_request_to_give_up_waits_for_a_supervisor_who_signs_or_sends_it_back(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    signed, back = make_referral(), make_referral()
    for referral in (signed, back):
        number = referral.id or 0
        with pytest.raises(Invalid, match="3 days"):
            sign_off.ask_sign_off(session, people.alice, number, EndReason.NOT_REACHED)
        for days in (5, 4, 3):
            tried = NewAttempt(
                referral.patient_id, Whom.PATIENT, How.PHONE, Answer.NO_ANSWER, number, at=NINE - days * A_DAY
            )
            contacts.log(session, people.alice, tried)
        with pytest.raises(NotFound):
            sign_off.ask_sign_off(session, people.charlie, number, EndReason.NOT_REACHED)
        for outsider in (people.bob, people.dana, people.pat):
            with pytest.raises(NotAllowed):
                sign_off.ask_sign_off(session, outsider, number, EndReason.NOT_REACHED)
        with pytest.raises(Invalid):
            sign_off.ask_sign_off(session, people.alice, number, EndReason.COST)
        sign_off.ask_sign_off(session, people.alice, number, EndReason.NOT_REACHED)
        with pytest.raises(Conflict):
            sign_off.ask_sign_off(session, people.alice, number, EndReason.NOT_REACHED)
    first, second = (each.row.id or 0 for each in sign_off.waiting(session, people.erin, 10))
    assert len(_shown(session, people.erin, Name.SIGN_OFFS)) == 2
    with pytest.raises(NotAllowed):
        sign_off.sign(session, people.alice, first)
    with pytest.raises(NotFound):
        sign_off.sign(session, people.erin, 999_999)
    assert sign_off.sign(session, people.erin, first).outcome is Outcome.LOST_TO_FOLLOW_UP
    with pytest.raises(Conflict, match="Erin"):
        sign_off.send_back(session, people.erin, first, "Ask her sister")
    with pytest.raises(Invalid):
        sign_off.send_back(session, people.erin, second, " ")
    made = sign_off.send_back(session, people.erin, second, "Ask her sister")
    assert (made.owner_id, made.text) == (people.alice.user_id, "Not lost yet: Ask her sister")
    assert _shown(session, people.erin, Name.SIGN_OFFS) == []
