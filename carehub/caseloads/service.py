"""What the rest of CareHub may ask about caseloads; each verb stands in the module of its idea."""

from carehub.caseloads.assigning import NOBODY, assign
from carehub.caseloads.coordinators import Coordinator, coordinators, within_reach
from carehub.caseloads.importing import assign_imported
from carehub.caseloads.listing import (
    UNASSIGNED,
    Responsible,
    cases,
    kept_by,
    kept_since,
    responsible,
    responsible_for,
)
from carehub.caseloads.together import (
    Result,
    Seen,
    assign_together,
    by_itself,
    put_back,
    put_back_in_words,
    refuse_too_many,
)

__all__ = [
    "NOBODY",
    "UNASSIGNED",
    "Coordinator",
    "Responsible",
    "Result",
    "Seen",
    "assign",
    "assign_imported",
    "assign_together",
    "by_itself",
    "cases",
    "coordinators",
    "kept_by",
    "kept_since",
    "put_back",
    "put_back_in_words",
    "refuse_too_many",
    "responsible",
    "responsible_for",
    "within_reach",
]
