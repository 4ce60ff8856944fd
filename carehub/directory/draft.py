"""What is said of a receiver, checked before it is kept."""

from dataclasses import dataclass, fields

from carehub.core.errors import Invalid
from carehub.directory.models import Receiver, ReceiverKind
from carehub.directory.npi import is_npi
from carehub.patients.names import folded

LONGEST = 200
LONGEST_NOTES = 2_000
LONGEST_WAIT = 730
_FOUND_BY = (
    "name",
    "organisation",
    "specialty",
    "city",
    "zip",
    "languages",
    "insurance",
    "npi",
    "phone",
    "fax",
)


@dataclass(frozen=True)
class ReceiverDraft:
    """A receiver as somebody describes it; ``sliding_fee`` and ``usual_wait_days`` may be unknown."""

    name: str
    kind: ReceiverKind = ReceiverKind.ORGANISATION
    organisation: str = ""
    npi: str = ""
    specialty: str = ""
    phone: str = ""
    other_phone: str = ""
    fax: str = ""
    email: str = ""
    website: str = ""
    address: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    languages: str = ""
    insurance: str = ""
    sliding_fee: bool | None = None
    usual_wait_days: int | None = None
    notes: str = ""

    def values(self) -> dict[str, object]:
        """The columns of a receiver, cleaned; Invalid with a sentence when one cannot be right."""
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        values = {name: _cleaned(name, value) for name, value in said.items()}
        if not values["name"]:
            raise Invalid("Give the receiver a name.")
        if values["npi"] is not None and not is_npi(str(values["npi"])):
            raise Invalid("This NPI cannot be right: it has ten figures, and the last one checks the others.")
        if self.usual_wait_days is not None and not 0 <= self.usual_wait_days <= LONGEST_WAIT:
            raise Invalid(f"The usual wait is 0 to {LONGEST_WAIT} days.")
        return values | {"words": words_of(values)}


def draft_of(receiver: Receiver) -> ReceiverDraft:
    """The receiver as it stands."""
    said = {each.name: getattr(receiver, each.name) for each in fields(ReceiverDraft)}
    return ReceiverDraft(**{**said, "npi": receiver.npi or ""})


def words_of(values: dict[str, object]) -> str:
    """Everything that typing finds a receiver by."""
    return " ".join(folded(str(values[name])) for name in _FOUND_BY if values[name])


def _cleaned(name: str, value: object) -> object:
    if not isinstance(value, str) or isinstance(value, ReceiverKind):
        return value
    text = value.strip() if name == "notes" else " ".join(value.split())
    limit = LONGEST_NOTES if name == "notes" else LONGEST
    if len(text) > limit:
        raise Invalid(f"Keep the {name.replace('_', ' ')} under {limit:,} characters.")
    return (text or None) if name == "npi" else text
