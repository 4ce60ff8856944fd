"""The stages and referral types that a new center starts with; from then on they are the center's own."""

from dataclasses import dataclass

from carehub.referrals.status import Status


@dataclass(frozen=True)
class DefaultStage:
    """One column of a new center's board; the colour is the name of a scale of the theme."""

    name: str
    status: Status
    colour: str


DEFAULT_STAGES: tuple[DefaultStage, ...] = (
    DefaultStage("Draft", Status.DRAFT, "gray"),
    DefaultStage("Needs info", Status.NEEDS_INFO, "amber"),
    DefaultStage("Ready", Status.READY, "cyan"),
    DefaultStage("Sent", Status.SENT, "blue"),
    DefaultStage("Accepted", Status.ACCEPTED, "indigo"),
    DefaultStage("Scheduled", Status.SCHEDULED, "violet"),
    DefaultStage("Awaiting report", Status.SEEN, "orange"),
    DefaultStage("Report to review", Status.REPORT_RECEIVED, "teal"),
    DefaultStage("Closed", Status.CLOSED, "green"),
)

DEFAULT_TYPES: tuple[str, ...] = (
    "Specialty",
    "Imaging",
    "Lab or test",
    "Behavioral health",
    "Therapy (OT, PT, speech)",
    "In-home service",
    "Social service",
    "Dental",
    "Other",
)
