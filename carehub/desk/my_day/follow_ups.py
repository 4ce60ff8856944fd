"""Follow-ups of this person that are overdue or due today; and those that nobody does."""

from datetime import timedelta
from functools import partial

from sqlmodel import Session

from carehub.contacts.wording import HOW
from carehub.core.dates import written_date
from carehub.desk.my_day.lines import MOST_COUNTED, Line, Look, Section, days_late, line_for, section
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.status import Priority
from carehub.follow_ups.wording import repeat_in_words

# What waits longer than this is the supervisor's to look at.
PATIENCE = timedelta(days=7)


def mine(session: Session, look: Look, most: int) -> Section:
    found = follow_ups.due_for(session, look.actor, look.actor.user_id, look.today, most)
    count = partial(follow_ups.count_due, session, look.actor, look.actor.user_id, look.today)
    return section([_line(look, each) for each in found], most, count)


def neglected(session: Session, look: Look, most: int) -> Section:
    """Of everyone: what waits for more than a week, or is up to nobody who works here."""
    found, total = follow_ups.neglected(session, look.actor, look.today - PATIENCE, most, MOST_COUNTED)
    return Section(total=total, lines=[_neglected(look, each) for each in found])


def _line(look: Look, found: follow_ups.Line) -> Line:
    row = found.row
    line = line_for(look, "follow_up", row.id or 0, found.patient)
    line["version"] = row.version
    line["referral_id"] = row.referral_id or 0
    line["what"] = row.text
    snoozed = f"snoozed {row.snoozes} times" if row.snoozes > 1 else "snoozed once" if row.snoozes else ""
    by = HOW[row.how] if row.how else ""
    line["detail"] = " · ".join(filter(None, [by, repeat_in_words(row.every, row.unit), snoozed]))
    line["when"] = "Today" if row.due_on == look.today else written_date(row.due_on)
    line["late"] = days_late(row.due_on, look.today)
    line["mark"] = "High" if row.priority is Priority.HIGH else ""
    line["does"] = ["done", "snooze", "call", "open"]
    return line


def _neglected(look: Look, found: follow_ups.Line) -> Line:
    line = _line(look, found)
    line["key"] = f"neglected-{line['id']}"
    line["detail"] = " · ".join(filter(None, [found.owner or "Nobody's", line["detail"]]))
    line["does"] = ["take", "done", "open"]
    return line
