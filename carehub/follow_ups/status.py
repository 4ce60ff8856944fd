"""What a follow-up can be: how much it presses, how it comes again, and how it ended."""

from datetime import date
from enum import StrEnum

from dateutil.relativedelta import relativedelta


class Priority(StrEnum):
    HIGH = "high"
    USUAL = "usual"
    LOW = "low"


class Unit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Ended(StrEnum):
    """How a follow-up ended. WITHDRAWN is never chosen: what it was for turned out not to be."""

    DONE = "done"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    NOT_NEEDED = "not_needed"
    WITHDRAWN = "withdrawn"


class Deed(StrEnum):
    """What happens to a follow-up."""

    MADE = "made"
    CHANGED = "changed"
    SNOOZED = "snoozed"
    REASSIGNED = "reassigned"
    COMPLETED = "completed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"


# What a person may say became of it.
OUTCOMES = (Ended.DONE, Ended.REACHED, Ended.NOT_REACHED, Ended.NOT_NEEDED)
# The most that a repeat may leave out: a year.
MOST_BETWEEN = {Unit.DAY: 366, Unit.WEEK: 52, Unit.MONTH: 12}


def next_due(first_on: date, every: int, unit: Unit, behind: date) -> date:
    """The first day behind another on the rhythm that begins with ``first_on``; the 31st stays the last."""
    turn = 1
    while (day := first_on + _steps(unit, every * turn)) <= behind:
        turn += 1
    return day


def _steps(unit: Unit, number: int) -> relativedelta:
    match unit:
        case Unit.DAY:
            return relativedelta(days=number)
        case Unit.WEEK:
            return relativedelta(weeks=number)
        case Unit.MONTH:
            return relativedelta(months=number)
