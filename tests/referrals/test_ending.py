"""A referral ends without a visit, and is taken up again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import Invalid, NotAllowed
from carehub.referrals import service
from carehub.referrals.models import Happening, Referral
from carehub.referrals.reasons import END_REASONS, EndReason
from carehub.referrals.service import Ending
from carehub.referrals.status import Outcome, Status
from tests.conftest import People
from tests.referrals.conftest import MakeReferral, Walk, changes_to

pytestmark = pytest.mark.usefixtures("monday")


def close(session: Session, actor: Actor, referral: Referral, ending: Ending) -> Referral:
    return service.close_without_visit(session, actor, referral.id or 0, referral.version, ending)


GONE = Ending(Outcome.CANCELLED, EndReason.MOVED_AWAY)


def test_a_referral_closes_without_a_visit_with_its_coded_reason(
    session: Session, sent: Referral, people: People
) -> None:
    close(session, people.alice, sent, replace(GONE, words="To Ohio, in May"))
    assert (sent.status, sent.outcome, sent.outcome_code) == (Status.CLOSED, "cancelled", "moved_away")
    assert (sent.due_at, sent.outcome_reason) == (None, "To Ohio, in May")
    event = service.history(session, people.alice, sent.id or 0)[0].event
    assert (event.reason, event.detail["outcome"]) == ("Moved away. To Ohio, in May", "cancelled")


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (Ending(Outcome.CANCELLED, EndReason.OTHER, " "), "in a few words"),
        (Ending(Outcome.CANCELLED, EndReason.NO_NEW_PATIENTS), "Choose why"),
        (Ending(Outcome.NO_CAPACITY, EndReason.NO_NEW_PATIENTS), "what happens next"),
        (Ending(Outcome.COMPLETED, EndReason.OTHER, "Done"), "how this referral ended"),
        (Ending(Outcome.CANCELLED, EndReason.DIED, "x" * 4001), "fewer words"),
    ],
)
def test_an_end_without_its_grounds_is_refused(
    session: Session, sent: Referral, people: People, ending: Ending, words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        close(session, people.alice, sent, ending)


def try_to_reach(session: Session, actor: Actor, referral: Referral, days_ago: int) -> None:
    tried = NewAttempt(referral.patient_id, Whom.PATIENT, How.PHONE, Answer.NO_ANSWER, referral.id)
    contacts.log(session, actor, replace(tried, at=clock.now() - timedelta(days=days_ago)))


@pytest.mark.parametrize("outcome", END_REASONS)
def test_every_outcome_ends_with_each_of_its_reasons_and_no_other(
    session: Session, sent: Referral, people: People, outcome: Outcome
) -> None:
    for days_ago in (3, 2, 1):
        try_to_reach(session, people.alice, sent, days_ago)
    for code in EndReason:
        ending = Ending(outcome, code, "As she said", "Ask the next one")
        if code in END_REASONS[outcome]:
            with session.begin_nested() as end:
                assert close(session, people.erin, sent, ending).outcome_code is code
                end.rollback()
        else:
            with pytest.raises(Invalid, match="Choose why"):
                close(session, people.erin, sent, ending)


def test_a_redirected_referral_is_followed_by_a_draft_that_replaces_it(
    session: Session, sent: Referral, people: People
) -> None:
    close(session, people.alice, sent, Ending(Outcome.REDIRECTED, EndReason.INSURANCE_NOT_ACCEPTED))
    [successor] = session.exec(select(Referral).where(Referral.replaces_id == sent.id))
    assert (successor.status, successor.receiver, successor.question) == (Status.DRAFT, "", sent.question)
    assert (successor.patient_id, successor.coordinator_id) == (sent.patient_id, sent.coordinator_id)


def test_lost_to_follow_up_is_signed_by_a_supervisor(
    session: Session, sent: Referral, people: People
) -> None:
    lost = Ending(Outcome.LOST_TO_FOLLOW_UP, EndReason.NOT_REACHED)
    with pytest.raises(NotAllowed, match="supervisor"):
        close(session, people.alice, sent, lost)
    for days_ago in (3, 2, 1):
        with pytest.raises(Invalid, match=f"attempts on 3 days; .* has {3 - days_ago}"):
            close(session, people.erin, sent, lost)
        try_to_reach(session, people.alice, sent, days_ago)
    assert close(session, people.erin, sent, lost).outcome is Outcome.LOST_TO_FOLLOW_UP


def test_a_closed_referral_is_reopened_with_a_reason(
    session: Session, sent: Referral, people: People, stages: dict[str, int]
) -> None:
    close(session, people.alice, sent, GONE)
    service.reopen(session, people.alice, sent.id or 0, sent.version, stages["Ready"], "Came back")
    assert (sent.status, sent.outcome, sent.closed_at, sent.sent_on) == (Status.READY, None, None, None)
    assert (sent.outcome_code, sent.due_at is None) == (None, False)
    assert service.history(session, people.alice, sent.id or 0)[0].event.happening is Happening.REOPENED


def test_an_open_referral_is_not_reopened(
    session: Session, sent: Referral, people: People, stages: dict[str, int]
) -> None:
    with pytest.raises(Invalid, match="open already"):
        service.reopen(session, people.alice, sent.id or 0, sent.version, stages["Ready"], "Why not")


def test_a_provider_acknowledges_a_report_and_nothing_else(
    session: Session, sent: Referral, people: People, walk: Walk
) -> None:
    walk(sent, "Awaiting report", "Report to review")
    service.acknowledge(session, people.pat, sent.id or 0, sent.version)
    assert (sent.reviewed_by, str(sent.reviewed_on)) == ("Pat Lindqvist", "2026-11-23")
    with pytest.raises(NotAllowed):
        service.edit(session, people.pat, sent.id or 0, sent.version, changes_to(sent, receiver="Mine"))


def test_there_is_nothing_to_acknowledge_before_the_report(
    session: Session, sent: Referral, people: People
) -> None:
    with pytest.raises(Invalid, match="no report"):
        service.acknowledge(session, people.pat, sent.id or 0, sent.version)


def test_a_pinned_card_stands_above_a_stat_one(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    routine, stat = make_referral(), make_referral(urgency="stat")
    assert stat.order_key < routine.order_key
    service.pin(session, people.alice, routine.id or 0, 1, pinned=True)
    assert routine.order_key < stat.order_key
