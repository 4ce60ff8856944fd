"""Boards that look with the same eyes share one answer; nobody else ever gets it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event

from carehub.core import clock, database
from carehub.core.actor import Actor
from carehub.core.changes import HUB, Change, Topic
from carehub.core.database import unit_of_work
from carehub.referrals import service
from carehub.referrals.filters import ME, WHOLE_BOARD, BoardView
from carehub.referrals.service import NewReferral
from carehub.referrals.sharing import Board, News, board_at, news_of
from carehub.referrals.stage_settings import StageWish, add_stage
from carehub.referrals.status import Status
from tests.conftest import People, make_patient

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with clock.freeze(clock.now()):
        yield


@pytest.fixture
def referral(people: People) -> int:
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"])
        kind = service.shown_types(session)[0].id or 0
        return service.create(session, people.alice, NewReferral(patient.id or 0, kind)).id or 0


@pytest.fixture
def asked() -> Iterator[Callable[[], int]]:
    """How many statements the database was asked so far."""
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(database.engine(), "before_cursor_execute", count)
    yield lambda: len([each for each in statements if each.startswith("SELECT")])
    event.remove(database.engine(), "before_cursor_execute", count)


def news(actor: Actor, referral: int, only: BoardView = WHOLE_BOARD, since: int | None = None) -> News:
    """What became of a referral that changed last at ``since``, or just now."""
    rev = HUB.rev
    with unit_of_work(write=False) as session:
        return news_of(session, actor, rev, {referral: rev if since is None else since}, {}, only)


def opened(actor: Actor) -> Board:
    rev = HUB.rev
    with unit_of_work(write=False) as session:
        return board_at(session, actor, rev, WHOLE_BOARD)


def test_the_second_board_with_the_same_eyes_asks_nothing(
    people: People, referral: int, asked: Callable[[], int]
) -> None:
    first, after_one = news(people.erin, referral), asked()
    assert after_one > 0
    assert news(people.erin, referral) == first
    assert asked() == after_one


def test_the_second_of_those_who_open_the_same_board_asks_nothing(
    people: People, referral: int, asked: Callable[[], int]
) -> None:
    first, after_one = opened(people.erin), asked()
    assert after_one > 0
    assert opened(people.erin) is first
    assert asked() == after_one
    assert opened(people.charlie).counts.whole == 0


def test_a_page_that_is_behind_is_told_what_others_were_told_already(
    people: People, referral: int, asked: Callable[[], int]
) -> None:
    with unit_of_work() as session:
        service.pin(session, people.alice, referral, 1, pinned=True)
    long_ago, pinned = 0, HUB.rev
    news(people.erin, referral)
    HUB.publish(Change(Topic.RECEIVERS, (1,)))
    before = asked()
    told = news(people.erin, referral, since=pinned)
    assert [card["pinned"] for card in told.cards] == [True]
    assert asked() == before + 2, "only the totals are counted again, of what is not archived"
    assert news(people.erin, referral, since=long_ago).cards == told.cards


def test_what_was_told_is_not_told_for_ever(people: People, referral: int, asked: Callable[[], int]) -> None:
    news(people.erin, referral)
    before = asked()
    with clock.freeze(clock.now() + timedelta(minutes=1)):
        news(people.erin, referral)
    assert asked() > before


def test_other_sites_other_roles_and_other_filters_have_eyes_of_their_own(
    people: People, referral: int
) -> None:
    assert [card["id"] for card in news(people.alice, referral).cards] == [referral]
    assert news(people.charlie, referral).cards == []
    assert "pin" in news(people.alice, referral).cards[0]["actions"]
    assert "pin" not in news(people.bob, referral).cards[0]["actions"]
    assert news(people.alice, referral, BoardView(urgency="stat")).cards == []


def test_my_cards_are_not_those_of_a_colleague_of_the_same_role(people: People, referral: int) -> None:
    mine = BoardView(coordinator=ME)
    colleague = Actor(people.pat.user_id, "Ana", people.alice.role, people.alice.site_ids)
    assert len(news(people.alice, referral, mine).cards) == 1
    assert news(colleague, referral, mine).cards == []


def test_after_a_further_change_it_is_read_again(people: People, referral: int) -> None:
    before = news(people.alice, referral)
    with unit_of_work() as session:
        service.pin(session, people.alice, referral, 1, pinned=True)
    after = news(people.alice, referral)
    assert (before.cards[0]["pinned"], after.cards[0]["pinned"]) == (False, True)


def test_a_stage_that_was_added_is_offered_at_once(people: People, referral: int) -> None:
    news(people.erin, referral)
    with unit_of_work() as session:
        added = add_stage(session, people.dana, StageWish("Checked", Status.READY))
    assert str(added.id) in news(people.erin, referral).cards[0]["targets"]
    assert str(added.id) in [column["id"] for column in opened(people.erin).columns]
