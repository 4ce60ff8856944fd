"""Boards that look with the same eyes share one answer; nobody else ever gets it."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event

from carehub.core import clock, database
from carehub.core.actor import Actor
from carehub.core.changes import HUB
from carehub.core.database import unit_of_work
from carehub.referrals import service
from carehub.referrals.filters import ME, WHOLE_BOARD, BoardView
from carehub.referrals.service import NewReferral
from carehub.referrals.sharing import News, news_of
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


def news(actor: Actor, referral: int, only: BoardView = WHOLE_BOARD) -> News:
    rev = HUB.rev
    with unit_of_work(write=False) as session:
        return news_of(session, actor, rev, frozenset({referral}), frozenset(), only)


def test_the_second_board_with_the_same_eyes_asks_nothing(
    people: People, referral: int, asked: Callable[[], int]
) -> None:
    first, after_one = news(people.erin, referral), asked()
    assert after_one > 0
    assert news(people.erin, referral) is first
    assert asked() == after_one


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
