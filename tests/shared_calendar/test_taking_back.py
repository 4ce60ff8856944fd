"""Undo: what a change wrote over comes back, unless somebody touched it or took its time since."""

import pytest
from sqlmodel import Session, select

from carehub.core.errors import Conflict, NotAllowed, NotFound
from carehub.patients.models import Patient
from carehub.shared_calendar import series, service, taking_back
from carehub.shared_calendar.conflicts import Taken
from carehub.shared_calendar.models import Series
from carehub.shared_calendar.requests import Scope
from carehub.shared_calendar.status import AppointmentStatus
from tests.conftest import People
from tests.shared_calendar.making import booked, id_of, slot, starts_of, weekly

_S = AppointmentStatus


@pytest.mark.parametrize("scope", Scope)
def test_a_move_is_undone(session: Session, people: People, maria: Patient, scope: Scope) -> None:
    made = weekly(session, people, maria)
    was = starts_of(made)
    done = series.move(session, people.alice, id_of(made[0]), 1, slot(2), scope)
    assert "Undone" in taking_back.take_back(session, people.alice, done.undo)
    assert starts_of(made) == was
    assert [each.rule[-7:] for each in session.exec(select(Series))] == ["COUNT=5"]
    assert not any(row.is_apart for row in made)


def test_what_somebody_changed_since_is_not_undone(session: Session, people: People, maria: Patient) -> None:
    made = weekly(session, people, maria)
    done = series.move(session, people.alice, id_of(made[0]), 1, slot(2), Scope.ALL)
    service.mark(session, people.bob, id_of(made[3]), 2, _S.CONFIRMED)
    with pytest.raises(Conflict, match="Bob Tran changed this since"):
        taking_back.take_back(session, people.alice, done.undo)


def test_what_took_the_old_time_is_not_overrun(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    made = booked(session, people, maria)
    done = series.move(session, people.alice, id_of(made), 1, slot(2))
    booked(session, people, bo)
    with pytest.raises(Taken, match="LI, Bo"):
        taking_back.take_back(session, people.alice, done.undo)


@pytest.mark.parametrize(("who", "error"), [("dana", NotAllowed), ("charlie", NotFound)])
def test_who_may_not_undo(
    session: Session, people: People, maria: Patient, who: str, error: type[Exception]
) -> None:
    made = booked(session, people, maria)
    done = series.cancel(session, people.alice, id_of(made), 1, _S.CANCELLED_BY_US, "ill")
    with pytest.raises(error):
        taking_back.take_back(session, getattr(people, who), done.undo)
    assert made.status is _S.CANCELLED_BY_US
    taking_back.take_back(session, people.bob, done.undo)
    assert (made.status, made.reason) == (_S.BOOKED, "")
