"""Two people who move the same card at the same moment: one of them did it, and the other is told."""

import threading

import pytest

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict
from carehub.referrals import service
from carehub.referrals.models import Referral
from carehub.referrals.status import Status
from tests.conftest import People, Tell
from tests.referrals.conftest import Draft
from tests.sizes import size

PAIRS = size(10, 2_000)


@pytest.mark.campaign
def test_of_two_who_move_a_card_at_once_one_wins_and_the_other_is_told_who(
    people: People, draft: Draft, tell: Tell, database_url: str
) -> None:
    card = draft()
    with unit_of_work(write=False) as session:
        stages = {stage.status: stage.id or 0 for stage in service.shown_stages(session)}
    for number in range(PAIRS):
        target = stages[(Status.READY, Status.DRAFT)[number % 2]]
        told = _race(card, target, (people.alice, people.erin))
        assert len(told) == 1
        assert any(name in told[0] for name in (people.alice.name, people.erin.name)), told
    with unit_of_work(write=False) as session:
        assert session.get_one(Referral, card).version == 1 + PAIRS
    kind = database_url.partition(":")[0]
    tell(f"Two move the same card at once, {kind}", f"{PAIRS:,}", f"one won each, {PAIRS:,} were told who")


def _race(card: int, target: int, who: tuple[Actor, Actor]) -> list[str]:
    """Both move what both have seen; what was said to those who came too late."""
    with unit_of_work(write=False) as session:
        seen = session.get_one(Referral, card).version
    start, refusals = threading.Barrier(len(who)), list[str]()

    def move(actor: Actor) -> None:
        start.wait()
        try:
            with unit_of_work() as session:
                service.move(session, actor, card, seen, target)
        except Conflict as refusal:
            refusals.append(str(refusal))

    racers = [threading.Thread(target=move, args=(actor,)) for actor in who]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    return refusals
