"""The questions of the small dialog that asks for what a move still lacks."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypedDict

from carehub.referrals.models import Referral
from carehub.referrals.status import MISSING_FROM, Channel, NoReport, Proof
from carehub.referrals.wording import CHANNEL, NO_REPORT, WHOSE_MOVE


class Kind(StrEnum):
    LINE = "line"
    TEXT = "text"
    DAY = "date"
    MOMENT = "datetime-local"
    CHOICE = "choice"


class Choice(TypedDict):
    value: str
    label: str


class Prompt(TypedDict):
    """One field of the dialog; ``value`` is what it starts with."""

    name: str
    label: str
    kind: str
    value: str
    choices: list[Choice]


LABELS: dict[Proof, str] = {
    Proof.QUESTION: "Clinical question",
    Proof.RECEIVER: "Receiver",
    Proof.MISSING_FROM: "Who has to supply it",
    Proof.MISSING: "What is missing",
    Proof.SENT_CHANNEL: "Sent by",
    Proof.SENT_TO: "Number or address",
    Proof.SENT_ON: "Sent on",
    Proof.ACCEPTED_BY: "Accepted by",
    Proof.ACCEPTED_ON: "Accepted on",
    Proof.APPOINTMENT_AT: "Date and time",
    Proof.APPOINTMENT_TOLD: "Was the patient told?",
    Proof.SEEN_ON: "Seen on",
    Proof.SEEN_CONFIRMED_BY: "Who confirmed the visit",
    Proof.REPORT_RECEIVED_ON: "Report received on",
    Proof.REVIEWED_BY: "Reviewed by",
    Proof.REVIEWED_ON: "Reviewed on",
    Proof.PATIENT_TOLD_ON: "Patient told on",
    Proof.NO_REPORT: "Why there is no report",
    Proof.REASON: "Reason",
}

_LONG = {Proof.QUESTION, Proof.REASON}
_CHOICES: dict[Proof, list[Choice]] = {
    Proof.MISSING_FROM: [Choice(value=one, label=WHOSE_MOVE[one]) for one in MISSING_FROM],
    Proof.SENT_CHANNEL: [Choice(value=one, label=CHANNEL[one]) for one in Channel],
    Proof.APPOINTMENT_TOLD: [Choice(value="true", label="Yes"), Choice(value="false", label="Not yet")],
    Proof.NO_REPORT: [Choice(value=one, label=NO_REPORT[one]) for one in NoReport],
}


def choice_prompt(name: str, label: str, choices: Mapping[str, str], value: str = "") -> Prompt:
    """One of a few coded answers, by their words."""
    options = [Choice(value=one, label=words) for one, words in choices.items()]
    return Prompt(name=name, label=label, kind=Kind.CHOICE, value=value, choices=options)


def prompt(name: str, label: str, kind: Kind = Kind.LINE, value: str = "") -> Prompt:
    return Prompt(name=name, label=label, kind=kind, value=value, choices=[])


def prompts_for(proofs: Iterable[Proof], referral: Referral, today: date) -> list[Prompt]:
    """A field for each proof: days start with today, the rest with what the referral holds."""
    return [_prompt(proof, referral, today) for proof in proofs]


def prompts_asked(proofs: Iterable[Proof], today: date) -> list[Prompt]:
    """The same for several referrals at once."""
    return [_prompt(proof, None, today) for proof in proofs]


def _prompt(proof: Proof, referral: Referral | None, today: date) -> Prompt:
    kind = _kind(proof)
    on_file = "" if proof is Proof.REASON or referral is None else getattr(referral, proof.value) or ""
    return Prompt(
        name=proof,
        label=LABELS[proof],
        kind=kind,
        value=today.isoformat() if kind is Kind.DAY else str(on_file),
        choices=_CHOICES.get(proof, []),
    )


def _kind(proof: Proof) -> Kind:
    if proof in _CHOICES:
        return Kind.CHOICE
    if proof is Proof.APPOINTMENT_AT:
        return Kind.MOMENT
    if proof.value.endswith("_on"):
        return Kind.DAY
    return Kind.TEXT if proof in _LONG else Kind.LINE
