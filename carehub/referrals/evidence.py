"""What a person brings along when a referral moves: dates, names, reasons."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from carehub.core.errors import Invalid
from carehub.referrals.status import Channel, NoReport, Proof, WhoseMove

Value = str | date | datetime | bool

PROOF_WORDS: dict[Proof, str] = {
    Proof.QUESTION: "the clinical question",
    Proof.RECEIVER: "the receiver",
    Proof.MISSING_FROM: "who has to supply it",
    Proof.MISSING: "what is missing",
    Proof.SENT_CHANNEL: "how it was sent",
    Proof.SENT_TO: "the number or address it went to",
    Proof.SENT_ON: "the day it was sent",
    Proof.ACCEPTED_BY: "who accepted it",
    Proof.ACCEPTED_ON: "the day it was accepted",
    Proof.APPOINTMENT_AT: "the date and time",
    Proof.APPOINTMENT_TOLD: "whether the patient was told",
    Proof.SEEN_ON: "the day of the visit",
    Proof.SEEN_CONFIRMED_BY: "who confirmed the visit",
    Proof.REPORT_RECEIVED_ON: "the day the report came",
    Proof.REVIEWED_BY: "who reviewed the report",
    Proof.REVIEWED_ON: "the day of the review",
    Proof.PATIENT_TOLD_ON: "the day the patient was told",
    Proof.NO_REPORT: "why there is no report",
    Proof.REASON: "the reason",
}


class ProofWanted(Invalid):
    """The move is allowed, but not without these proofs."""

    def __init__(self, stage: str, proofs: tuple[Proof, ...]) -> None:
        self.stage, self.proofs = stage, proofs
        super().__init__(
            f"To move this referral to {stage}, say {_listed(PROOF_WORDS[one] for one in proofs)}."
        )


def _nothing_said(value: object) -> object:
    if isinstance(value, str):
        return value.strip() or None
    return value


LINE_LIMIT = 200
TEXT_LIMIT = 4000

_Line = Annotated[Annotated[str, Field(max_length=LINE_LIMIT)] | None, BeforeValidator(_nothing_said)]
_Text = Annotated[Annotated[str, Field(max_length=TEXT_LIMIT)] | None, BeforeValidator(_nothing_said)]
_Day = Annotated[date | None, BeforeValidator(_nothing_said)]


class Evidence(BaseModel):
    """The proofs at hand, by the name of the field that keeps each; blank text counts as not said.

    ``appointment_at`` without a zone is the center's wall clock.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: _Text = None
    receiver: _Line = None
    missing_from: Annotated[WhoseMove | None, BeforeValidator(_nothing_said)] = None
    missing: _Line = None
    sent_channel: Annotated[Channel | None, BeforeValidator(_nothing_said)] = None
    sent_to: _Line = None
    sent_on: _Day = None
    accepted_by: _Line = None
    accepted_on: _Day = None
    appointment_at: Annotated[datetime | None, BeforeValidator(_nothing_said)] = None
    appointment_told: Annotated[bool | None, BeforeValidator(_nothing_said)] = None
    seen_on: _Day = None
    seen_confirmed_by: _Line = None
    report_received_on: _Day = None
    reviewed_by: _Line = None
    reviewed_on: _Day = None
    patient_told_on: _Day = None
    no_report: Annotated[NoReport | None, BeforeValidator(_nothing_said)] = None
    reason: _Text = None

    def of(self, proof: Proof) -> Value | None:
        return getattr(self, proof.value)

    def given(self, proofs: Iterable[Proof]) -> dict[Proof, Value]:
        """Of these proofs, the ones that were said."""
        said = ((proof, self.of(proof)) for proof in proofs)
        return {proof: value for proof, value in said if value is not None}

    def only(self, proofs: Iterable[Proof]) -> "Evidence":
        """The same, without what is not among these proofs."""
        return Evidence.model_validate({proof.value: value for proof, value in self.given(proofs).items()})


NOTHING = Evidence()


def evidence_in(said: Mapping[str, str]) -> Evidence:
    """The proofs in a filled-in form; Invalid names the field that cannot be read."""
    try:
        return Evidence.model_validate(said)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        words = PROOF_WORDS[Proof(field)] if field in Evidence.model_fields else "this form"
        raise Invalid(f"CareHub cannot read {words}. Check it.") from None


def refuse_future(given: dict[Proof, Value], today: date) -> None:
    """What is written down as done lies not ahead; only an appointment may."""
    for proof, value in given.items():
        if type(value) is date and value > today:
            raise Invalid(f"{PROOF_WORDS[proof].capitalize()} is in the future. Check the date.")


def _listed(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
