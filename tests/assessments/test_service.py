"""Forms filled in by several people, their versions, and what they offer."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import ANY

import pytest
from sqlmodel import Session, select

from carehub.assessments import service
from carehub.assessments.models import Assessment
from carehub.assessments.parsing import FormProblems
from carehub.assessments.service import ReferralWish
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import CareHubError, Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.follow_ups import service as follow_ups
from carehub.referrals import service as referrals
from carehub.remarks import service as remarks
from carehub.remarks.models import RemarkKind
from tests.assessments.forms import SMALL
from tests.conftest import People, make_patient


@pytest.fixture
def maria(session: Session, people: People) -> int:
    return make_patient(session, people.sites["Northside"]).id or 0


@pytest.fixture
def begun(session: Session, people: People, maria: int) -> Assessment:
    """The small form, begun by alice for Maria."""
    service.add_form(session, people.dana, SMALL)
    return service.start(session, people.alice, maria, "small")


def say(session: Session, who: Actor, begun: Assessment, question: str, *values: str, seen: int = 0) -> None:
    service.answer(session, who, begun.id or 0, question, values, seen)


@pytest.fixture
def hungry(session: Session, people: People, begun: Assessment) -> Assessment:
    """Completed: there is not enough food."""
    say(session, people.alice, begun, "food", "no")
    say(session, people.alice, begun, "why", "Lost the job")
    return service.complete(session, people.alice, begun.id or 0, 1)


def test_a_form_is_left_and_resumed_by_a_colleague(
    session: Session, people: People, begun: Assessment
) -> None:
    say(session, people.alice, begun, "food", "no")
    resumed = service.start(session, people.pat, begun.patient_id, "small")
    assert resumed.id == begun.id
    say(session, people.pat, resumed, "why", "Rent went up")
    done = service.complete(session, people.pat, begun.id or 0, 1)
    whole = service.filled(session, people.alice, done.id or 0)
    assert whole.answers == {"food": ("no",), "why": ("Rent went up",)}
    assert {name: each.who for name, each in whole.given.items()} == {
        "food": "Alice Moreno", "why": "Pat Lindqvist",
    }  # fmt: skip
    assert [(scored.points, scored.band) for scored in whole.scores] == [(2, "Some")]


def test_two_answers_to_one_question_are_told_in_words(
    session: Session, people: People, begun: Assessment
) -> None:
    say(session, people.alice, begun, "food", "no")
    say(session, people.erin, begun, "food", "no")
    with pytest.raises(
        Conflict, match=r"Alice Moreno answered “Is there enough food\?” .* ago: No\. Yours was"
    ):
        say(session, people.erin, begun, "food", "yes")
    say(session, people.erin, begun, "food", "yes", seen=1)
    with pytest.raises(Conflict, match=r"Erin Castellano answered .*: Yes\."):
        say(session, people.alice, begun, "food", seen=1)
    say(session, people.alice, begun, "food", seen=2)
    assert service.filled(session, people.alice, begun.id or 0).answers == {}


def test_what_is_not_asked_takes_no_answer_and_what_must_be_answered_is_named(
    session: Session, people: People, begun: Assessment
) -> None:
    for unknown in ("why", "nothing"):
        with pytest.raises(Invalid, match="not asked any more"):
            say(session, people.alice, begun, unknown, "x")
    with pytest.raises(Invalid, match=r"Still to answer: “Is there enough food\?”\."):
        service.complete(session, people.alice, begun.id or 0, 1)


def test_a_completed_form_is_opened_again_to_correct_an_answer(
    session: Session, people: People, hungry: Assessment
) -> None:
    with pytest.raises(Conflict, match="completed meanwhile"):
        say(session, people.alice, hungry, "food", "yes", seen=1)
    service.reopen(session, people.erin, hungry.id or 0, 2)
    say(session, people.erin, hungry, "food", "yes", seen=1)
    with pytest.raises(Conflict, match="A colleague completed or opened"):
        service.complete(session, people.alice, hungry.id or 0, 2)
    service.complete(session, people.alice, hungry.id or 0, 3)
    with pytest.raises(NotFound, match="not offered any more"):
        service.dismiss(session, people.alice, hungry.id or 0, "pantry")


def test_an_answered_form_keeps_the_version_it_was_answered_with(
    session: Session, people: People, hungry: Assessment
) -> None:
    changed = SMALL.replace("Is there enough food?", "Do you have enough to eat?")
    assert service.edit_form(session, people.dana, "small", 1, changed).number == 2
    again = service.start(session, people.alice, hungry.patient_id, "small")
    before, now = (service.filled(session, people.alice, each.id or 0) for each in (hungry, again))
    assert (before.number, before.form.questions[0].text) == (1, "Is there enough food?")
    assert (now.number, now.form.questions[0].text) == (2, "Do you have enough to eat?")


def test_scores_make_a_trend(session: Session, people: People, hungry: Assessment) -> None:
    with clock.freeze(clock.now() + timedelta(days=90)):
        later = service.start(session, people.alice, hungry.patient_id, "small")
        say(session, people.alice, later, "food", "yes")
        service.complete(session, people.alice, later.id or 0, 1)
    (trend,) = service.trends(service.of_patient(session, people.pat, hungry.patient_id))
    assert [(int(point.points), point.band) for point in trend.points] == [(2, "Some"), (0, "None")]


def test_a_referral_is_made_once_from_its_offer(session: Session, people: People, hungry: Assessment) -> None:
    offer = service.filled(session, people.alice, hungry.id or 0).form.offers[0]
    type_id = service.suggested_type(session, offer)
    assert type_id is not None
    made = service.take_referral(
        session, people.alice, hungry.id or 0, "pantry", ReferralWish(type_id, question=offer.text)
    )
    referral = referrals.find(session, people.alice, made)
    assert (referral.patient_id, referral.question) == (hungry.patient_id, "Food pantry")
    with pytest.raises(Conflict, match=r"Alice Moreno took this up .* ago"):
        service.take_referral(session, people.erin, hungry.id or 0, "pantry", ReferralWish(type_id))
    decided = service.filled(session, people.pat, hungry.id or 0).decisions["pantry"]
    assert (decided[0].is_accepted, decided[0].made, decided[1]) == (True, f"referral:{made}", "Alice Moreno")


def test_a_follow_up_and_a_concern_are_made_from_offers_and_one_is_dismissed(
    session: Session, people: People, hungry: Assessment
) -> None:
    offer = service.filled(session, people.alice, hungry.id or 0).form.offers[1]
    day = service.suggested_day(session, offer)
    assert day == clock.today("America/Chicago") + timedelta(days=2)
    made = service.take_follow_up(session, people.alice, hungry.id or 0, "call", offer.text, day)
    assert follow_ups.find(session, people.alice, made).due_on == day
    service.take_concern(session, people.alice, hungry.id or 0, "hungry")
    (noted,) = remarks.remarks_of(session, people.pat, hungry.patient_id)
    assert (noted.remark.kind, noted.remark.words) == (RemarkKind.CONCERN, "Not enough food (Small)")
    service.dismiss(session, people.pat, hungry.id or 0, "pantry")
    with pytest.raises(Conflict, match=r"Pat Lindqvist said that this is not needed"):
        service.dismiss(session, people.erin, hungry.id or 0, "pantry")


def test_an_answer_whose_saving_had_failed_is_given_again(
    session: Session, people: People, begun: Assessment
) -> None:
    say(session, people.alice, begun, "food", "no", seen=1)
    assert service.filled(session, people.alice, begun.id or 0).answers == {"food": ("no",)}


def test_nothing_is_offered_before_the_form_is_complete(
    session: Session, people: People, begun: Assessment
) -> None:
    say(session, people.alice, begun, "food", "no")
    with pytest.raises(Invalid, match="Complete the form first"):
        service.dismiss(session, people.alice, begun.id or 0, "pantry")


Deed = Callable[[Session, Actor, Assessment], object]
DEEDS: dict[str, Deed] = {
    "start": lambda s, who, a: service.start(s, who, a.patient_id, "intake"),
    "answer": lambda s, who, a: service.answer(s, who, a.id or 0, "food", ("yes",), 1),
    "complete": lambda s, who, a: service.complete(s, who, a.id or 0, 1),
    "filled": lambda s, who, a: service.filled(s, who, a.id or 0),
    "of_patient": lambda s, who, a: service.of_patient(s, who, a.patient_id),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS.keys())
@pytest.mark.parametrize(
    ("who", "refusal"),
    [("pat", None), ("charlie", NotFound), ("bob", NotAllowed), ("dana", NotAllowed)],
)
def test_who_reads_notes_at_the_site_fills_forms_in(
    session: Session,
    people: People,
    begun: Assessment,
    deed: Deed,
    who: str,
    refusal: type[CareHubError] | None,
) -> None:
    say(session, people.alice, begun, "food", "no")
    say(session, people.alice, begun, "why", "Lost the job")
    if refusal is None:
        deed(session, getattr(people, who), begun)
    else:
        with pytest.raises(refusal):
            deed(session, getattr(people, who), begun)


def test_unknown_forms_assessments_and_patients_are_not_found(
    session: Session, people: People, maria: int
) -> None:
    for deed in (
        lambda: service.start(session, people.alice, maria, "nothing"),
        lambda: service.start(session, people.alice, 99, "intake"),
        lambda: service.filled(session, people.alice, 99),
    ):
        with pytest.raises(NotFound):
            deed()


def test_no_answer_gets_into_the_journal(session: Session, people: People, hungry: Assessment) -> None:
    told = [entry for entry in session.exec(select(JournalEntry)) if entry.action == "assessments.answer"]
    assert [(entry.fields, entry.reason) for entry in told] == [("food", ""), ("why", "")]


def test_only_an_admin_makes_forms(session: Session, people: People) -> None:
    for who in (people.alice, people.erin, people.bob, people.pat):
        with pytest.raises(NotAllowed):
            service.add_form(session, who, SMALL)
        with pytest.raises(NotAllowed):
            service.every_form(session, who)
    service.add_form(session, people.dana, SMALL)
    assert [each.key for each in service.every_form(session, people.dana)] == [
        "intake",
        "small",
        "social_needs",
    ]


def test_an_own_form_is_changed_only_as_it_was_seen(session: Session, people: People) -> None:
    service.add_form(session, people.dana, SMALL)
    service.edit_form(session, people.dana, "small", 1, SMALL + "\n")
    with pytest.raises(Conflict, match="saved this form while you changed it"):
        service.edit_form(session, people.dana, "small", 1, SMALL)
    with pytest.raises(Invalid, match="stays “small”"):
        service.edit_form(session, people.dana, "small", 2, SMALL.replace('id = "small"', 'id = "big"'))
    with pytest.raises(Invalid, match="has the id “small” already"):
        service.add_form(session, people.dana, SMALL)
    with pytest.raises(FormProblems):
        service.edit_form(session, people.dana, "small", 2, "id =")
    with pytest.raises(NotFound):
        service.edit_form(session, people.dana, "nothing", 1, SMALL)


def test_a_form_that_comes_along_is_not_changed_but_may_be_put_away(
    session: Session, people: People, maria: int
) -> None:
    listed = service.form_named(session, people.dana, "intake")
    with pytest.raises(Invalid, match="Copy it under another id"):
        service.edit_form(session, people.dana, "intake", listed.number, listed.source)
    service.set_active(session, people.dana, "intake", active=False)
    assert [each.key for each in service.forms_to_fill(session, people.alice)] == ["social_needs"]
    with pytest.raises(Invalid, match="not used any more"):
        service.start(session, people.alice, maria, "intake")
    service.set_active(session, people.dana, "intake", active=True)
    assert service.start(session, people.alice, maria, "intake").id == ANY
