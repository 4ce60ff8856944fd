"""Templates: several follow-ups that are made together, under a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from carehub.contacts.models import How
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import NotFound
from carehub.follow_ups.making import NewFollowUp, create_together, today_of
from carehub.follow_ups.models import FollowUp, FollowUpTemplate


@dataclass(frozen=True)
class Step:
    """One follow-up of a template, due so many days ``after`` the beginning."""

    after: int
    text: str
    how: How | None = None

    def kept(self) -> dict[str, object]:
        """As a template keeps it."""
        return {"after": self.after, "text": self.text, "how": self.how.value if self.how else None}


@dataclass(frozen=True)
class DefaultTemplate:
    name: str
    steps: tuple[Step, ...]


# What a new center starts with; from then on they are its own.
DEFAULT_TEMPLATES = (
    DefaultTemplate(
        "Three attempts",
        (
            Step(0, "Call the patient", How.PHONE),
            Step(3, "Write a text message to the patient", How.TEXT),
            Step(7, "Send the patient a letter", How.LETTER),
        ),
    ),
    DefaultTemplate(
        "After a hospital stay",
        (
            Step(1, "Call: medications, equipment, follow-up visit", How.PHONE),
            Step(7, "Check that the visit took place"),
            Step(30, "Call: how is it going at home", How.PHONE),
        ),
    ),
)


def templates(session: Session, actor: Actor) -> list[FollowUpTemplate]:
    """Those to choose from, in the center's order."""
    require(actor, Permission.NOTES_SEE)
    shown = select(FollowUpTemplate).where(col(FollowUpTemplate.is_hidden).is_(False))
    return list(session.exec(shown.order_by(col(FollowUpTemplate.position), col(FollowUpTemplate.id))))


def start(
    session: Session,
    actor: Actor,
    template_id: int,
    patient_id: int,
    owner_id: int | None = None,
    referral_id: int | None = None,
    begins_on: date | None = None,
) -> list[FollowUp]:
    """Make the follow-ups of a template for a patient, counted from today or another day."""
    require(actor, Permission.NOTES_SEE)
    template = session.get(FollowUpTemplate, template_id)
    if template is None or template.is_hidden:
        raise NotFound("This template is no longer in the list. Choose another one.")
    begins = begins_on or today_of(session)
    steps = [step_of(kept) for kept in template.steps]
    news = [
        NewFollowUp(
            patient_id,
            step.text,
            begins + timedelta(days=step.after),
            owner_id,
            how=step.how,
            referral_id=referral_id,
        )
        for step in steps
    ]
    return create_together(session, actor, news)


def step_of(kept: Mapping[str, object]) -> Step:
    """A step as a template keeps it."""
    how = kept.get("how")
    return Step(int(str(kept["after"])), str(kept["text"]), How(str(how)) if how else None)
