"""Cutting a series: from some day of its rule on it becomes a series of its own, at another time."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from sqlmodel import Session

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.shared_calendar.changing import write
from carehub.shared_calendar.models import Appointment, Series
from carehub.shared_calendar.recurrence import Pattern, pattern_in
from carehub.shared_calendar.requests import Scope
from carehub.shared_calendar.seats import Seats, seats_alike
from carehub.shared_calendar.slots import Slot, minutes_of, slot_of_series
from carehub.shared_calendar.status import MOVABLE


class Tail:
    """The part of a series that a move reaches: everything from some day of the rule on."""

    def __init__(
        self, series: Series, rows: Sequence[Appointment], chosen: Appointment, scope: Scope
    ) -> None:
        self.series, self.chosen = series, chosen
        self.whole = pattern_of_series(series)
        self.days = self.whole.days()
        self.begins = self.days.index(min(_day(row) for row in rows if is_meant(row, chosen, scope)))
        self.rows = [row for row in rows if _day(row) >= self.days[self.begins]]
        self.moving = [row for row in self.rows if row is chosen or _moves_along(row)]

    def put(self, slot: Slot, seats: Seats) -> dict[int, tuple[Slot, Seats]]:
        """Where each appointment would go, by its id, when the chosen one goes to ``slot`` and ``seats``."""
        start = clock.local(slot.starts_at, self.series.time_zone)
        self.at, self.minutes = start.time(), minutes_of(slot, self.series.time_zone)
        index = self.days.index(_day(self.chosen)) - self.begins
        self.pattern = self.whole.tail(self.begins).moved(index, start.date())
        self.to = dict(zip(self.days[self.begins :], self.pattern.days(), strict=True))
        zone = self.series.time_zone
        return {
            row.id or 0: (
                slot_of_series(self.to[_day(row)], self.at, self.minutes, zone),
                seats_alike(row, self.chosen, seats),
            )
            for row in self.rows
        }


def cut_off(
    session: Session, actor: Actor, tail: Tail, to: dict[int, tuple[Slot, Seats]], *, told: bool
) -> int:
    """Make the tail a series of its own; what is not in ``to`` stays as it is. Returns the new series' id."""
    old, cut = tail.series, tail.days[tail.begins]
    skipped = [date.fromisoformat(day) for day in old.skips]
    new = Series(
        rule=tail.pattern.rule,
        starts_on=tail.pattern.starts_on,
        at=tail.at,
        minutes=tail.minutes,
        time_zone=old.time_zone,
        skips=[tail.to[day].isoformat() for day in skipped if day >= cut],
        created_at=clock.now(),
        created_by=actor.user_id,
    )
    session.add(new)
    session.flush()
    for row in tail.rows:
        values = _values(row, to.get(row.id or 0), told)
        write(session, actor, row, row.version, series_id=new.id, occurs_on=tail.to[_day(row)], **values)
    if tail.begins:
        old.rule = tail.whole.head(tail.begins).rule
        old.skips = [day.isoformat() for day in skipped if day < cut]
    else:
        session.delete(old)
    session.flush()
    assert new.id is not None
    return new.id


def is_meant(row: Appointment, chosen: Appointment, scope: Scope) -> bool:
    """Whether this scope reaches it: the chosen one, and of the others what is still to come."""
    if row is chosen:
        return True
    return row.starts_at > clock.now() and (scope is Scope.ALL or _day(row) > _day(chosen))


def _values(row: Appointment, to: tuple[Slot, Seats] | None, told: bool) -> dict[str, object]:
    if to is None:
        return {"is_apart": True}
    slot, seats = to
    knows = told if row.patient_id is not None else None
    times = {"starts_at": slot.starts_at, "ends_at": slot.ends_at}
    return {"is_apart": False, "patient_told": knows, **times, **asdict(seats)}


def _moves_along(row: Appointment) -> bool:
    return row.status in MOVABLE and not row.is_apart and row.starts_at > clock.now()


def pattern_of_series(series: Series) -> Pattern:
    return pattern_in(series.rule, series.starts_on)


def _day(row: Appointment) -> date:
    assert row.occurs_on is not None
    return row.occurs_on
