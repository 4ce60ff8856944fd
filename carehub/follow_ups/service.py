"""What the rest of CareHub may ask about follow-ups; each verb stands in the module of its idea.

``create`` is what a person does, ``derive`` what an event causes: once, however often it is told.
"""

from carehub.follow_ups.access import find, of_its_patient, owners, visible_to
from carehub.follow_ups.completing import complete, reopen
from carehub.follow_ups.making import (
    NewFollowUp,
    Origin,
    Repeat,
    create,
    create_together,
    derive,
    in_business_days,
    today_of,
    withdraw,
)
from carehub.follow_ups.moving import Change, change, reassign, snooze
from carehub.follow_ups.reading import (
    HistoryLine,
    Line,
    count_due,
    due_for,
    history,
    neglected,
    of_patient,
    of_referral,
    open_counts,
)
from carehub.follow_ups.stage_rules import StageRule, set_stage_rule, stage_rules
from carehub.follow_ups.taking_back import undo
from carehub.follow_ups.templates import start, templates

__all__ = [
    "Change",
    "HistoryLine",
    "Line",
    "NewFollowUp",
    "Origin",
    "Repeat",
    "StageRule",
    "change",
    "complete",
    "count_due",
    "create",
    "create_together",
    "derive",
    "due_for",
    "find",
    "history",
    "in_business_days",
    "neglected",
    "of_its_patient",
    "of_patient",
    "of_referral",
    "open_counts",
    "owners",
    "reassign",
    "reopen",
    "set_stage_rule",
    "snooze",
    "stage_rules",
    "start",
    "templates",
    "today_of",
    "undo",
    "visible_to",
    "withdraw",
]
