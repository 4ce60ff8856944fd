"""What the rest of CareHub may ask about patients; each verb stands in the module of its idea."""

from carehub.patients.access import at_sites_of, find, may_see_patient, survivor_of, visible_to
from carehub.patients.duplicates import Duplicate, LikelyDuplicate, Likeness, likely_duplicates
from carehub.patients.listing import (
    BY_NAME,
    EVERYONE,
    PAGE,
    Filter,
    Key,
    PatientPage,
    are_there_any,
    behind,
    count,
    key_of,
    page,
)
from carehub.patients.registering import add, edit
from carehub.patients.search import MOST, Found, fitting, matching, search

__all__ = [
    "BY_NAME",
    "EVERYONE",
    "MOST",
    "PAGE",
    "Duplicate",
    "Filter",
    "Found",
    "Key",
    "LikelyDuplicate",
    "Likeness",
    "PatientPage",
    "add",
    "are_there_any",
    "at_sites_of",
    "behind",
    "count",
    "edit",
    "find",
    "fitting",
    "key_of",
    "likely_duplicates",
    "matching",
    "may_see_patient",
    "page",
    "search",
    "survivor_of",
    "visible_to",
]
