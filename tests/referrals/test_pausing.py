"""A clock stands still for a reason until a day; one that ran out says why."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from carehub.core import clock
from carehub.core.errors import Invalid
from carehub.referrals import pausing, service
from carehub.referrals.models import Happening, Referral
from carehub.referrals.reasons import StuckReason
from carehub.referrals.status import Urgency
from tests.conftest import People
from tests.referrals.conftest import MONDAY, Walk, changes_to

pytestmark = pytest.mark.usefixtures("monday")
FRIDAY = date(2026, 11, 27)


def end_of(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 6, tzinfo=UTC) + timedelta(days=1)


def test_a_pause_moves_the_end_of_the_clock(session: Session, referral: Referral, people: People) -> None:
    assert referral.due_at == end_of(11, 27)  # Thursday is Thanksgiving
    pausing.pause(session, people.alice, referral.id or 0, 1, " Abroad ", FRIDAY)
    # Monday to Friday do not count; three business days follow.
    assert (referral.due_at, referral.pause_reason) == (end_of(12, 2), "Abroad")
    event = service.history(session, people.alice, referral.id or 0)[0].event
    assert (event.happening, event.reason, event.detail) == (
        Happening.PAUSED,
        "Abroad",
        {"until": "27-Nov-2026"},
    )


@pytest.mark.parametrize(
    ("reason", "until", "words"),
    [
        (" ", FRIDAY, "why the clock stands still"),
        ("x" * 201, FRIDAY, "characters"),
        ("Abroad", MONDAY.date() - timedelta(days=1), "past"),
        ("Abroad", date(2029, 1, 1), "a year"),
    ],
)
def test_a_pause_wants_a_reason_and_an_end(
    session: Session, referral: Referral, people: People, reason: str, until: date, words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        pausing.pause(session, people.alice, referral.id or 0, 1, reason, until)


def test_a_second_pause_prolongs_the_first(session: Session, referral: Referral, people: People) -> None:
    pausing.pause(session, people.alice, referral.id or 0, 1, "Abroad", FRIDAY)
    with clock.freeze(MONDAY + timedelta(days=2)):
        pausing.pause(session, people.alice, referral.id or 0, 2, "Stays longer", date(2026, 11, 30))
    assert (len(referral.pauses), referral.due_at) == (1, end_of(12, 3))


def test_two_pauses_of_one_step_both_count(session: Session, referral: Referral, people: People) -> None:
    pausing.pause(session, people.alice, referral.id or 0, 1, "Abroad", date(2026, 11, 24))
    with clock.freeze(MONDAY + timedelta(days=3)):
        pausing.pause(session, people.alice, referral.id or 0, 2, "Ill", FRIDAY)
    # Of Monday's three days only Wednesday was counted before Thursday.
    assert (len(referral.pauses), referral.due_at) == (2, end_of(12, 1))


def test_a_clock_goes_on_when_somebody_says_so(session: Session, referral: Referral, people: People) -> None:
    pausing.pause(session, people.alice, referral.id or 0, 1, "Abroad", FRIDAY)
    with clock.freeze(MONDAY + timedelta(days=2)):
        pausing.resume(session, people.alice, referral.id or 0, 2)
    # Monday and Tuesday stay uncounted.
    assert (referral.paused_until, referral.due_at) == (None, end_of(11, 30))
    with pytest.raises(Invalid, match="running already"):
        pausing.resume(session, people.alice, referral.id or 0, 3)


def test_a_pause_that_is_called_off_the_same_day_leaves_no_trace_on_the_clock(
    session: Session, referral: Referral, people: People
) -> None:
    due = referral.due_at
    pausing.pause(session, people.alice, referral.id or 0, 1, "Abroad", FRIDAY)
    pausing.resume(session, people.alice, referral.id or 0, 2)
    assert (referral.due_at, referral.pauses) == (due, [])


def test_a_pause_ends_with_its_step(session: Session, referral: Referral, people: People, walk: Walk) -> None:
    pausing.pause(session, people.alice, referral.id or 0, 1, "Abroad", FRIDAY)
    walk(referral, "Ready")
    assert (referral.paused_until, referral.pauses, referral.due_at) == (None, [], end_of(11, 27))


def test_nothing_closed_is_paused_or_late(
    session: Session, sent: Referral, people: People, walk: Walk
) -> None:
    walk(sent, "Awaiting report", "Report to review", "Closed")
    with clock.freeze(MONDAY + timedelta(days=400)):
        assert not pausing.is_stuck(sent)
        with pytest.raises(Invalid, match="closed"):
            pausing.pause(session, people.alice, sent.id or 0, sent.version, "Abroad", FRIDAY)


def test_what_is_stuck_says_because_of_what_and_stays_late(
    session: Session, sent: Referral, people: People
) -> None:
    with pytest.raises(Invalid, match="not late"):
        pausing.explain(session, people.alice, sent.id or 0, sent.version, StuckReason.WAIT_TOO_LONG)
    with clock.freeze(MONDAY + timedelta(days=14)):
        due = sent.due_at
        pausing.explain(
            session, people.alice, sent.id or 0, sent.version, StuckReason.WAIT_TOO_LONG, " Until May "
        )
        assert (sent.due_at, sent.stuck_because, sent.stuck_note) == (due, "wait_too_long", "Until May")
        assert pausing.is_stuck(sent)


@pytest.mark.parametrize(
    ("because", "words"),
    [(StuckReason.WAITING_FOR_PAYER, "from the list"), (StuckReason.OTHER, "a few words")],
)
def test_a_reason_fits_the_status_and_other_says_more(
    session: Session, sent: Referral, people: People, because: StuckReason, words: str
) -> None:
    with clock.freeze(MONDAY + timedelta(days=14)), pytest.raises(Invalid, match=words):
        pausing.explain(session, people.alice, sent.id or 0, sent.version, because)


def test_the_reason_ends_with_the_clock_that_had_run_out(
    session: Session, sent: Referral, people: People
) -> None:
    with clock.freeze(MONDAY + timedelta(days=14)):
        pausing.explain(session, people.alice, sent.id or 0, sent.version, StuckReason.WAIT_TOO_LONG)
        service.edit(session, people.alice, sent.id or 0, sent.version, changes_to(sent, question="And now?"))
        assert sent.stuck_because is StuckReason.WAIT_TOO_LONG
        pausing.pause(
            session,
            people.alice,
            sent.id or 0,
            sent.version,
            "They open in January",
            FRIDAY.replace(day=30, month=12),
        )
        assert sent.stuck_because is None
    higher = changes_to(sent, urgency=Urgency.STAT)
    service.edit(session, people.alice, sent.id or 0, sent.version, higher)
    assert sent.paused_until == date(2026, 12, 30)


def test_the_clock_keeps_the_closing_days_of_the_center(
    session: Session, people: People, sent: Referral
) -> None:
    # Seven business days from Monday 23 November; Thanksgiving is not one.
    assert sent.due_at == end_of(12, 3)
