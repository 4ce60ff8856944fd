"""How receivers read in the list and in the panel, and what its form says."""

from collections.abc import Mapping
from typing import TypedDict

from carehub.core.errors import Invalid
from carehub.directory.draft import ReceiverDraft, draft_of
from carehub.directory.models import Receiver, ReceiverKind
from carehub.referrals.receivers import ReportCard

TEXTS = (
    "name", "organisation", "npi", "specialty", "phone", "other_phone", "fax", "email", "website", "address",
    "city", "state", "zip", "languages", "insurance", "notes",
)  # fmt: skip
FIELDS = (*TEXTS, "kind", "sliding_fee", "usual_wait_days")
_SLIDING = {"": None, "yes": True, "no": False}


class ReceiverRow(TypedDict):
    """A line of the directory, with its report card in words; a dash where nothing can be counted yet."""

    id: int
    name: str
    detail: str
    phone: str
    fax: str
    place: str
    referrals: str
    to_appointment: str
    to_report: str
    declined: str


def row_of(receiver: Receiver, card: ReportCard) -> ReceiverRow:
    return ReceiverRow(
        id=receiver.id or 0,
        name=receiver.listed_as,
        detail=", ".join(filter(None, (receiver.specialty, receiver.organisation))),
        phone=receiver.phone,
        fax=receiver.fax,
        place=", ".join(filter(None, (receiver.city, receiver.state))),
        referrals=str(card.referrals),
        to_appointment=_days(card.days_to_appointment),
        to_report=_days(card.days_to_report),
        declined="–" if card.declined is None else f"{card.declined:.0%}",
    )


def values_of(receiver: Receiver) -> dict[str, str]:
    """The fields of the form as the receiver stands."""
    draft = draft_of(receiver)
    sliding = {None: "", True: "yes", False: "no"}[draft.sliding_fee]
    wait = "" if draft.usual_wait_days is None else str(draft.usual_wait_days)
    said = {name: str(getattr(draft, name)) for name in TEXTS}
    return said | {"kind": draft.kind.value, "sliding_fee": sliding, "usual_wait_days": wait}


def draft_from(said: Mapping[str, str]) -> ReceiverDraft:
    """What the form says; Invalid when it says what no form of ours does."""
    wait = said.get("usual_wait_days", "").strip()
    if wait and not (wait.isascii() and wait.isdecimal() and len(wait) < 6):
        raise Invalid("Type the usual wait as a number of days.")
    if said.get("kind") not in list(ReceiverKind) or said.get("sliding_fee", "") not in _SLIDING:
        raise Invalid("Choose what this receiver is, and whether it has a sliding fee.")
    return ReceiverDraft(
        **{name: said.get(name, "") for name in TEXTS},
        kind=ReceiverKind(said["kind"]),
        sliding_fee=_SLIDING[said.get("sliding_fee", "")],
        usual_wait_days=int(wait) if wait else None,
    )


def _days(days: float | None) -> str:
    return "–" if days is None else f"{days:g} d"
