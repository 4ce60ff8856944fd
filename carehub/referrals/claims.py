"""What the board's page sends, taken strictly."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from carehub.core.errors import Invalid
from carehub.referrals.service import NewReferral, ReferralChanges
from carehub.referrals.status import Urgency
from carehub.ui.claims import parse

Form = TypeVar("Form", bound=BaseModel)

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


class Edited(BaseModel):
    """The panel's form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type_id: int = _ID
    urgency: Urgency
    receiver: str
    question: str

    def changes(self) -> ReferralChanges:
        return ReferralChanges(self.type_id, self.urgency, self.receiver, self.question)


class Requested(Edited):
    """The form for a new referral, without its patient."""

    def referral_for(self, patient_id: int) -> NewReferral:
        return NewReferral(patient_id, self.type_id, self.urgency, self.receiver, self.question)


def filled_in(kind: type[Form], form: object) -> Form:
    """A form's fields are text; Invalid when one says something that it cannot."""
    try:
        return kind.model_validate(parse(dict[str, str], form))
    except ValidationError:
        raise Invalid("Choose a type and an urgency.") from None
