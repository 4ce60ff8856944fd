"""What the rest of CareHub may ask of forms and assessments; each verb stands in the module of its idea."""

from carehub.assessments.filling import answer, complete, reopen, start
from carehub.assessments.library import (
    Listed,
    add_form,
    edit_form,
    every_form,
    form_named,
    forms_to_fill,
    set_active,
)
from carehub.assessments.offers import (
    ReferralWish,
    dismiss,
    suggested_day,
    suggested_type,
    take_concern,
    take_follow_up,
    take_referral,
)
from carehub.assessments.reading import Filled, Point, Trend, filled, find, of_patient, trends, visible_to

__all__ = [
    "Filled",
    "Listed",
    "Point",
    "ReferralWish",
    "Trend",
    "add_form",
    "answer",
    "complete",
    "dismiss",
    "edit_form",
    "every_form",
    "filled",
    "find",
    "form_named",
    "forms_to_fill",
    "of_patient",
    "reopen",
    "set_active",
    "start",
    "suggested_day",
    "suggested_type",
    "take_concern",
    "take_follow_up",
    "take_referral",
    "trends",
    "visible_to",
]
