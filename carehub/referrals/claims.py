"""What the board's page sends, taken strictly."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from carehub.contacts.models import Answer, How, Whom
from carehub.core.errors import Invalid
from carehub.referrals.authorization import Authorization
from carehub.referrals.bulk import Seen
from carehub.referrals.service import NewReferral, ReferralChanges
from carehub.referrals.status import Urgency
from carehub.sensitive.models import Sensitivity
from carehub.ui.claims import parse

Form = TypeVar("Form", bound=BaseModel)

_CHOOSE = "Choose a type and an urgency."
_ID = Field(gt=0, lt=2**53)


class Moved(BaseModel):
    """A card was moved to a column, seen at ``version``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    op: str = Field(max_length=40)
    id: int = _ID
    version: int = _ID
    column: str = Field(max_length=20)

    @property
    def stage_id(self) -> int:
        if not self.column.isdecimal():
            raise Invalid("This stage is not on the board. Reload the page.")
        return int(self.column)


class Chosen(BaseModel):
    """A line of a card's menu was chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: str = Field(max_length=40)
    id: int = _ID
    version: int = _ID


class SeenCard(BaseModel):
    """A chosen card; ``op`` names the move that the page shows already."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int = _ID
    version: int = _ID
    op: str = Field(max_length=40)


class ChosenTogether(BaseModel):
    """Something is to be done to all of these cards; ``choice`` is an id, a word, or empty for nobody."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: Literal["move", "assign", "urgency"]
    choice: str = Field(max_length=20)
    cards: list[SeenCard] = Field(max_length=500)

    def seen(self) -> list[Seen]:
        return [Seen(card.id, card.version) for card in self.cards]

    def moves_of(self, ids: Collection[int]) -> list[str]:
        """The moves of these cards that the page shows already."""
        return [card.op for card in self.cards if card.op and card.id in ids]

    @property
    def moves(self) -> list[str]:
        return [card.op for card in self.cards if card.op]


class Requested(BaseModel):
    """The form for a new referral, without its patient."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type_id: int = _ID
    urgency: Urgency
    receiver: str
    question: str

    def referral_for(self, patient_id: int) -> NewReferral:
        return NewReferral(patient_id, self.type_id, self.urgency, self.receiver, self.question)


def _said_or_none(value: object) -> object:
    return (value.strip() or None) if isinstance(value, str) else value


_Day = Annotated[date | None, BeforeValidator(_said_or_none)]
_Count = Annotated[int | None, BeforeValidator(_said_or_none)]


class Edited(Requested):
    """The panel's form; what is left blank of the authorization is not known."""

    authorization_payer: str = ""
    authorization_number: str = ""
    authorization_from: _Day = None
    authorization_until: _Day = None
    authorization_visits: _Count = None
    authorization_used: _Count = None

    def changes(self) -> ReferralChanges:
        granted = Authorization(
            self.authorization_payer,
            self.authorization_number,
            self.authorization_from,
            self.authorization_until,
            self.authorization_visits,
            self.authorization_used,
        )
        return ReferralChanges(self.type_id, self.urgency, self.receiver, self.question, granted)


class Contacted(BaseModel):
    """The panel's form for a contact attempt; ``at`` is the center's wall clock, empty for now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    whom: Whom
    how: How
    answer: Answer
    minutes: _Count = None
    at: Annotated[datetime | None, BeforeValidator(_said_or_none)] = None
    note: str = ""


_UNREADABLE = {
    "authorization_from": "the day from which the authorization is valid",
    "authorization_until": "the last day of the authorization",
    "authorization_visits": "the visits allowed: give a number",
    "authorization_used": "the visits used: give a number",
    "whom": "whom you tried: choose from the list",
    "how": "how you tried: choose from the list",
    "answer": "what came of it: choose from the list",
    "minutes": "the minutes: give a number",
    "at": "the date and time",
}


def filled_in(kind: type[Form], form: object) -> Form:
    """A form's fields are text; Invalid when one says something that it cannot."""
    try:
        return kind.model_validate(parse(dict[str, str], form))
    except ValidationError as error:
        field = str((error.errors()[0]["loc"] or ("",))[0])
        unread = _UNREADABLE.get(field)
        raise Invalid(f"CareHub cannot read {unread}." if unread else _CHOOSE) from None


def chosen_urgency(word: str) -> Urgency:
    try:
        return Urgency(word)
    except ValueError:
        raise Invalid("Choose an urgency from the list.") from None


def sensitivity_in(word: str) -> Sensitivity | None:
    """Why a referral is sensitive, as the panel's list says it; None for the empty word."""
    if word and word not in list(Sensitivity):
        raise Invalid("Choose from the list who may see this referral.")
    return Sensitivity(word) if word else None
