"""What the rest of CareHub may ask about programs; each verb stands in the module of its idea."""

from carehub.programs.catalog import (
    ProgramLine,
    add_program,
    edit_program,
    every_program,
    offer_again,
    offered,
    retire_program,
)
from carehub.programs.enrolling import Consent, enrol, graduate, leave, record_consent, resume
from carehub.programs.reading import Enrolled, counts_on, enrolled_in, find, programs_of, visible_to

__all__ = [
    "Consent",
    "Enrolled",
    "ProgramLine",
    "add_program",
    "counts_on",
    "edit_program",
    "enrol",
    "enrolled_in",
    "every_program",
    "find",
    "graduate",
    "leave",
    "offer_again",
    "offered",
    "programs_of",
    "record_consent",
    "resume",
    "retire_program",
    "visible_to",
]
