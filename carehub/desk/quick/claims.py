"""What the forms of the quick dialog send, taken strictly."""

from datetime import UTC, date, datetime
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from sqlmodel import Session

from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core.actor import Actor
from carehub.core.errors import Invalid
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.service import NewFollowUp, Repeat
from carehub.follow_ups.status import Priority, Unit
from carehub.ui.claims import parse

Form = TypeVar("Form", bound=BaseModel)


def _said_or_none(text: object) -> object:
    return None if text == "" else text


_Count = Annotated[int | None, BeforeValidator(_said_or_none)]
_Day = Annotated[date | None, BeforeValidator(_said_or_none)]
_How = Annotated[How | None, BeforeValidator(_said_or_none)]


class Contacted(BaseModel):
    """A contact attempt; ``at`` is the center's wall clock, empty for now."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    whom: Whom
    how: How
    answer: Answer
    minutes: _Count = None
    note: str = ""
    at: Annotated[datetime | None, BeforeValidator(_said_or_none)] = None
    again_on: _Day = None
    program_id: _Count = None

    def attempt(self, patient_id: int, referral_id: int | None, zone: ZoneInfo) -> NewAttempt:
        at = self.at.replace(tzinfo=zone).astimezone(UTC) if self.at else None
        return NewAttempt(
            patient_id, self.whom, self.how, self.answer, referral_id,
            self.minutes, self.note, at, self.program_id,
        )  # fmt: skip


class Wanted(BaseModel):
    """A new follow-up; with ``template_id`` those of a template instead of one in words."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str = ""
    due_on: _Day = None
    owner_id: _Count = None
    priority: Priority = Priority.USUAL
    how: _How = None
    every: Annotated[Unit | None, BeforeValidator(_said_or_none)] = None
    template_id: _Count = None

    def make(self, session: Session, actor: Actor, patient_id: int, referral_id: int | None) -> int:
        """Make what is wanted; returns how many follow-ups that were."""
        if self.template_id is not None:
            made = follow_ups.start(
                session, actor, self.template_id, patient_id, self.owner_id, referral_id, self.due_on
            )
            return len(made)
        if self.due_on is None:
            raise Invalid("Choose by which day.")
        repeat = Repeat(1, self.every) if self.every else None
        new = NewFollowUp(
            patient_id, self.text, self.due_on, self.owner_id, self.priority, self.how, referral_id,
            repeat=repeat,
        )  # fmt: skip
        follow_ups.create(session, actor, new)
        return 1


_UNREADABLE = {
    "whom": "whom you tried: choose from the list",
    "how": "how you tried: choose from the list",
    "answer": "what came of it: choose from the list",
    "minutes": "the minutes: give a number",
    "at": "the date and time",
    "again_on": "the day to try again",
    "due_on": "the day",
}


def filled_in(kind: type[Form], form: object) -> Form:
    """A form's fields are text; Invalid when one says something that it cannot."""
    try:
        return kind.model_validate(parse(dict[str, str], form))
    except ValidationError as error:
        field = str((error.errors()[0]["loc"] or ("",))[0])
        raise Invalid(f"CareHub cannot read {_UNREADABLE.get(field, 'this form')}.") from None
