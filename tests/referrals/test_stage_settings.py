"""The stages are the center's own; each status keeps one, and no card is ever left without a column."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.referrals import service, stage_settings, type_settings
from carehub.referrals.change import recount_clocks
from carehub.referrals.evidence import Evidence, ProofWanted
from carehub.referrals.models import Referral, ReferralType, Stage
from carehub.referrals.service import NewReferral
from carehub.referrals.stage_settings import StageWish
from carehub.referrals.status import Proof, Status, optional_proofs
from carehub.referrals.taking_back import undo
from carehub.working_time import service as working_time
from tests.conftest import People, make_patient
from tests.referrals.conftest import MONDAY, MakeReferral, Walk, changes_to

pytestmark = pytest.mark.usefixtures("monday")
CHASED = StageWish("Chased", Status.SENT, "plum")


@pytest.fixture
def chased(session: Session, people: People) -> Stage:
    return stage_settings.add_stage(session, people.dana, CHASED)


def names(session: Session) -> list[str]:
    return [stage.name for stage in service.shown_stages(session)]


def test_a_new_stage_stands_behind_those_of_its_status(session: Session, chased: Stage) -> None:
    assert names(session)[3:6] == ["Sent", "Chased", "Accepted"]
    assert (chased.colour, chased.version) == ("plum", 1)


def test_a_stage_is_renamed_recoloured_and_limited(session: Session, people: People, chased: Stage) -> None:
    wish = StageWish("  Second   call ", Status.SENT, "red", wip_limit=5)
    stage_settings.edit_stage(session, people.dana, chased.id or 0, 1, wish)
    assert (chased.name, chased.colour, chased.wip_limit, chased.version) == ("Second call", "red", 5, 2)


def test_stages_change_places(session: Session, people: People, chased: Stage) -> None:
    stage_settings.move_stage(session, people.dana, chased.id or 0, 1, to_the_left=True)
    assert names(session)[3:5] == ["Chased", "Sent"]
    first = service.shown_stages(session)[0]
    with pytest.raises(Invalid, match="at the end"):
        stage_settings.move_stage(session, people.dana, first.id or 0, first.version, to_the_left=True)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (replace(CHASED, name=" "), "a name"),
        (replace(CHASED, name="x" * 41), "a name"),
        (replace(CHASED, name="Dr\u0000aft"), "a name"),
        (replace(CHASED, name=" sENT "), "this name already"),
        (replace(CHASED, colour="javascript:"), "colour"),
        (replace(CHASED, wip_limit=0), "whole numbers"),
        (replace(CHASED, stat_hours=1000), "whole numbers"),
        (replace(CHASED, asks=frozenset({Proof.SENT_ON})), "does not ask for that"),
    ],
)
def test_a_stage_that_makes_no_sense_is_refused(
    session: Session, people: People, wish: StageWish, words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        stage_settings.add_stage(session, people.dana, wish)


@pytest.mark.parametrize("status", Status)
def test_the_last_stage_of_a_status_is_neither_hidden_nor_deleted_nor_made_another(
    session: Session, people: People, status: Status
) -> None:
    [stage] = [each for each in service.shown_stages(session) if each.status is status]
    other = Status.READY if status is not Status.READY else Status.SENT
    for attempt in (
        lambda: stage_settings.hide_stage(session, people.dana, stage.id or 0, 1),
        lambda: stage_settings.delete_stage(session, people.dana, stage.id or 0, 1),
        lambda: stage_settings.edit_stage(
            session, people.dana, stage.id or 0, 1, StageWish(stage.name, other)
        ),
    ):
        with pytest.raises(Invalid, match="last stage for its status"):
            attempt()


@pytest.mark.parametrize("is_deleted", [True, False])
def test_a_stage_with_cards_goes_only_when_they_are_moved(
    session: Session, people: People, sent: Referral, chased: Stage, stages: dict[str, int], is_deleted: bool
) -> None:
    goes = stage_settings.delete_stage if is_deleted else stage_settings.hide_stage
    service.move(session, people.alice, sent.id or 0, sent.version, chased.id or 0, token="t1")
    for into in (None, chased.id, stages["Accepted"], 999_999):
        with pytest.raises(Invalid, match="1 referral stands in “Chased”"):
            goes(session, people.dana, chased.id or 0, 1, into)
    before, due = sent.version, sent.due_at
    with clock.freeze(MONDAY + timedelta(days=1)):
        goes(session, people.dana, chased.id or 0, 1, stages["Sent"])
    assert (sent.stage_id, sent.status, sent.version, sent.due_at) == (
        stages["Sent"],
        Status.SENT,
        before + 1,
        due,
    )
    line = service.history(session, people.alice, sent.id or 0)[0]
    assert (line.who, line.event.from_stage, line.event.to_stage) == ("Dana Whitfield", "Chased", "Sent")
    assert "Chased" not in names(session)
    with pytest.raises(Conflict, match="Dana Whitfield moved this referral to Sent"):
        undo(session, people.alice, "t1")


def test_a_hidden_stage_comes_back(session: Session, people: People, chased: Stage) -> None:
    stage_settings.hide_stage(session, people.dana, chased.id or 0, 1)
    assert "Chased" not in names(session)
    stage_settings.show_stage(session, people.dana, chased.id or 0, 2)
    assert "Chased" in names(session)


def test_a_stage_with_cards_keeps_what_it_stands_for(
    session: Session, people: People, sent: Referral, chased: Stage
) -> None:
    service.move(session, people.alice, sent.id or 0, sent.version, chased.id or 0)
    with pytest.raises(Invalid, match="Move them first"):
        stage_settings.edit_stage(
            session, people.dana, chased.id or 0, 1, StageWish("Chased", Status.ACCEPTED)
        )


def test_a_clock_of_its_own_counts_at_once_for_the_cards_that_stand_there(
    session: Session, people: People, sent: Referral, stages: dict[str, int]
) -> None:
    place, version = sent.order_key, sent.version
    wish = StageWish("Sent", Status.SENT, "blue", routine_days=1)
    stage_settings.edit_stage(session, people.dana, stages["Sent"], 1, wish)
    assert sent.due_at == MONDAY.replace(hour=6) + timedelta(days=2)
    assert sent.order_key < place
    assert sent.version == version


def test_a_new_closing_day_counts_for_the_cards_that_wait(
    session: Session, people: People, sent: Referral
) -> None:
    assert sent.due_at is not None
    day = (sent.due_at - timedelta(days=1)).date()
    working_time.add_closing_day(session, people.dana, day, "Flood")
    before = sent.due_at
    recount_clocks(session)
    assert sent.due_at > before


def test_a_stage_asks_only_for_what_its_center_wants(
    session: Session, people: People, referral: Referral, stages: dict[str, int], walk: Walk
) -> None:
    wish = StageWish("Sent", Status.SENT, asks=frozenset({Proof.SENT_CHANNEL, Proof.REASON}))
    stage_settings.edit_stage(session, people.dana, stages["Sent"], 1, wish)
    walk(referral, "Ready")
    with pytest.raises(ProofWanted) as refusal:
        service.move(session, people.alice, referral.id or 0, 2, stages["Sent"])
    assert refusal.value.proofs == (Proof.SENT_CHANNEL, Proof.SENT_ON, Proof.REASON)
    said = Evidence.model_validate({"sent_channel": "phone", "sent_on": "2020-03-02", "reason": "As agreed"})
    service.move(session, people.alice, referral.id or 0, 2, stages["Sent"], said)
    assert (referral.status, referral.sent_to) == (Status.SENT, "")


def test_between_two_stages_of_a_status_the_second_asks_for_what_it_lacks(
    session: Session, people: People, sent: Referral
) -> None:
    wish = replace(CHASED, asks=frozenset({Proof.REASON}))
    why = stage_settings.add_stage(session, people.dana, wish)
    with pytest.raises(ProofWanted) as refusal:
        service.move(session, people.alice, sent.id or 0, sent.version, why.id or 0)
    assert refusal.value.proofs == (Proof.REASON,)
    said = Evidence(reason="Second call")
    service.move(session, people.alice, sent.id or 0, sent.version, why.id or 0, said)
    assert (sent.stage_id, sent.sent_to) == (why.id, "312 555 0142")


def test_a_date_and_whose_move_it_is_are_never_left_out() -> None:
    never = {
        proof for status in Status for proof in optional_proofs(status) if proof.endswith(("_on", "_at"))
    }
    assert never == set()
    assert Proof.MISSING_FROM not in optional_proofs(Status.NEEDS_INFO)


def test_what_is_usual_follows_the_usual(session: Session, people: People, stages: dict[str, int]) -> None:
    usual = frozenset({Proof.SENT_CHANNEL, Proof.SENT_TO})
    stage_settings.edit_stage(
        session, people.dana, stages["Sent"], 1, StageWish("Sent", Status.SENT, asks=usual)
    )
    assert session.get_one(Stage, stages["Sent"]).asks is None


def test_cards_are_counted_over_the_whole_center(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    make_referral()
    make_referral(people.charlie, site="Southside")
    assert stage_settings.every_stage(session, people.dana)[0].cards == 2


Verb = Callable[[Session, Actor, int, int], object]
VERBS: dict[str, Verb] = {
    "edit": lambda s, a, i, v: stage_settings.edit_stage(s, a, i, v, StageWish("New", Status.DRAFT)),
    "move": lambda s, a, i, v: stage_settings.move_stage(s, a, i, v, to_the_left=False),
    "hide": lambda s, a, i, v: stage_settings.hide_stage(s, a, i, v),
    "show": lambda s, a, i, v: stage_settings.show_stage(s, a, i, v),
    "delete": lambda s, a, i, v: stage_settings.delete_stage(s, a, i, v),
    "rename type": lambda s, a, i, v: type_settings.rename_type(s, a, i, v, "New"),
    "move type": lambda s, a, i, v: type_settings.move_type(s, a, i, v, up=False),
    "hide type": lambda s, a, i, v: type_settings.hide_type(s, a, i, v),
    "show type": lambda s, a, i, v: type_settings.show_type(s, a, i, v),
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
def test_only_an_admin_and_only_on_what_is_there_and_unchanged(
    session: Session, people: People, verb: Verb
) -> None:
    for actor in (people.alice, people.bob, people.charlie, people.erin, people.pat):
        with pytest.raises(NotAllowed, match="admin"):
            verb(session, actor, 1, 1)
    with pytest.raises(NotFound):
        verb(session, people.dana, 999_999, 1)
    with pytest.raises(Conflict):
        verb(session, people.dana, 1, 7)


def test_only_an_admin_adds_and_lists(session: Session, people: People) -> None:
    for actor in (people.alice, people.erin):
        for attempt in (
            lambda actor=actor: stage_settings.add_stage(session, actor, CHASED),
            lambda actor=actor: stage_settings.every_stage(session, actor),
            lambda actor=actor: type_settings.add_type(session, actor, "Hippotherapy"),
            lambda actor=actor: type_settings.every_type(session, actor),
        ):
            with pytest.raises(NotAllowed):
                attempt()


def test_types_are_added_renamed_reordered_and_hidden(session: Session, people: People) -> None:
    kind = type_settings.add_type(session, people.dana, " Diaper  bank ")
    type_settings.rename_type(session, people.dana, kind.id or 0, 1, "Diapers")
    type_settings.move_type(session, people.dana, kind.id or 0, 2, up=True)
    assert [each.name for each in service.shown_types(session)][-2:] == ["Diapers", "Other"]
    type_settings.hide_type(session, people.dana, kind.id or 0, 2)
    assert "Diapers" not in [each.name for each in service.shown_types(session)]
    for name, words in (("specialty", "this name already"), ("", "a name"), ("x" * 61, "a name")):
        with pytest.raises(Invalid, match=words):
            type_settings.add_type(session, people.dana, name)


def test_a_hidden_type_is_not_chosen_again_but_kept_where_it_is(
    session: Session, people: People, referral: Referral
) -> None:
    type_settings.hide_type(session, people.dana, referral.type_id, 1)
    service.edit(session, people.alice, referral.id or 0, 1, changes_to(referral, question="And now?"))
    patient = make_patient(session, people.sites["Northside"])
    with pytest.raises(Invalid, match="no longer offered"):
        service.create(session, people.alice, NewReferral(patient.id or 0, referral.type_id))


def test_the_last_type_is_not_hidden(session: Session, people: People) -> None:
    *others, last = service.shown_types(session)
    for kind in others:
        type_settings.hide_type(session, people.dana, kind.id or 0, kind.version)
    with pytest.raises(Invalid, match="last type"):
        type_settings.hide_type(session, people.dana, last.id or 0, last.version)
    assert session.get_one(ReferralType, last.id).is_hidden is False
