"""Referrals and the directory: linked by what is typed, and counted for the report cards."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from carehub.core.errors import NotAllowed
from carehub.directory import service as directory
from carehub.directory.draft import ReceiverDraft
from carehub.referrals import service
from carehub.referrals.filters import BoardView
from carehub.referrals.models import Referral
from carehub.referrals.receivers import ReportCard, report_cards
from carehub.referrals.status import Outcome
from tests.conftest import People
from tests.referrals.conftest import MakeReferral, changes_to


def listed(session: Session, people: People, name: str) -> int:
    return directory.add(session, people.alice, ReceiverDraft(name)).id or 0


def test_what_is_typed_is_linked_and_free_words_stay_words(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    lakeside = listed(session, people, "Lakeside Cardiology")
    referral = make_referral()
    assert referral.receiver_id == lakeside
    for text, wanted in (("Dr. Who, down the road", None), ("lakeside  cardiology", lakeside)):
        changes = changes_to(referral, receiver=text)
        service.edit(session, people.alice, referral.id or 0, referral.version, changes)
        assert (referral.receiver, referral.receiver_id) == (text, wanted)


def test_the_board_finds_a_receivers_referrals_also_those_from_before_it_was_listed(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    before = make_referral()
    lakeside = listed(session, people, "Lakeside Cardiology")
    after, other = make_referral(), make_referral()
    changes = changes_to(other, receiver="Heart House")
    service.edit(session, people.alice, other.id or 0, other.version, changes)
    view = BoardView(receiver=str(lakeside))
    found = [
        entry.referral for column in service.board(session, people.alice, view) for entry in column.entries
    ]
    assert {referral.id for referral in found} == {before.id, after.id}
    assert service.stage_totals(session, people.charlie, view) == {}


def test_a_report_card_counts_what_was_and_leaves_out_what_is_not_known(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    lakeside, quiet = listed(session, people, "Lakeside Cardiology"), listed(session, people, "Heart House")
    for days_to_appointment, days_to_report in ((10, 4), (20, 8), (40, None)):
        seen(make_referral(), days_to_appointment, days_to_report)
    declined, mistaken = make_referral(), make_referral()
    declined.outcome, mistaken.outcome = Outcome.NO_CAPACITY, Outcome.ENTERED_IN_ERROR
    make_referral()
    session.flush()
    cards = report_cards(session, people.erin, [lakeside, quiet])
    assert cards == {lakeside: ReportCard(5, 20, 6, 0.25), quiet: ReportCard()}
    assert report_cards(session, people.charlie, [lakeside]) == {lakeside: ReportCard()}


def seen(referral: Referral, days_to_appointment: int, days_to_report: int | None) -> None:
    sent = date(2026, 1, 1)
    visit = date.fromordinal(sent.toordinal() + days_to_appointment)
    referral.sent_on, referral.seen_on = sent, visit
    referral.appointment_at = datetime(visit.year, visit.month, visit.day, 15, tzinfo=UTC)
    if days_to_report is not None:
        referral.report_received_on = date.fromordinal(visit.toordinal() + days_to_report)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_unlisted_receiver_has_no_card(session: Session, people: People) -> None:
    assert report_cards(session, people.alice, [999_999]) == {999_999: ReportCard()}
    with pytest.raises(NotAllowed):
        directory.add(session, people.bob, ReceiverDraft("Heart House"))
