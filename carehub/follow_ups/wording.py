"""How follow-ups read."""

from carehub.follow_ups.status import Deed, Ended, Priority, Unit

PRIORITY: dict[Priority, str] = {
    Priority.HIGH: "High",
    Priority.USUAL: "Usual",
    Priority.LOW: "Low",
}

ENDED: dict[Ended, str] = {
    Ended.DONE: "Done",
    Ended.REACHED: "Reached",
    Ended.NOT_REACHED: "Could not reach",
    Ended.NOT_NEEDED: "No longer needed",
    Ended.WITHDRAWN: "Taken back",
}

UNIT: dict[Unit, str] = {Unit.DAY: "day", Unit.WEEK: "week", Unit.MONTH: "month"}

# Behind a name: "Ana moved this follow-up to a later day".
DEED: dict[Deed, str] = {
    Deed.MADE: "made this follow-up",
    Deed.CHANGED: "changed this follow-up",
    Deed.SNOOZED: "snoozed this follow-up",
    Deed.REASSIGNED: "reassigned this follow-up",
    Deed.COMPLETED: "completed this follow-up",
    Deed.REOPENED: "reopened this follow-up",
    Deed.WITHDRAWN: "took this follow-up back",
    Deed.UNDONE: "undid a change of this follow-up",
}


def repeat_in_words(every: int | None, unit: Unit | None) -> str:
    """``Every week``, ``Every 2 months``; empty for what comes once."""
    if every is None or unit is None:
        return ""
    return f"Every {UNIT[unit]}" if every == 1 else f"Every {every} {UNIT[unit]}s"
