"""How discharges read."""

from carehub.discharges.checklist import Answer, Complexity, EndedBecause

COMPLEXITY: dict[Complexity, str] = {
    Complexity.HIGH: "High: visit within 7 days",
    Complexity.MODERATE: "Moderate: visit within 14 days",
}

ANSWER: dict[Answer, str] = {Answer.DONE: "Done", Answer.NOT_NEEDED: "Not needed"}

ENDED: dict[EndedBecause, str] = {
    EndedBecause.COMPLETED: "All settled",
    EndedBecause.READMITTED: "Back in hospital",
    EndedBecause.CARED_FOR_ELSEWHERE: "Cared for elsewhere",
    EndedBecause.NOT_REACHED: "Not reached",
    EndedBecause.DECLINED: "Patient declined",
    EndedBecause.DIED: "Died",
    EndedBecause.ENTERED_IN_ERROR: "Entered in error",
}
