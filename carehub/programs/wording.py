"""How programs and enrolments read."""

from carehub.programs.models import ConsentHow, ProgramKind, ProgramOutcome

KIND: dict[ProgramKind, str] = {
    ProgramKind.CCM: "Chronic care management (CCM)",
    ProgramKind.PCM: "Principal care management (PCM)",
    ProgramKind.CHI: "Community health integration (CHI)",
    ProgramKind.NONE: "Not billed by minutes",
}

CONSENT: dict[ConsentHow, str] = {
    ConsentHow.SPOKEN: "Spoken",
    ConsentHow.WRITTEN: "Written",
    ConsentHow.ELECTRONIC: "Electronic",
}

OUTCOME: dict[ProgramOutcome, str] = {
    ProgramOutcome.GRADUATED: "Graduated",
    ProgramOutcome.DECLINED: "Patient no longer wants it",
    ProgramOutcome.CONSENT_WITHDRAWN: "Consent withdrawn",
    ProgramOutcome.MOVED_AWAY: "Moved away",
    ProgramOutcome.LOST_CONTACT: "Lost contact",
    ProgramOutcome.NOT_ELIGIBLE: "No longer eligible",
    ProgramOutcome.DIED: "Died",
    ProgramOutcome.ENTERED_IN_ERROR: "Entered in error",
    ProgramOutcome.OTHER: "Other",
}
