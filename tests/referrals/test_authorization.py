"""The payer's authorization: kept, checked, and warned of before it ends."""

from datetime import date

import pytest
from sqlmodel import Session

from carehub.core.errors import Invalid, NotAllowed, NotFound
from carehub.referrals import service
from carehub.referrals.authorization import Authorization, authorization_of, warning
from carehub.referrals.models import Referral
from carehub.referrals.service import ReferralChanges
from tests.conftest import People
from tests.referrals.conftest import MakeReferral

TODAY = date(2026, 11, 23)
GRANTED = Authorization("Sunrise Health", "A-1234", date(2026, 11, 1), date(2027, 1, 31), visits=8, used=1)


@pytest.mark.parametrize(
    ("authorization", "said"),
    [
        (Authorization(), ""),
        (GRANTED, ""),
        (Authorization(valid_until=date(2026, 12, 8)), ""),
        (Authorization(valid_until=date(2026, 12, 7)), "Ends in 14 days"),
        (Authorization(valid_until=date(2026, 11, 24)), "Ends in 1 day"),
        (Authorization(valid_until=TODAY), "Ends today"),
        (Authorization(valid_until=date(2026, 11, 22)), "Ended 22-Nov-2026"),
        (Authorization(valid_from=date(2026, 12, 1)), "Not valid before 01-Dec-2026"),
        (Authorization(visits=8, used=5), ""),
        (Authorization(visits=8, used=6), "2 visits left"),
        (Authorization(visits=1), "1 visit left"),
        (Authorization(visits=8, used=9), "No visits left"),
        (Authorization(valid_until=TODAY, visits=2, used=1), "Ends today · 1 visit left"),
    ],
)
def test_it_warns_fourteen_days_or_two_visits_before_the_end(authorization: Authorization, said: str) -> None:
    assert warning(authorization, TODAY) == said


def changed(referral: Referral, authorization: Authorization) -> ReferralChanges:
    return ReferralChanges(
        referral.type_id, referral.urgency, referral.receiver, referral.question, authorization
    )


def test_an_authorization_is_kept_and_an_edit_without_one_leaves_it(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    referral = make_referral()
    number = referral.id or 0
    service.edit(session, people.alice, number, 1, changed(referral, GRANTED))
    other = ReferralChanges(referral.type_id, referral.urgency, "Hillside", referral.question)
    service.edit(session, people.alice, number, 2, other)
    assert authorization_of(service.find(session, people.alice, number)) == GRANTED
    assert referral.receiver == "Hillside"


def test_an_authorization_that_cannot_be_is_refused(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    referral = make_referral()
    for wrong in (
        Authorization(valid_from=TODAY, valid_until=date(2026, 11, 22)),
        Authorization(visits=-1),
        Authorization(used=1000),
        Authorization(number="x" * 201),
    ):
        with pytest.raises(Invalid):
            service.edit(session, people.alice, referral.id or 0, 1, changed(referral, wrong))
    with pytest.raises(NotFound):
        service.edit(session, people.charlie, referral.id or 0, 1, changed(referral, GRANTED))
    with pytest.raises(NotAllowed):
        service.edit(session, people.bob, referral.id or 0, 1, changed(referral, GRANTED))
    assert authorization_of(referral) == Authorization()
