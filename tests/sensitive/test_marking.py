"""Who may say that a referral is sensitive, and who is let to see such: both on record, both at once."""

from dataclasses import replace

import pytest
from sqlmodel import Session, col, select

from carehub.accounts import grants, sessions
from carehub.accounts.models import User
from carehub.core.actor import Actor, Permission, Role
from carehub.core.errors import Conflict, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.referrals import sensitivity, sharing
from carehub.referrals.filters import WHOLE_BOARD
from carehub.referrals.models import Referral
from carehub.sensitive.models import SensitiveReferral, Sensitivity
from tests.conftest import People
from tests.referrals.conftest import MakeReferral, make_referral, specialty
from tests.sensitive.conftest import granted

__all__ = ["make_referral", "specialty"]

IN_TURN = col(JournalEntry.seq)


@pytest.fixture
def referral(make_referral: MakeReferral) -> Referral:
    return make_referral()


def actor_now(session: Session, actor: Actor) -> Actor:
    """The person as the next event of a page would have it."""
    found = sessions.actor_of(session, sessions.start(session, actor.user_id))
    assert found is not None
    assert found.grants == sessions.actor_for(session, session.get_one(User, actor.user_id)).grants
    return found


def test_it_is_marked_changed_and_unmarked(session: Session, people: People, referral: Referral) -> None:
    alice, number = granted(people.alice), referral.id or 0
    for kind in (Sensitivity.HIV, Sensitivity.OTHER, Sensitivity.OTHER, None):
        session.refresh(referral)
        sensitivity.mark(session, alice, number, referral.version, kind)
        assert sensitivity.sensitivity_of(session, alice, number) is kind
    told = select(JournalEntry.action).where(JournalEntry.subject == f"referral:{number}").order_by(IN_TURN)
    wrote = session.exec(told.order_by(col(JournalEntry.seq))).all()
    assert wrote[-3:] == ["referrals.mark_sensitive"] * 2 + ["referrals.unmark_sensitive"]


def test_who_would_lose_sight_of_it_or_may_not_edit_does_not_mark(
    session: Session, people: People, referral: Referral
) -> None:
    for actor in (people.alice, people.erin, people.bob, granted(people.bob), granted(people.pat)):
        with pytest.raises(NotAllowed):
            sensitivity.mark(session, actor, referral.id or 0, 1, Sensitivity.HIV)
    for actor, number in ((granted(people.charlie), referral.id or 0), (granted(people.alice), 999)):
        with pytest.raises(NotFound):
            sensitivity.mark(session, actor, number, 1, Sensitivity.HIV)
    with pytest.raises(Conflict):
        sensitivity.mark(session, granted(people.alice), referral.id or 0, 99, Sensitivity.HIV)
    assert session.exec(select(SensitiveReferral)).all() == []


def test_a_person_is_granted_and_no_longer(session: Session, people: People) -> None:
    for is_granted in (True, True, False, False, True):
        grants.grant_person(session, people.dana, people.alice.user_id, is_granted=is_granted)
        assert actor_now(session, people.alice).may(Permission.SENSITIVE_SEE) is is_granted
    assert not actor_now(session, people.pat).may(Permission.SENSITIVE_SEE)
    assert grants.standing(session, people.dana) == ({people.alice.user_id}, set())
    of_grants = select(JournalEntry.action).where(col(JournalEntry.action).like("%sensitive"))
    wrote = session.exec(of_grants.order_by(IN_TURN)).all()
    assert wrote == ["people.grant_sensitive", "people.end_sensitive", "people.grant_sensitive"]


def test_a_role_is_granted_with_whoever_has_it(session: Session, people: People) -> None:
    grants.grant_role(session, people.dana, Role.PROVIDER, is_granted=True)
    seeing = [actor_now(session, each).may(Permission.SENSITIVE_SEE) for each in (people.pat, people.alice)]
    assert seeing == [True, False]
    grants.grant_role(session, people.dana, Role.PROVIDER, is_granted=False)
    assert not actor_now(session, people.pat).may(Permission.SENSITIVE_SEE)


def test_only_an_admin_grants(session: Session, people: People) -> None:
    for actor in (people.alice, people.bob, people.charlie, people.erin, people.pat):
        with pytest.raises(NotAllowed):
            grants.grant_person(session, actor, actor.user_id, is_granted=True)
        with pytest.raises(NotAllowed):
            grants.grant_role(session, actor, Role.COORDINATOR, is_granted=True)
        with pytest.raises(NotAllowed):
            grants.standing(session, actor)
    with pytest.raises(NotFound):
        grants.grant_person(session, people.dana, 999, is_granted=True)


def test_two_who_see_differently_do_not_share_a_board(
    session: Session, people: People, referral: Referral
) -> None:
    sensitivity.mark(session, granted(people.alice), referral.id or 0, referral.version, Sensitivity.HIV)
    boards = [
        sharing.board_at(session, actor, 10**6, WHOLE_BOARD).counts.whole
        for actor in (granted(people.alice), people.alice, replace(granted(people.alice), user_id=99))
    ]
    assert boards == [1, 0, 1]
