"""What was done to the calendar, in the words of its toasts."""

from collections.abc import Sequence

from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.series import Done
from carehub.shared_calendar.slots import Slot, said


def booked_words(made: Sequence[Appointment], time_zone: str) -> str:
    """ "Booked", or of a series how often and until when."""
    if len(made) == 1:
        return "Booked"
    last = said(made[-1].slot, time_zone).partition(", ")[0]
    return f"Booked {len(made)} times, the last on {last}"


def dragged_words(slot: Slot, column: str, time_zone: str) -> str:
    """Where it stands now, with the title of its new column: ``Moved to Room 2, Thu 12-Nov-2026, ...``."""
    return f"Moved to {', '.join(filter(None, (column, said(slot, time_zone))))}"


def other_clock(shown: str, of_site: str) -> str:
    """By which clock a time is meant, said where the site's is another; empty where both are one."""
    if shown == of_site:
        return ""
    here, there = (zone.rpartition("/")[2].replace("_", " ") for zone in (shown, of_site))
    return (
        f"The time is meant by the clock of {here}, as the calendar shows it. This site has that of {there}."
    )


def reached_words(verb: str, done: Done) -> str:
    """ "Moved", or of a series how many, and how many were left as they were."""
    if done.reached == 1 and not done.left:
        return verb
    left = f"; {done.left} left as they were" if done.left else ""
    return f"{verb} {done.reached} appointments{left}"
