"""What the rest of CareHub may ask about caseloads; each verb stands in the module of its idea."""

from carehub.caseloads.assigning import NOBODY, assign
from carehub.caseloads.coordinators import Coordinator, coordinators
from carehub.caseloads.importing import assign_imported
from carehub.caseloads.listing import (
    UNASSIGNED,
    Case,
    CasePage,
    Responsible,
    of,
    responsible,
    responsible_for,
    size,
)

__all__ = [
    "NOBODY",
    "UNASSIGNED",
    "Case",
    "CasePage",
    "Coordinator",
    "Responsible",
    "assign",
    "assign_imported",
    "coordinators",
    "of",
    "responsible",
    "responsible_for",
    "size",
]
