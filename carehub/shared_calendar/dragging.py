"""An appointment put elsewhere by hand: to another time, or into the column of another person or room."""

from dataclasses import dataclass

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.shared_calendar import series
from carehub.shared_calendar.changing import own
from carehub.shared_calendar.seats import Across, seats_across
from carehub.shared_calendar.series import Done
from carehub.shared_calendar.slots import Slot


@dataclass(frozen=True, slots=True)
class Drag:
    """Where it was let go; ``across`` is None when it stayed in its column."""

    appointment_id: int
    version: int
    slot: Slot
    across: Across | None = None


def drag(session: Session, actor: Actor, wanted: Drag) -> Done:
    """Move this one appointment, under the same checks as the dialog."""
    seats = None
    if wanted.across is not None:
        seats = seats_across(own(session, actor, wanted.appointment_id), wanted.across)
    return series.move(session, actor, wanted.appointment_id, wanted.version, wanted.slot, seats=seats)
