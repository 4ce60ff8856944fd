"""Each operation: works, other site, wrong role, stale version, unknown id."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.referrals import assigning, pausing, service, visits
from carehub.referrals.models import Referral
from carehub.referrals.reasons import EndReason, StuckReason
from carehub.referrals.service import Ending, ReferralChanges
from carehub.referrals.status import MissedReason, Outcome, Urgency
from tests.conftest import People
from tests.referrals.conftest import MONDAY

pytestmark = pytest.mark.usefixtures("monday")


NOBODY = 999_999
TOMORROW = (MONDAY + timedelta(days=1)).date()

Verb = Callable[[Session, Actor, int, int, int], object]
VERBS: dict[str, Verb] = {
    "edit": lambda s, a, i, v, stage: service.edit(
        s, a, i, v, ReferralChanges(1, Urgency.STAT, "Elsewhere", "Why?")
    ),
    "move": lambda s, a, i, v, stage: service.move(s, a, i, v, stage),
    "reopen": lambda s, a, i, v, stage: service.reopen(s, a, i, v, stage, "Again"),
    "close_without_visit": lambda s, a, i, v, stage: service.close_without_visit(
        s, a, i, v, Ending(Outcome.CANCELLED, EndReason.DIED)
    ),
    "acknowledge": lambda s, a, i, v, stage: service.acknowledge(s, a, i, v),
    "pin": lambda s, a, i, v, stage: service.pin(s, a, i, v, pinned=True),
    "pause": lambda s, a, i, v, stage: pausing.pause(s, a, i, v, "Abroad", TOMORROW),
    "resume": lambda s, a, i, v, stage: pausing.resume(s, a, i, v),
    "explain": lambda s, a, i, v, stage: pausing.explain(s, a, i, v, StuckReason.RECORDS_MISSING),
    "assign": lambda s, a, i, v, stage: assigning.assign(s, a, i, v, None),
    "set urgency": lambda s, a, i, v, stage: assigning.set_urgency(s, a, i, v, Urgency.STAT),
}
READS: dict[str, Callable[[Session, Actor, int], object]] = {
    "find": service.find,
    "read": service.read,
    "history": service.history,
    "no show": lambda s, a, i: visits.record_no_show(s, a, i, MissedReason.FORGOT),
    "book": lambda s, a, i: visits.book_appointment(s, a, i, MONDAY, told=True),
    "seen": lambda s, a, i: visits.record_seen(s, a, i, MONDAY.date(), "Rosa"),
    "call off": lambda s, a, i: visits.call_off_appointment(s, a, i, "Away"),
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
def test_another_site_and_an_unknown_referral_look_the_same(
    session: Session, referral: Referral, people: People, stages: dict[str, int], verb: Verb
) -> None:
    refusals = []
    for actor, number in ((people.charlie, referral.id or 0), (people.alice, NOBODY)):
        with pytest.raises(NotFound) as refusal:
            verb(session, actor, number, 1, stages["Ready"])
        refusals.append(str(refusal.value))
    assert refusals[0] == refusals[1]
    assert referral.version == 1


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
def test_front_desk_changes_no_referral(
    session: Session, referral: Referral, people: People, stages: dict[str, int], verb: Verb
) -> None:
    with pytest.raises((NotAllowed, Invalid)):
        verb(session, people.bob, referral.id or 0, 1, stages["Ready"])
    assert referral.version == 1


@pytest.mark.parametrize(
    "name", ["edit", "move", "close_without_visit", "pin", "pause", "assign", "set urgency"]
)
def test_a_stale_version_changes_nothing(
    session: Session, referral: Referral, people: People, stages: dict[str, int], name: str
) -> None:
    service.pin(session, people.erin, referral.id or 0, 1, pinned=True)
    with pytest.raises(Conflict, match="Erin Castellano pinned this referral"):
        VERBS[name](session, people.alice, referral.id or 0, 1, stages["Ready"])
    assert referral.version == 2


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_another_site_reads_and_books_nothing(
    session: Session, referral: Referral, people: People, read: Callable[[Session, Actor, int], object]
) -> None:
    with pytest.raises(NotFound):
        read(session, people.charlie, referral.id or 0)
    with pytest.raises(NotFound):
        read(session, people.alice, NOBODY)
