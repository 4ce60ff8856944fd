import pytest
from hypothesis import given
from hypothesis import strategies as st

from carehub.care_plans.plain_language import advice, grade


@pytest.mark.parametrize(
    ("text", "easy"),
    [
        ("I want to walk to church again. My sister will come with me.", True),
        ("Call us if you feel sick. We will help you.", True),
        ("Pharmacological intervention necessitates multidisciplinary reassessment of comorbidities.", False),
        ("Utilization of antihypertensive medication requires continuous physiological observation.", False),
    ],
)
def test_plain_words_are_told_from_hard_ones(text: str, easy: bool) -> None:
    assert (advice(text) == "") == easy


@given(st.text())
def test_any_text_has_a_grade(text: str) -> None:
    assert grade(text) >= 0


def test_a_few_words_are_not_judged() -> None:
    assert grade("Antihypertensive medication reconciliation") == 0
