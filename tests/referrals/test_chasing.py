"""Reports that are late: listed, asked for again, counted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session

from carehub.core import clock
from carehub.core.errors import Invalid, NotAllowed, NotFound
from carehub.referrals import service
from carehub.referrals.chasing import MOST_LETTERS, ask_again, chased, count_overdue, overdue_reports
from carehub.referrals.evidence import Evidence
from carehub.referrals.models import Happening, Referral
from tests.conftest import People
from tests.referrals.conftest import MakeReferral

Walk = Callable[..., Referral]


@pytest.fixture
def overdue(make_referral: MakeReferral, walk: Walk) -> Referral:
    """Seen forty days ago, and no report since."""
    with clock.freeze(clock.now() - timedelta(days=40)):
        return walk(make_referral(), "Ready", "Sent", "Accepted", "Awaiting report")


def test_a_late_report_is_listed_until_it_arrives(
    session: Session, people: People, overdue: Referral, make_referral: MakeReferral, walk: Walk
) -> None:
    walk(make_referral(), "Ready", "Sent", "Accepted", "Awaiting report")
    (listed,) = overdue_reports(session, people.alice)
    assert (listed.entry.referral.id, listed.asked, listed.asked_at) == (overdue.id, 0, None)
    assert (count_overdue(session, people.bob), count_overdue(session, people.charlie)) == (1, 0)
    assert overdue_reports(session, people.charlie) == []
    walk(overdue, "Report to review")
    assert overdue_reports(session, people.alice) == []


def test_each_request_is_counted_once_a_day_and_resets_no_clock(
    session: Session, people: People, overdue: Referral
) -> None:
    number, before = overdue.id or 0, (overdue.version, overdue.due_at)
    for days in (3, 1, 0):
        with clock.freeze(clock.now() - timedelta(days=days)):
            ask_again(session, people.alice, [number])
            ask_again(session, people.erin, [number])
    (listed,) = overdue_reports(session, people.alice)
    assert listed.asked == 3
    assert listed.asked_at is not None
    assert clock.now() - listed.asked_at < timedelta(hours=1)
    assert (overdue.version, overdue.due_at) == before
    told = [line.event.happening for line in service.history(session, people.alice, number)]
    assert told.count(Happening.REPORT_ASKED) == 3


def test_requests_for_an_earlier_visit_do_not_count(
    session: Session, people: People, overdue: Referral, walk: Walk, stages: dict[str, int]
) -> None:
    with clock.freeze(clock.now() - timedelta(days=38)):
        ask_again(session, people.alice, [overdue.id or 0])
    with clock.freeze(clock.now() - timedelta(days=37)):
        walk(overdue, "Report to review")
        wrong = Evidence(reason="This was another patient's")
        service.move(
            session, people.alice, overdue.id or 0, overdue.version, stages["Awaiting report"], wrong
        )
    assert [one.asked for one in overdue_reports(session, people.alice)] == [0]


def test_what_has_arrived_meanwhile_is_left_out(
    session: Session, people: People, overdue: Referral, walk: Walk
) -> None:
    walk(overdue, "Report to review")
    ask_again(session, people.alice, [overdue.id or 0])
    assert chased(session, people.alice, [overdue.id or 0]) == []


def test_only_who_edits_referrals_of_the_own_sites_asks(
    session: Session, people: People, overdue: Referral
) -> None:
    number = overdue.id or 0
    for actor in (people.bob, people.pat, people.dana):
        with pytest.raises(NotAllowed):
            ask_again(session, actor, [number])
    for ids in ([number], [number, 999_999]):
        with pytest.raises(NotFound):
            ask_again(session, people.charlie, ids)
    for ids in ([], list(range(1, MOST_LETTERS + 2))):
        with pytest.raises(Invalid):
            ask_again(session, people.alice, ids)
    assert [one.asked for one in overdue_reports(session, people.alice)] == [0]
