"""Undo: exactly what was, as long as nobody touched the referral since."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from carehub.core import clock
from carehub.core.errors import Conflict, NotAllowed, NotFound
from carehub.referrals import service
from carehub.referrals.models import Happening, Referral, Stage
from carehub.referrals.reasons import EndReason
from carehub.referrals.service import Ending
from carehub.referrals.status import Outcome, Status
from carehub.referrals.taking_back import undo
from tests.conftest import People
from tests.referrals.conftest import EVIDENCE, MONDAY, MakeReferral, Walk

pytestmark = pytest.mark.usefixtures("monday")

UNCHANGED = {"version", "updated_at"}


def kept(referral: Referral) -> dict[str, object]:
    return referral.model_dump(exclude=UNCHANGED)


def test_a_move_is_undone_to_exactly_what_was(
    session: Session, sent: Referral, people: People, stages: dict[str, int]
) -> None:
    before = kept(sent)
    with clock.freeze(MONDAY + timedelta(minutes=5)):
        service.move(
            session, people.alice, sent.id or 0, sent.version, stages["Accepted"], EVIDENCE["Accepted"], "t1"
        )
        assert undo(session, people.alice, "t1") == "Put back in Sent"
    assert kept(sent) == before
    event = service.history(session, people.alice, sent.id or 0)[0].event
    assert (event.happening, event.from_stage, event.to_stage) == (Happening.UNDONE, "Accepted", "Sent")


def test_what_a_step_back_forgot_comes_again(
    session: Session, sent: Referral, people: People, stages: dict[str, int], walk: Walk
) -> None:
    walk(sent, "Scheduled")
    before = kept(sent)
    back = EVIDENCE["Scheduled"].model_copy(update={"reason": "Wrong day"})
    service.move(session, people.alice, sent.id or 0, sent.version, stages["Accepted"], back, "t1")
    assert sent.appointment_at is None
    undo(session, people.alice, "t1")
    assert kept(sent) == before


def test_an_end_is_undone_save_one_that_made_another_referral(
    session: Session, make_referral: MakeReferral, people: People
) -> None:
    first, second = make_referral(), make_referral()
    for referral, outcome, code in (
        (first, Outcome.CANCELLED, EndReason.DIED),
        (second, Outcome.REDIRECTED, EndReason.WAIT_TOO_LONG),
    ):
        service.close_without_visit(
            session, people.alice, referral.id or 0, 1, Ending(outcome, code), f"t{referral.id}"
        )
    undo(session, people.alice, f"t{first.id}")
    assert (first.status, first.outcome, first.closed_at) == (Status.DRAFT, None, None)
    with pytest.raises(NotFound, match="undone already"):
        undo(session, people.alice, f"t{second.id}")


def test_an_undo_is_refused_when_someone_was_there_since(
    session: Session, referral: Referral, people: People, stages: dict[str, int]
) -> None:
    service.move(session, people.alice, referral.id or 0, 1, stages["Ready"], token="t1")
    service.move(session, people.erin, referral.id or 0, 2, stages["Needs info"], EVIDENCE["Needs info"])
    with (
        clock.freeze(MONDAY + timedelta(seconds=3)),
        pytest.raises(
            Conflict, match=r"Erin Castellano moved this referral to Needs info 3 seconds ago. So it"
        ),
    ):
        undo(session, people.alice, "t1")
    assert referral.status is Status.NEEDS_INFO


def test_nothing_is_undone_twice(
    session: Session, referral: Referral, people: People, stages: dict[str, int]
) -> None:
    service.move(session, people.alice, referral.id or 0, 1, stages["Ready"], token="t1")
    undo(session, people.alice, "t1")
    with pytest.raises(Conflict, match="Alice Moreno put this referral back in Draft"):
        undo(session, people.alice, "t1")
    assert referral.version == 3


def test_only_who_moved_it_undoes_it_and_only_while_she_may(
    session: Session, referral: Referral, people: People, stages: dict[str, int]
) -> None:
    service.move(session, people.alice, referral.id or 0, 1, stages["Ready"], token="t1")
    for actor, refusal in (
        (people.erin, NotFound),
        (people.charlie, NotFound),
        (people.bob, NotAllowed),
        (people.dana, NotAllowed),
    ):
        with pytest.raises(refusal):
            undo(session, actor, "t1")
    for token in ("", "t2", "' OR 1=1"):
        with pytest.raises(NotFound):
            undo(session, people.alice, token)
    with clock.freeze(MONDAY + timedelta(hours=2)), pytest.raises(NotFound, match="too long ago"):
        undo(session, people.alice, "t1")
    assert (referral.status, referral.version) == (Status.READY, 2)


def test_a_card_is_not_put_back_into_a_stage_that_is_gone(
    session: Session, referral: Referral, people: People, stages: dict[str, int]
) -> None:
    service.move(session, people.alice, referral.id or 0, 1, stages["Ready"], token="t1")
    session.get_one(Stage, stages["Draft"]).is_hidden = True
    session.flush()
    with pytest.raises(Conflict, match="no longer on the board"):
        undo(session, people.alice, "t1")
