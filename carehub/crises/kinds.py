"""The closed sets of a crisis, and what a center's protocol says before anybody changed it."""

from enum import StrEnum


class CrisisOutcome(StrEnum):
    SAFE = "safe"
    WITH_SOMEONE = "with_someone"
    CRISIS_TEAM = "crisis_team"
    EMERGENCY = "emergency"
    NOT_REACHED = "not_reached"
    BY_MISTAKE = "by_mistake"


OUTCOME: dict[CrisisOutcome, str] = {
    CrisisOutcome.SAFE: "Safe, and there is a plan for the next days",
    CrisisOutcome.WITH_SOMEONE: "Somebody they trust is with them",
    CrisisOutcome.CRISIS_TEAM: "A crisis team or 988 took over",
    CrisisOutcome.EMERGENCY: "911 was called, or they went to the hospital",
    CrisisOutcome.NOT_REACHED: "We lost contact; a welfare check was asked for",
    CrisisOutcome.BY_MISTAKE: "Opened by mistake",
}

# In our own words; the numbers are public ones of the United States.
USUAL_STEPS = (
    "Stay on the line. Ask: are you safe right now? If not, call 911.",
    "Ask where they are, and write the address down.",
    "Ask plainly: are you thinking of killing yourself, or of hurting somebody?",
    "Ask who is with them, and whether there are weapons or pills within reach.",
    "Offer the 988 Suicide & Crisis Lifeline: call or text 988, day and night. Offer to call together.",
    "Get the person on call to join.",
    "Agree on the next hours: who stays with them, where they go, whom they call.",
    "Say when we call again, and who will.",
)
