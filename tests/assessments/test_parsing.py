"""A definition is understood whole, or refused with the line and what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carehub.assessments.definition import Kind, OfferKind
from carehub.assessments.located import Problem
from carehub.assessments.parsing import FormProblems, parse
from carehub.assessments.shipped import shipped
from carehub.care_plans.plain_language import grade
from tests.assessments.forms import SMALL


def problems_of(text: str) -> list[str]:
    with pytest.raises(FormProblems) as refused:
        parse(text)
    return [str(each) for each in refused.value.problems]


@pytest.mark.parametrize("key", ["intake", "social_needs"])
def test_the_forms_that_come_along_are_understood_and_plain(key: str) -> None:
    form = parse(shipped()[key])
    assert form.key == key
    assert not form.is_validated
    words = " ".join(question.text for question in form.questions)
    assert grade(words) <= 8
    assert "not a validated instrument" in parse(shipped()["social_needs"]).about


def test_the_social_needs_screen_asks_about_the_five_and_offers_all_three() -> None:
    form = parse(shipped()["social_needs"])
    assert {section.title for section in form.sections} >= {"Housing", "Food", "Getting around", "Safety"}
    assert {offer.kind for offer in form.offers} == set(OfferKind)


def test_a_small_form_is_read_as_written() -> None:
    form = parse(SMALL)
    food, why = form.questions
    assert (food.kind, food.is_required, [choice.points for choice in food.choices]) == (
        Kind.ONE_OF,
        True,
        [0, 2],
    )
    assert (why.show_if[0].question, why.show_if[0].values) == ("food", {"no"})
    assert [(band.starts_at, band.text) for band in form.scores[0].bands] == [(0, "None"), (1, "Some")]
    assert [(offer.kind, offer.days, offer.is_urgent) for offer in form.offers] == [
        (OfferKind.REFERRAL, 0, False), (OfferKind.FOLLOW_UP, 2, True), (OfferKind.CONCERN, 0, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        (
            "required = true",
            "requird = true",
            "Line 12, question “food”: There is no “requird” here. Did you mean “required”?",
        ),
        (
            'type = "one_of"',
            'type = "choice"',
            "Line 10, question “food”: “choice” is not known here. Use one of: text,",
        ),
        ("required = true", 'required = "yes"', "Line 12, question “food”: “required” wants true or false."),
        ('id = "why"', 'id = "food"', "Line 19, question “food”: Another question is called “food” already."),
        ('id = "why"', 'id = "Why Not"', "is no name: use small letters"),
        (
            'is = "no" }\n\n[[score]]',
            'is = "never" }\n\n[[score]]',
            "Line 23, question “why”, show_if: “food” has no answer “never”. It has: yes, no.",
        ),
        (
            'question = "food", is = "no" }\n\n[[score]]',
            'question = "meal" }\n\n[[score]]',
            "No question above is called “meal”.",
        ),
        ('method = "sum"', 'method = "average"', "Line 28, score “need”: “average” is not known here."),
        ("from = 1", "from = 0", "Bands go upwards"),
        ("days = 2", "days = 1000", "Line 50, offer “call”: “days” is a whole number from 0 to 365."),
        ("days = 2", "days = 2.5", "“days” wants a whole number"),
        ('title = "Small"', "", "“title” is missing."),
        ('title = "Small"', "title = ", "Line 3: This is not TOML"),
        ('{ value = "yes", text = "Yes" },', "", "Give at least two “choices”."),
        ('value = "yes", text', 'value = "no", text', "“no” stands twice among the choices."),
        ('type = "text"', 'type = "scale"', "“low” is missing."),
        (
            '[[score]]\nid = "need"',
            '[[scores]]\nid = "need"',
            "There is no “scores” here. Did you mean “score”?",
        ),
    ],
)
def test_a_slip_is_told_with_its_line(right: str, wrong: str, says: str) -> None:
    assert right in SMALL
    assert any(says in each for each in problems_of(SMALL.replace(right, wrong, 1)))


def test_all_slips_are_told_at_once_in_the_order_of_the_text() -> None:
    text = SMALL.replace("required = true", "requird = true").replace("days = 2", "day = 2")
    assert [each.split(",")[0] for each in problems_of(text)] == ["Line 12", "Line 22", "Line 50"]


def test_a_form_that_asks_nothing_is_refused() -> None:
    assert "A form asks something" in problems_of('id = "a"\ntitle = "A"')[0]
    assert "too long" in problems_of("#" * 200_001)[0]


@given(st.text(max_size=200))
def test_any_text_is_a_form_or_refused_in_words(text: str) -> None:
    with pytest.raises(FormProblems):
        parse(text)


@given(st.data())
def test_a_form_with_a_line_lost_is_a_form_or_refused_in_words(data: st.DataObject) -> None:
    lines = shipped()["social_needs"].splitlines()
    lost = data.draw(st.integers(0, len(lines) - 1))
    text = "\n".join(lines[:lost] + lines[lost + 1 :])
    problems = _told(text)
    assert all(0 <= each.line <= len(lines) and each.text for each in problems)


def _told(text: str) -> list[Problem]:
    try:
        parse(text)
    except FormProblems as refused:
        return refused.problems
    return []
