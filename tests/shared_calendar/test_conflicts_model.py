"""Conflicts against a model of plain sets: a booking stands when nobody and no room is taken twice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from carehub.patients.models import Patient
from carehub.shared_calendar import service
from carehub.shared_calendar.conflicts import Taken
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import CANCELLED, AppointmentStatus, Kind
from carehub.working_time import service as working_time
from tests.conftest import People
from tests.shared_calendar.making import NINE, id_of
from tests.sizes import size

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Step:
    """Book something for these people, patient and room, or cancel or move what was booked ``which``-th."""

    does: str
    which: int
    staff: frozenset[int]
    patient: int
    room: int
    quarter: int
    quarters: int


steps = st.builds(
    Step,
    does=st.sampled_from(["book", "book", "book", "move", "cancel"]),
    which=st.integers(0, 7),
    staff=st.frozensets(st.integers(0, 2), min_size=1, max_size=3),
    patient=st.sampled_from([-1, -1, 0, 1]),
    room=st.integers(-1, 0),
    quarter=st.integers(0, 7),
    quarters=st.integers(1, 4),
)


@dataclass
class Model:
    """Who and what is taken, by the id of the appointment that takes it, quarter by quarter."""

    taken: dict[int, tuple[frozenset[str], frozenset[int]]] = field(
        default_factory=dict[int, tuple[frozenset[str], frozenset[int]]]
    )

    def fits(self, who: frozenset[str], when: frozenset[int], but: int = 0) -> bool:
        return not any(
            who & others and when & quarters for key, (others, quarters) in self.taken.items() if key != but
        )


@dataclass
class World:
    """The real calendar beside the model."""

    session: Session
    people: People
    patients: list[int]
    room: int
    model: Model = field(default_factory=Model)
    made: list[Appointment] = field(default_factory=list[Appointment])

    def take(self, step: Step) -> None:
        if step.does == "book":
            self._book(step)
        elif self.made:
            chosen = self.made[step.which % len(self.made)]
            if chosen.status not in CANCELLED:
                self._cancel(chosen) if step.does == "cancel" else self._move(chosen, step)

    def _book(self, step: Step) -> None:
        details, who = self._asked(step)
        when = _quarters(step)
        fits = self.model.fits(who, when)
        booking = Booking(details, _slot(step))
        booked = _unless_taken(lambda: service.book(self.session, self.people.alice, booking))
        assert (booked is not None) == fits, (who, when)
        if booked:
            self.made.append(booked)
            self.model.taken[id_of(booked)] = (who, when)

    def _move(self, chosen: Appointment, step: Step) -> None:
        key, bob, when = id_of(chosen), self.people.bob, _quarters(step)
        who, _ = self.model.taken[key]
        fits = self.model.fits(who, when, but=key)
        moved = _unless_taken(lambda: service.move(self.session, bob, key, chosen.version, _slot(step)))
        assert (moved is not None) == fits, (who, when)
        if moved:
            self.model.taken[key] = (who, when)

    def _cancel(self, chosen: Appointment) -> None:
        status = AppointmentStatus.CANCELLED_BY_US
        service.cancel(self.session, self.people.bob, id_of(chosen), chosen.version, status, "ill")
        del self.model.taken[id_of(chosen)]

    def _asked(self, step: Step) -> tuple[Details, frozenset[str]]:
        """With a patient it is with one person, without it is a meeting of all of them."""
        here = (self.people.alice.user_id, self.people.bob.user_id, self.people.pat.user_id)
        first, *others = (here[index] for index in sorted(step.staff))
        is_meeting = step.patient < 0
        details = Details(
            "Anything",
            self.people.sites["Northside"],
            patient_id=None if is_meeting else self.patients[step.patient],
            staff_id=first,
            kind=Kind.MEETING if is_meeting else Kind.APPOINTMENT,
            room_id=None if step.room < 0 else self.room,
            attendees=tuple(others) if is_meeting else (),
        )
        who = {f"staff {user_id}" for user_id in details.people}
        who |= set() if is_meeting else {f"patient {step.patient}"}
        return details, frozenset(who | (set() if step.room < 0 else {"room"}))


def _book_step(*staff: int, patient: int = -1, quarter: int = 0) -> Step:
    return Step("book", 0, frozenset(staff), patient, room=-1, quarter=quarter, quarters=2)


def _unless_taken(does: Callable[[], Appointment]) -> Appointment | None:
    try:
        return does()
    except Taken:
        event("refused")
        return None


def _slot(step: Step) -> Slot:
    start = NINE + step.quarter * QUARTER
    return Slot(start, start + step.quarters * QUARTER)


def _quarters(step: Step) -> frozenset[int]:
    return frozenset(range(step.quarter, step.quarter + step.quarters))


@pytest.mark.campaign
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(
    deadline=None,
    max_examples=size(25, 500),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(plan=[_book_step(0, 1), _book_step(1, patient=0, quarter=1), _book_step(2, patient=0)])
@given(plan=st.lists(steps, min_size=3, max_size=14))
def test_whatever_is_booked_moved_and_cancelled_nobody_is_in_two_places(
    session: Session, people: People, maria: Patient, bo: Patient, plan: list[Step]
) -> None:
    savepoint = session.begin_nested()
    try:
        room = working_time.add_room(session, people.dana, people.sites["Northside"], "Room 2")
        world = World(session, people, [maria.id or 0, bo.id or 0], room)
        for step in plan:
            world.take(step)
    finally:
        savepoint.rollback()
        for row in [each for each in session if isinstance(each, Appointment)]:
            session.expunge(row)
