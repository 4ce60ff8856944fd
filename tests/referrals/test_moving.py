"""A referral moves along the table, with its proofs."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from carehub.core import clock
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.referrals import service
from carehub.referrals.evidence import Evidence, ProofWanted
from carehub.referrals.models import Referral
from carehub.referrals.service import NewReferral
from carehub.referrals.status import Outcome, Proof, Status
from tests.conftest import People, make_patient
from tests.referrals.conftest import EVIDENCE, MONDAY, Walk

pytestmark = pytest.mark.usefixtures("monday")


def test_a_move_takes_the_whole_path_and_keeps_eight_dates_apart(referral: Referral, walk: Walk) -> None:
    walk(referral, "Ready", "Sent", "Accepted")
    with clock.freeze(MONDAY):
        walk(referral, "Scheduled", "Awaiting report", "Report to review", "Closed")
    assert (referral.status, referral.outcome) == (Status.CLOSED, Outcome.COMPLETED)
    assert referral.appointment_at == datetime(2026, 12, 1, 15, 30, tzinfo=UTC)
    dates = (referral.sent_on, referral.accepted_on, referral.seen_on, referral.reviewed_on)
    assert all(dates)
    assert referral.closed_at == MONDAY
    assert referral.due_at is None


def test_a_move_without_its_proof_is_refused_and_says_what_is_wanted(
    session: Session, referral: Referral, people: People, stages: dict[str, int], walk: Walk
) -> None:
    walk(referral, "Ready")
    with pytest.raises(ProofWanted, match="how it was sent, the number or address") as refusal:
        service.move(session, people.alice, referral.id or 0, 2, stages["Sent"])
    assert refusal.value.proofs == (Proof.SENT_CHANNEL, Proof.SENT_TO, Proof.SENT_ON)
    assert (referral.status, referral.version) == (Status.READY, 2)


def test_a_question_that_is_on_file_is_not_asked_again(referral: Referral, walk: Walk) -> None:
    assert walk(referral, "Ready").status is Status.READY


def test_a_draft_without_a_receiver_is_not_ready(
    session: Session, people: People, stages: dict[str, int], specialty: int
) -> None:
    patient = make_patient(session, people.sites["Northside"])
    draft = service.create(session, people.alice, NewReferral(patient.id or 0, specialty, question="Why?"))
    with pytest.raises(ProofWanted) as refusal:
        service.move(session, people.alice, draft.id or 0, 1, stages["Ready"])
    assert refusal.value.proofs == (Proof.RECEIVER,)
    service.move(session, people.alice, draft.id or 0, 1, stages["Ready"], Evidence(receiver="WIC office"))
    assert (draft.receiver, draft.status) == ("WIC office", Status.READY)


def test_a_step_outside_the_table_is_refused_in_words(
    session: Session, referral: Referral, people: People, stages: dict[str, int]
) -> None:
    with pytest.raises(Invalid, match="cannot go from Draft straight to Closed"):
        service.move(session, people.alice, referral.id or 0, 1, stages["Closed"], EVIDENCE["Closed"])


def test_what_is_done_cannot_lie_in_the_future(
    session: Session, referral: Referral, people: People, stages: dict[str, int], walk: Walk
) -> None:
    walk(referral, "Ready")
    ahead = EVIDENCE["Sent"].model_copy(update={"sent_on": (MONDAY + timedelta(days=1)).date()})
    with pytest.raises(Invalid, match="future"):
        service.move(session, people.alice, referral.id or 0, 2, stages["Sent"], ahead)


def test_a_step_back_forgets_what_is_no_longer_true_but_history_keeps_it(
    session: Session, sent: Referral, people: People, stages: dict[str, int]
) -> None:
    back = Evidence(reason="Faxed to the wrong number")
    service.move(session, people.alice, sent.id or 0, sent.version, stages["Ready"], back)
    assert (sent.sent_on, sent.sent_to, sent.receiver) == (None, "", "Lakeside Cardiology")
    undone, done = service.history(session, people.alice, sent.id or 0)[:2]
    assert undone.event.reason == "Faxed to the wrong number"
    assert done.event.detail["sent_to"] == "312 555 0142"


def test_waiting_for_the_payer_keeps_what_was_sent(sent: Referral, walk: Walk) -> None:
    walk(sent, "Needs info")
    assert (sent.missing_from, sent.sent_to) == ("payer", "312 555 0142")
    walk(sent, "Sent")
    assert (sent.missing_from, sent.missing) == (None, "")


def test_moving_between_two_stages_of_one_status_resets_no_clock(
    session: Session, sent: Referral, people: People
) -> None:
    from carehub.referrals.models import Stage

    chased = Stage(name="Chased", position=4, status=Status.SENT)
    session.add(chased)
    session.flush()
    due = sent.due_at
    with clock.freeze(MONDAY + timedelta(days=2)):
        service.move(session, people.alice, sent.id or 0, sent.version, chased.id or 0)
    assert (sent.due_at, sent.stage_entered_at) == (due, MONDAY + timedelta(days=2))


def test_a_hidden_stage_takes_no_card(
    session: Session, referral: Referral, people: People, stages: dict[str, int]
) -> None:
    from carehub.referrals.models import Stage

    session.get_one(Stage, stages["Ready"]).is_hidden = True
    session.flush()
    with pytest.raises(NotFound, match="no longer on the board"):
        service.move(session, people.alice, referral.id or 0, 1, stages["Ready"])


def test_the_second_of_two_people_is_told_who_was_first(
    session: Session, referral: Referral, people: People, stages: dict[str, int]
) -> None:
    service.move(session, people.alice, referral.id or 0, 1, stages["Ready"])
    with (
        clock.freeze(MONDAY + timedelta(seconds=3)),
        pytest.raises(Conflict, match="Alice Moreno moved this referral to Ready 3 seconds ago"),
    ):
        service.move(session, people.erin, referral.id or 0, 1, stages["Needs info"], EVIDENCE["Needs info"])
    assert referral.status is Status.READY


def test_front_desk_cannot_move_a_referral(
    session: Session, referral: Referral, people: People, stages: dict[str, int]
) -> None:
    for actor in (people.bob, people.pat, people.dana):
        with pytest.raises(NotAllowed):
            service.move(session, actor, referral.id or 0, 1, stages["Ready"])
    assert referral.version == 1


def test_closing_without_a_report_after_three_requests_wants_a_supervisor(
    session: Session, sent: Referral, people: People, stages: dict[str, int], walk: Walk
) -> None:
    walk(sent, "Awaiting report")
    not_obtained = Evidence.model_validate({"no_report": "not_obtained"})
    with pytest.raises(NotAllowed, match="supervisor"):
        service.move(session, people.alice, sent.id or 0, sent.version, stages["Closed"], not_obtained)
    service.move(session, people.erin, sent.id or 0, sent.version, stages["Closed"], not_obtained)
    assert sent.status is Status.CLOSED
