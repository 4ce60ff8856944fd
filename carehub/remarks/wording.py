"""How remarks read."""

from carehub.remarks.models import RemarkKind, RemarkStatus

KIND: dict[RemarkKind, str] = {each: each.value.capitalize() for each in RemarkKind}

STATUS: dict[RemarkStatus, str] = {
    RemarkStatus.OPEN: "Open",
    RemarkStatus.RESOLVED: "No longer so",
    RemarkStatus.ENTERED_IN_ERROR: "Entered in error",
}
