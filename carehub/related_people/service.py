"""What the rest of CareHub may ask about related people; each verb stands in the module of its idea."""

from carehub.related_people.household import Together, household_of, live_together, move_out
from carehub.related_people.people import (
    add_person,
    around,
    bring_back,
    edit_person,
    find,
    put_away,
    visible_to,
)
from carehub.related_people.rules import NO_RULES, SafeRules, safe_rules
from carehub.related_people.safety import safe_contact, safe_rules_for, set_safe_contact
from carehub.related_people.team import OnTeam, join_team, leave_team, team_of, who_can_join

__all__ = [
    "NO_RULES",
    "OnTeam",
    "SafeRules",
    "Together",
    "add_person",
    "around",
    "bring_back",
    "edit_person",
    "find",
    "household_of",
    "join_team",
    "leave_team",
    "live_together",
    "move_out",
    "put_away",
    "safe_contact",
    "safe_rules",
    "safe_rules_for",
    "set_safe_contact",
    "team_of",
    "visible_to",
    "who_can_join",
]
