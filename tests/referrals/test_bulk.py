"""Several cards at once: each by itself, asked once, told one by one, undone together."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.errors import Conflict, Invalid, NotAllowed
from carehub.referrals import bulk, service
from carehub.referrals.bulk import MOST, Result, Seen
from carehub.referrals.evidence import Evidence, ProofWanted
from carehub.referrals.models import Referral
from carehub.referrals.status import Proof, Status, Urgency
from carehub.referrals.taking_back import undo
from tests.conftest import People
from tests.referrals.conftest import EVIDENCE, MakeReferral, Walk

pytestmark = pytest.mark.usefixtures("monday")


def seen(*referrals: Referral) -> list[Seen]:
    return [Seen(referral.id or 0, referral.version) for referral in referrals]


def test_all_move_and_one_that_changed_since_tells_why_not(
    session: Session, people: People, make_referral: MakeReferral, stages: dict[str, int]
) -> None:
    first, second, third = (make_referral() for _ in range(3))
    before = seen(first, second, third)
    service.pin(session, people.erin, second.id or 0, 1, pinned=True)
    results = bulk.move(session, people.alice, before, stages["Ready"])
    assert [result.patient for result in results] == ["GARCIA, Maria"] * 3
    assert [bool(result.refusal) for result in results] == [False, True, False]
    assert "Erin Castellano pinned this referral" in results[1].refusal
    assert [each.status for each in (first, second, third)] == [Status.READY, Status.DRAFT, Status.READY]


def test_what_some_lack_is_asked_once_and_before_any_moves(
    session: Session, people: People, make_referral: MakeReferral, walk: Walk, stages: dict[str, int]
) -> None:
    ready, returned = walk(make_referral(), "Ready"), walk(make_referral(), "Ready", "Sent", "Needs info")
    with pytest.raises(ProofWanted) as refusal:
        bulk.move(session, people.alice, seen(ready, returned), stages["Sent"])
    assert refusal.value.proofs == (Proof.SENT_CHANNEL, Proof.SENT_TO, Proof.SENT_ON)
    assert ready.status is Status.READY
    said = EVIDENCE["Sent"].model_copy(update={"sent_to": "Another number"})
    results = bulk.move(session, people.alice, seen(ready, returned), stages["Sent"], said)
    assert not any(result.refusal for result in results)
    # What was on file is not overwritten by what the other one lacked.
    assert (ready.sent_to, returned.sent_to) == ("Another number", "312 555 0142")


def test_a_step_that_one_cannot_take_is_its_own_result(
    session: Session, people: People, make_referral: MakeReferral, walk: Walk, stages: dict[str, int]
) -> None:
    draft, sent = make_referral(), walk(make_referral(), "Ready", "Sent")
    results = bulk.move(session, people.alice, seen(draft, sent), stages["Accepted"], EVIDENCE["Accepted"])
    assert "cannot go from Draft straight to Accepted" in results[0].refusal
    assert (draft.status, sent.status) == (Status.DRAFT, Status.ACCEPTED)


def test_a_bulk_move_is_undone_together_save_what_someone_touched_since(
    session: Session, people: People, make_referral: MakeReferral, stages: dict[str, int]
) -> None:
    cards = [make_referral() for _ in range(3)]
    bulk.move(session, people.alice, seen(*cards), stages["Ready"], token="t1")
    service.pin(session, people.erin, cards[1].id or 0, 2, pinned=True)
    said = undo(session, people.alice, "t1")
    assert said.startswith("2 of 3 put back. GARCIA, Maria: Erin Castellano pinned this referral")
    assert [each.status for each in cards] == [Status.DRAFT, Status.READY, Status.DRAFT]
    with pytest.raises(Conflict, match="Nothing was undone"):
        undo(session, people.alice, "t1")


def test_urgency_and_coordinator_are_set_for_all_and_undone(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    cards = [make_referral() for _ in range(2)]
    due = cards[0].due_at
    bulk.set_urgency(session, people.alice, seen(*cards), Urgency.STAT, "t1")
    assert {each.urgency for each in cards} == {Urgency.STAT}
    assert undo(session, people.alice, "t1") == "2 referrals put back"
    assert (cards[0].urgency, cards[0].due_at) == (Urgency.ROUTINE, due)
    bulk.assign(session, people.alice, seen(*cards), people.erin.user_id)
    assert {each.coordinator_id for each in cards} == {people.erin.user_id}
    bulk.assign(session, people.alice, seen(*cards), None)
    assert {each.coordinator_id for each in cards} == {None}


def test_a_referral_is_given_only_to_who_works_where_its_patient_is(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    card = make_referral()
    for actor, to, words in (
        (people.alice, people.charlie, "keeps no caseload here"),
        (people.erin, people.charlie, "does not work at a site"),
        (people.alice, people.bob, "keeps no caseload here"),
    ):
        [result] = bulk.assign(session, actor, seen(card), to.user_id)
        assert words in result.refusal
    assert card.coordinator_id == people.alice.user_id


def test_a_card_of_another_site_looks_like_one_that_is_not_there(
    session: Session, people: People, make_referral: MakeReferral, stages: dict[str, int]
) -> None:
    card = make_referral()
    cards = [*seen(card), Seen(999_999, 1)]
    for results in (
        bulk.move(session, people.charlie, cards, stages["Needs info"]),
        bulk.assign(session, people.charlie, cards, None),
        bulk.set_urgency(session, people.charlie, cards, Urgency.STAT),
    ):
        assert len({(result.patient, result.refusal) for result in results}) == 1
        assert results[0].patient == "A referral"
    assert card.version == 1


Verb = Callable[[Session, Actor, list[Seen], int], list[Result]]
VERBS: dict[str, Verb] = {
    "move": lambda s, a, cards, stage: bulk.move(s, a, cards, stage, Evidence()),
    "assign": lambda s, a, cards, stage: bulk.assign(s, a, cards, None),
    "urgency": lambda s, a, cards, stage: bulk.set_urgency(s, a, cards, Urgency.STAT),
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
def test_who_may_not_move_changes_nothing_and_nobody_too_much(
    session: Session, people: People, referral: Referral, stages: dict[str, int], verb: Verb
) -> None:
    for actor in (people.bob, people.pat, people.dana):
        with pytest.raises(NotAllowed):
            verb(session, actor, seen(referral), stages["Ready"])
    for cards, words in (
        ([], "Select cards first"),
        (seen(referral, referral), "twice"),
        ([Seen(number, 1) for number in range(1, MOST + 2)], "at most 100"),
    ):
        with pytest.raises(Invalid, match=words):
            verb(session, people.alice, cards, stages["Ready"])
    assert referral.version == 1
