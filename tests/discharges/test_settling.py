"""Home from hospital: clocks, the checklist, derived follow-ups, and who may."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, col, select

from carehub.core import clock
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.discharges import service as discharges
from carehub.discharges.checklist import Answer, Complexity, EndedBecause, Item
from carehub.discharges.models import Discharge
from carehub.discharges.service import NewDischarge
from carehub.follow_ups.models import FollowUp
from carehub.follow_ups.status import Ended
from tests.conftest import People, make_patient

# A Tuesday; the Thursday is Thanksgiving.
TUESDAY = date(2026, 11, 24)
NEWS = NewDischarge(
    facility="Riverbend General",
    reason="Pneumonia",
    admitted_on=date(2026, 11, 19),
    discharged_on=TUESDAY,
    complexity=Complexity.HIGH,
    told_by="Discharge planner, by fax",
    told_on=date(2026, 11, 25),
)


@pytest.fixture(autouse=True)
def _monday_after():  # noqa: ANN202
    with clock.freeze(datetime(2026, 11, 30, 16, tzinfo=UTC)):
        yield


@pytest.fixture
def maria(session: Session, people: People) -> int:
    return make_patient(session, people.sites["Northside"]).id or 0


@pytest.fixture
def came_home(session: Session, people: People, maria: int) -> Discharge:
    return discharges.write_down(session, people.alice, maria, NEWS)


def _asked(session: Session) -> list[FollowUp]:
    return list(session.exec(select(FollowUp).order_by(col(FollowUp.id))))


def _settle(session: Session, people: People, came_home: Discharge) -> None:
    for item in Item:
        discharges.answer(session, people.alice, came_home.id or 0, came_home.version, item, Answer.DONE)


def test_the_clocks_leave_out_closing_days_and_weekends(came_home: Discharge) -> None:
    assert came_home.contact_by == date(2026, 11, 27)
    assert came_home.visit_by == date(2026, 12, 1)


def test_a_moderately_complex_one_is_seen_within_two_weeks(
    session: Session, people: People, maria: int
) -> None:
    moderate = discharges.write_down(
        session, people.alice, maria, replace(NEWS, complexity=Complexity.MODERATE)
    )
    assert moderate.visit_by == date(2026, 12, 8)


def test_call_and_visit_are_asked_for_once(session: Session, people: People, came_home: Discharge) -> None:
    assert [(each.text, each.due_on) for each in _asked(session)] == [
        ("Call after the hospital", came_home.contact_by),
        ("Visit after the hospital", came_home.visit_by),
    ]
    with pytest.raises(Conflict, match="Riverbend General"):
        discharges.write_down(session, people.erin, came_home.patient_id, NEWS)
    discharges.close(session, people.alice, came_home.id or 0, came_home.version, EndedBecause.READMITTED)
    assert [each.ended for each in _asked(session)] == [Ended.WITHDRAWN, Ended.WITHDRAWN]
    discharges.reopen(session, people.alice, came_home.id or 0, came_home.version)
    assert [each.ended for each in _asked(session)] == [None, None]


def test_it_is_not_ready_with_a_blank(session: Session, people: People, came_home: Discharge) -> None:
    number = came_home.id or 0
    for item in (Item.MEDICATIONS, Item.IN_HOME_NURSE, Item.TRANSPORT):
        discharges.answer(session, people.alice, number, came_home.version, item, Answer.DONE)
    with pytest.raises(Invalid, match="still blank are equipment and follow-up visit".replace("-", " ")):
        discharges.make_ready(session, people.alice, number, came_home.version)
    with pytest.raises(Invalid, match="Say why"):
        discharges.answer(
            session, people.alice, number, came_home.version, Item.EQUIPMENT, Answer.NOT_NEEDED, " "
        )
    discharges.answer(
        session, people.alice, number, came_home.version, Item.EQUIPMENT, Answer.NOT_NEEDED, "Walks well"
    )
    discharges.answer(session, people.alice, number, came_home.version, Item.FOLLOW_UP_VISIT, Answer.DONE)
    discharges.make_ready(session, people.alice, number, came_home.version)
    assert came_home.ready_at
    discharges.answer(session, people.alice, number, came_home.version, Item.EQUIPMENT, None)
    assert came_home.ready_at is None


def test_it_closes_as_settled_after_call_visit_and_checklist(
    session: Session, people: People, came_home: Discharge
) -> None:
    number = came_home.id or 0
    for missing, settle in (
        (
            "the call",
            lambda: discharges.record_contact(session, people.alice, number, came_home.version, TUESDAY),
        ),
        (
            "the visit",
            lambda: discharges.record_visit(session, people.alice, number, came_home.version, TUESDAY),
        ),
        ("the checklist", lambda: _settle(session, people, came_home)),
    ):
        with pytest.raises(Invalid, match=missing):
            discharges.close(session, people.alice, number, came_home.version, EndedBecause.COMPLETED)
        settle()
    discharges.make_ready(session, people.alice, number, came_home.version)
    discharges.close(session, people.alice, number, came_home.version, EndedBecause.COMPLETED)
    assert [each.ended for each in _asked(session)] == [Ended.REACHED, Ended.DONE]
    with pytest.raises(Conflict, match="closed"):
        discharges.answer(session, people.alice, number, came_home.version, Item.TRANSPORT, None)


def test_what_cannot_be_is_refused(
    session: Session, people: People, maria: int, came_home: Discharge
) -> None:
    for wrong in (
        replace(NEWS, facility=" "),
        replace(NEWS, told_by=" "),
        replace(NEWS, facility="x" * 201),
        replace(NEWS, discharged_on=date(2026, 12, 1)),
        replace(NEWS, discharged_on=date(2025, 11, 24)),
        replace(NEWS, admitted_on=date(2026, 11, 25)),
    ):
        with pytest.raises(Invalid):
            discharges.write_down(session, people.alice, maria, wrong)
    for day in (date(2026, 11, 23), date(2026, 12, 1)):
        with pytest.raises(Invalid):
            discharges.record_contact(session, people.alice, came_home.id or 0, 1, day)


def test_who_may_write_and_who_reads(
    session: Session, people: People, maria: int, came_home: Discharge
) -> None:
    assert discharges.of_patient(session, people.pat, maria) == [came_home]
    assert discharges.of_patient(session, people.charlie, maria) == []
    assert discharges.open_ones(session, people.charlie) == []
    (line,) = discharges.open_ones(session, people.alice)
    assert (line.discharge, line.blanks) == (came_home, len(Item))
    with pytest.raises(NotFound):
        discharges.items_of(session, people.charlie, came_home.id or 0)
    for blind in (people.bob, people.dana):
        with pytest.raises(NotAllowed):
            discharges.of_patient(session, blind, maria)
    with pytest.raises(NotFound):
        discharges.write_down(session, people.charlie, maria, NEWS)
    with pytest.raises(NotFound):
        discharges.write_down(session, people.alice, 999_999, NEWS)
    for outsider in (people.bob, people.pat, people.dana):
        with pytest.raises(NotAllowed):
            discharges.write_down(session, outsider, maria, NEWS)


@pytest.mark.parametrize(
    ("verb", "more"),
    [
        ("answer", (Item.TRANSPORT, Answer.DONE)),
        ("make_ready", ()),
        ("record_contact", (TUESDAY,)),
        ("record_visit", (TUESDAY,)),
        ("close", (EndedBecause.READMITTED,)),
        ("reopen", ()),
    ],
)
def test_a_discharge_is_changed_by_who_may_and_saw_its_present_state(
    session: Session, people: People, came_home: Discharge, verb: str, more: tuple[object, ...]
) -> None:
    if verb == "make_ready":
        _settle(session, people, came_home)
    if verb == "reopen":
        discharges.close(session, people.alice, came_home.id or 0, came_home.version, EndedBecause.READMITTED)
    call = getattr(discharges, verb)
    number, version = came_home.id or 0, came_home.version
    for outsider, refusal in (
        (people.charlie, NotFound),
        (people.bob, NotAllowed),
        (people.pat, NotAllowed),
        (people.dana, NotAllowed),
    ):
        with pytest.raises(refusal):
            call(session, outsider, number, version, *more)
    with pytest.raises(NotFound):
        call(session, people.alice, 999_999, version, *more)
    with pytest.raises(Conflict), session.begin_nested():
        call(session, people.alice, number, version + 1, *more)
    call(session, people.alice, number, came_home.version, *more)
