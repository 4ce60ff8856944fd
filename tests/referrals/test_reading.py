"""What a board shows, and to whom."""

import pytest
from sqlmodel import Session

from carehub.referrals import service
from tests.conftest import People
from tests.referrals.conftest import MakeReferral

pytestmark = pytest.mark.usefixtures("monday")


def test_a_column_holds_its_first_page_and_counts_all(
    session: Session, people: People, make_referral: MakeReferral, stages: dict[str, int]
) -> None:
    made = sorted((make_referral() for _ in range(27)), key=lambda each: each.order_key)
    draft, ready = service.board(session, people.alice)[:1] + service.board(session, people.alice)[2:3]
    first = made[: service.FIRST_CARDS]
    assert [entry.referral.id for entry in draft.entries] == [each.id for each in first]
    assert (draft.total, ready.total, ready.entries) == (27, 0, [])
    rest = service.column_page(session, people.alice, stages["Draft"], after=first[-1].order_key)
    assert [entry.referral.id for entry in rest] == [each.id for each in made[service.FIRST_CARDS :]]


def test_a_board_shows_only_the_patients_of_the_own_sites(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    north, south = make_referral(), make_referral(people.charlie, site="Southside")
    for actor, mine in (
        (people.alice, {north.id}),
        (people.charlie, {south.id}),
        (people.erin, {north.id, south.id}),
    ):
        shown = {entry.referral.id for column in service.board(session, actor) for entry in column.entries}
        changed = service.changed_cards(session, actor, [north.id or 0, south.id or 0])
        assert shown == {entry.referral.id for entry in changed} == mine
        assert sum(service.stage_totals(session, actor).values()) == len(mine)
