"""What the rest of CareHub may ask about discharges; each verb stands in the module of its idea."""

from carehub.discharges.reading import Line, find, items_of, of_patient, open_ones, visible_to
from carehub.discharges.settling import (
    NewDischarge,
    answer,
    close,
    make_ready,
    record_contact,
    record_visit,
    reopen,
    write_down,
)

__all__ = [
    "Line",
    "NewDischarge",
    "answer",
    "close",
    "find",
    "items_of",
    "make_ready",
    "of_patient",
    "open_ones",
    "record_contact",
    "record_visit",
    "reopen",
    "visible_to",
    "write_down",
]
