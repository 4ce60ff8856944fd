"""What the rest of CareHub may ask about remarks; each verb stands in the module of its idea."""

from carehub.remarks.mattering import Said, say_what_matters, statements
from carehub.remarks.noting import (
    LONGEST,
    Noted,
    alerts_of,
    end,
    note,
    open_again,
    remarks_of,
    reword,
    visible_to,
)

__all__ = [
    "LONGEST",
    "Noted",
    "Said",
    "alerts_of",
    "end",
    "note",
    "open_again",
    "remarks_of",
    "reword",
    "say_what_matters",
    "statements",
    "visible_to",
]
