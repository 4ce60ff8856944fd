"""Problems, concerns, preferences and alerts: who notes them, who reads which."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from carehub.core import clock
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.remarks import service as remarks
from carehub.remarks.models import RemarkKind, RemarkStatus
from tests.conftest import People, make_patient


@pytest.fixture
def maria(session: Session, people: People) -> int:
    return make_patient(session, people.sites["Northside"]).id or 0


def test_a_problem_is_noted_with_since_and_by_whom(session: Session, people: People, maria: int) -> None:
    remarks.note(session, people.alice, maria, RemarkKind.PROBLEM, " High  blood pressure", date(2024, 5, 1))
    (noted,) = remarks.remarks_of(session, people.pat, maria)
    assert (noted.remark.words, noted.remark.since, noted.by) == (
        "High blood pressure",
        date(2024, 5, 1),
        "Alice Moreno",
    )


def test_alerts_and_preferences_are_for_everyone_the_rest_for_care_staff(
    session: Session, people: People, maria: int
) -> None:
    for kind in RemarkKind:
        remarks.note(session, people.alice, maria, kind, f"A {kind}")
    kinds = [noted.remark.kind for noted in remarks.remarks_of(session, people.bob, maria)]
    assert kinds == [RemarkKind.ALERT, RemarkKind.PREFERENCE]
    assert remarks.alerts_of(session, people.bob, maria) == ["A alert"]
    assert len(remarks.remarks_of(session, people.pat, maria)) == 4
    assert remarks.remarks_of(session, people.charlie, maria) == []
    assert remarks.alerts_of(session, people.charlie, maria) == []


def test_who_may_note(session: Session, people: People, maria: int) -> None:
    with pytest.raises(NotFound):
        remarks.note(session, people.charlie, maria, RemarkKind.ALERT, "x")
    for outsider in (people.bob, people.pat, people.dana):
        with pytest.raises(NotAllowed):
            remarks.note(session, outsider, maria, RemarkKind.ALERT, "x")
    with pytest.raises(NotFound):
        remarks.note(session, people.alice, 999_999, RemarkKind.ALERT, "x")


def test_what_cannot_be_is_refused(session: Session, people: People, maria: int) -> None:
    tomorrow = clock.today("America/Chicago") + timedelta(days=1)
    for words, since in ((" ", None), ("x" * 201, None), ("x", tomorrow)):
        with pytest.raises(Invalid):
            remarks.note(session, people.alice, maria, RemarkKind.PROBLEM, words, since)


def test_a_remark_ends_and_opens_again(session: Session, people: People, maria: int) -> None:
    remark = remarks.note(session, people.alice, maria, RemarkKind.ALERT, "Falls")
    number = remark.id or 0
    remarks.end(session, people.alice, number, 1, RemarkStatus.RESOLVED)
    assert remarks.alerts_of(session, people.bob, maria) == []
    with pytest.raises(Conflict):
        remarks.end(session, people.erin, number, 2, RemarkStatus.RESOLVED)
    remarks.open_again(session, people.alice, number, 2)
    assert remarks.alerts_of(session, people.bob, maria) == ["Falls"]
    remarks.end(session, people.alice, number, 3, RemarkStatus.ENTERED_IN_ERROR)
    assert remarks.remarks_of(session, people.alice, maria) == []


@pytest.mark.parametrize("verb", ["reword", "end", "open_again"])
def test_a_remark_is_changed_by_who_may_and_saw_its_present_state(
    session: Session, people: People, maria: int, verb: str
) -> None:
    number = remarks.note(session, people.alice, maria, RemarkKind.PROBLEM, "Asthma").id or 0
    more = {"reword": ("COPD", None), "end": (RemarkStatus.RESOLVED,)}.get(verb, ())
    call = getattr(remarks, verb)
    for outsider, refusal in (
        (people.charlie, NotFound),
        (people.bob, NotAllowed),
        (people.pat, NotAllowed),
    ):
        with pytest.raises(refusal):
            call(session, outsider, number, 1, *more)
    with pytest.raises(NotFound):
        call(session, people.alice, 999_999, 1, *more)
    with pytest.raises(Conflict):
        call(session, people.alice, number, 2, *more)
    call(session, people.alice, number, 1, *more)
