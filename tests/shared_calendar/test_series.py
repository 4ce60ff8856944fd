"""A time that comes again, as people use it: weekly therapy on Thursdays at nine in Chicago."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.patients.models import Patient, PatientSite
from carehub.shared_calendar import series, service
from carehub.shared_calendar.conflicts import Taken
from carehub.shared_calendar.models import Series
from carehub.shared_calendar.recurrence import Repeat, Unit
from carehub.shared_calendar.requests import Booking, Details, Insisting, Scope
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import AppointmentStatus, Kind
from tests.conftest import People
from tests.shared_calendar.making import (
    NINE,
    WEEK,
    booked,
    for_patient,
    id_of,
    later,
    slot,
    starts_of,
    weekly,
)

_S = AppointmentStatus
LEAVE_OUT = Insisting(only_fitting=True)


# --- booking


def test_four_times_on_thursdays_leaves_thanksgiving_out_and_still_makes_four(
    session: Session, people: People, maria: Patient
) -> None:
    made = weekly(session, people, maria)
    assert starts_of(made) == [NINE, NINE + WEEK, NINE + 3 * WEEK, NINE + 4 * WEEK]
    kept = session.exec(select(Series)).one()
    assert (kept.rule, kept.skips) == ("FREQ=WEEKLY;INTERVAL=1;BYDAY=TH;WKST=MO;COUNT=5", ["2026-11-26"])


def test_nine_stays_nine_when_the_clocks_change(session: Session, people: People, maria: Patient) -> None:
    made = weekly(session, people, maria, times=20)
    shown = {f"{clock.local(row.starts_at, 'America/Chicago'):%H:%M}" for row in made}
    assert shown == {"09:00"}
    assert {row.starts_at.hour for row in made} == {15, 14}


def test_a_series_is_one_line_of_the_journal(session: Session, people: People, maria: Patient) -> None:
    made = weekly(session, people, maria)
    entries = session.exec(select(JournalEntry).where(JournalEntry.action == "appointments.book")).all()
    assert [(each.subject, each.patient_id) for each in entries] == [
        (f"series:{made[0].series_id}", maria.id)
    ]


def test_a_series_that_meets_others_names_them_and_books_nothing(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    booked(session, people, bo, at=later(1))
    booked(session, people, bo, at=later(3, 0.25))
    with pytest.raises(Taken) as refusal:
        weekly(session, people, maria)
    assert (refusal.value.unfit, refusal.value.asked) == (2, 4)
    assert str(refusal.value).startswith("2 of 4 dates do not fit: Pat Lindqvist is taken Thu 19-Nov-2026")
    assert "LI, Bo" in refusal.value.lines[1]
    assert session.exec(select(Series)).all() == []


def test_the_dates_that_do_not_fit_can_be_left_out(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    booked(session, people, bo, at=later(1))
    made = weekly(session, people, maria, only_fitting=True)
    assert starts_of(made) == [NINE, NINE + 3 * WEEK, NINE + 4 * WEEK]
    assert session.exec(select(Series)).one().skips == ["2026-11-19", "2026-11-26"]


def test_a_series_blocks_the_time_of_others_and_its_cancelled_dates_do_not(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    made = weekly(session, people, maria)
    with pytest.raises(Taken, match="GARCIA, Maria"):
        booked(session, people, bo, at=later(3))
    service.cancel(session, people.bob, id_of(made[2]), 1, _S.CANCELLED_BY_PATIENT, "away")
    assert booked(session, people, bo, at=later(3)).id


def test_two_weeks_out_of_the_office_are_a_series_of_whole_days(session: Session, people: People) -> None:
    away = Details("Leave", people.sites["Northside"], staff_id=people.pat.user_id, kind=Kind.OUT_OF_OFFICE)
    day = Slot(datetime(2026, 11, 23, 6, tzinfo=UTC), datetime(2026, 11, 24, 6, tzinfo=UTC))
    until = Repeat(1, Unit.DAY, until=date(2026, 12, 6))
    made = series.book(session, people.alice, Booking(away, day, repeat=until))
    assert len(made) == 14


@pytest.mark.parametrize(("who", "error"), [("dana", NotAllowed), ("charlie", NotFound)])
def test_who_may_not_book_a_series(
    session: Session, people: People, maria: Patient, who: str, error: type[Exception]
) -> None:
    booking = Booking(for_patient(people, maria, staff=None), slot(), repeat=Repeat(1, Unit.WEEK, times=3))
    with pytest.raises(error):
        series.book(session, getattr(people, who), booking)


# --- this one, this and the following, all


def test_one_moves_and_the_others_stay(session: Session, people: People, maria: Patient) -> None:
    made = weekly(session, people, maria)
    series.move(session, people.alice, id_of(made[1]), 1, later(1, 2))
    assert starts_of(made) == [NINE, later(1, 2).starts_at, NINE + 3 * WEEK, NINE + 4 * WEEK]
    assert [row.is_apart for row in made] == [False, True, False, False]


def test_this_and_the_following_become_a_series_of_their_own(
    session: Session, people: People, maria: Patient
) -> None:
    made = weekly(session, people, maria)
    friday = Slot(later(1, 24).starts_at, later(1, 24).ends_at)
    done = series.move(session, people.alice, id_of(made[1]), 1, friday, Scope.FOLLOWING)
    assert (done.reached, done.left) == (3, 0)
    assert [f"{row.starts_at:%a %d}" for row in made] == ["Thu 12", "Fri 20", "Fri 04", "Fri 11"]
    rules = [(each.rule, each.skips) for each in session.exec(select(Series).order_by(col(Series.id)))]
    assert rules == [
        ("FREQ=WEEKLY;INTERVAL=1;BYDAY=TH;WKST=MO;COUNT=1", []),
        ("FREQ=WEEKLY;INTERVAL=1;BYDAY=FR;WKST=TU;COUNT=4", ["2026-11-27"]),
    ]


def test_all_leaves_alone_what_is_over_and_what_was_put_elsewhere(
    session: Session, people: People, maria: Patient
) -> None:
    made = weekly(session, people, maria)
    series.move(session, people.alice, id_of(made[2]), 1, later(3, 5))
    with clock.freeze(NINE + timedelta(days=1)):
        series.move(session, people.alice, id_of(made[1]), 1, later(1, 1), Scope.ALL)
    assert starts_of(made) == [
        NINE,
        later(1, 1).starts_at,
        later(3, 5).starts_at,
        later(4, 1).starts_at,
    ]


def test_dates_that_do_not_fit_can_stay_where_they_are(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    made = weekly(session, people, maria)
    booked(session, people, bo, at=later(3, 2))
    args = (session, people.alice, id_of(made[0]), 1, later(0, 2), Scope.ALL)
    with pytest.raises(Taken, match="1 of 4 dates do not fit"):
        series.move(*args)
    done = series.move(*args, LEAVE_OUT)
    assert (done.reached, done.left) == (3, 1)
    assert made[2].starts_at == NINE + 3 * WEEK


def test_a_supervisor_moves_a_series_over_conflicts_with_a_reason(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    made = weekly(session, people, maria)
    booked(session, people, bo, at=later(3, 2))
    why = Insisting(despite="group session")
    with pytest.raises(NotAllowed):
        series.move(session, people.alice, id_of(made[0]), 1, later(0, 2), Scope.ALL, why)
    assert series.move(session, people.erin, id_of(made[0]), 1, later(0, 2), Scope.ALL, why).reached == 4


def test_a_change_reaches_the_others_where_they_were_the_same(
    session: Session, people: People, maria: Patient
) -> None:
    made = weekly(session, people, maria)
    with_alice = for_patient(people, maria, staff=people.alice)
    series.change(session, people.alice, id_of(made[2]), 1, replace(with_alice, title="Home visit"))
    series.change(session, people.alice, id_of(made[0]), 1, with_alice, Scope.ALL)
    assert {row.staff_id for row in made} == {people.alice.user_id}
    assert [row.title for row in made] == ["Therapy intake", "Therapy intake", "Home visit", "Therapy intake"]


def test_cancelling_from_here_on_keeps_what_came_before(
    session: Session, people: People, maria: Patient
) -> None:
    made = weekly(session, people, maria)
    done = series.cancel(
        session, people.bob, id_of(made[1]), 1, _S.CANCELLED_BY_US, "goal reached", Scope.FOLLOWING
    )
    assert done.reached == 3
    assert [row.status for row in made] == [_S.BOOKED, *[_S.CANCELLED_BY_US] * 3]


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize(("who", "error"), [("dana", NotAllowed), ("charlie", NotFound)])
def test_who_may_not_touch_a_series(
    session: Session, people: People, maria: Patient, scope: Scope, who: str, error: type[Exception]
) -> None:
    (first, *_) = weekly(session, people, maria)
    actor: Actor = getattr(people, who)
    details = for_patient(people, maria, staff=None)
    for refused in (
        lambda: series.move(session, actor, id_of(first), 1, slot(2), scope),
        lambda: series.change(session, actor, id_of(first), 1, details, scope),
        lambda: series.cancel(session, actor, id_of(first), 1, _S.CANCELLED_BY_US, "no", scope),
    ):
        with pytest.raises(error):
            refused()


def test_a_series_of_which_a_part_is_at_another_site_is_for_a_supervisor(
    session: Session, people: People, maria: Patient
) -> None:
    made = weekly(session, people, maria)
    session.add(PatientSite(patient_id=maria.id or 0, site_id=people.sites["Southside"]))
    session.flush()
    at_southside = for_patient(people, maria, staff=None, site="Southside")
    series.change(session, people.erin, id_of(made[2]), 1, at_southside)
    with pytest.raises(NotAllowed, match="another site"):
        series.move(session, people.alice, id_of(made[0]), 1, slot(2), Scope.ALL)
    assert series.move(session, people.erin, id_of(made[0]), 1, slot(2), Scope.ALL).reached == 4


@pytest.mark.parametrize("scope", [Scope.FOLLOWING, Scope.ALL])
def test_whoever_is_second_is_told_who_was_first(
    session: Session, people: People, maria: Patient, scope: Scope
) -> None:
    (first, *_) = weekly(session, people, maria)
    service.move(session, people.bob, id_of(first), 1, slot(1))
    with pytest.raises(Conflict, match="Bob Tran changed this appointment first"):
        series.move(session, people.alice, id_of(first), 1, slot(2), scope)


def test_a_cancelled_occurrence_leads_no_series_anywhere(
    session: Session, people: People, maria: Patient
) -> None:
    (first, *_) = weekly(session, people, maria)
    service.cancel(session, people.bob, id_of(first), 1, _S.CANCELLED_BY_US, "ill")
    with pytest.raises(Invalid, match="keeps its time"):
        series.move(session, people.alice, id_of(first), 2, slot(2), Scope.ALL)
