"""What a person wants done to a card, kept while a dialog asks for what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.errors import Invalid
from carehub.referrals import service, visits
from carehub.referrals.evidence import evidence_in
from carehub.referrals.prompts import CLOSING, MISSING_A_VISIT, Prompt
from carehub.referrals.status import MissedReason, Outcome

Word = TypeVar("Word", bound=StrEnum)


class Deed(StrEnum):
    MOVE = "move"
    CLOSE = "close"
    MISSED = "missed"
    ACKNOWLEDGE = "acknowledge"
    PIN = "pin"
    UNPIN = "unpin"


# Deeds that cannot be done without asking first: the title of the dialog and its questions.
QUESTIONS: dict[Deed, tuple[str, list[Prompt]]] = {
    Deed.CLOSE: ("Close without a visit", CLOSING),
    Deed.MISSED: ("Record a no-show", MISSING_A_VISIT),
}


@dataclass(frozen=True)
class Intent:
    """A deed to a referral seen at ``version``; ``op`` names the shown move, if it was one."""

    deed: Deed
    referral_id: int
    version: int
    op: str = ""
    stage_id: int = 0


def carry_out(session: Session, actor: Actor, intent: Intent, said: Mapping[str, str]) -> None:
    """Do it, with what was said in the dialog."""
    seen = (session, actor, intent.referral_id, intent.version)
    match intent.deed:
        case Deed.MOVE:
            service.move(*seen, intent.stage_id, evidence_in(said))
        case Deed.CLOSE:
            outcome = _chosen(Outcome, said.get("outcome", ""), "Choose how this referral ended.")
            service.close_without_visit(*seen, outcome, said.get("reason", ""), said.get("next_step", ""))
        case Deed.MISSED:
            reason = _chosen(MissedReason, said.get("reason", ""), "Choose why the patient did not come.")
            visits.record_no_show(session, actor, intent.referral_id, reason)
        case Deed.ACKNOWLEDGE:
            service.acknowledge(*seen)
        case Deed.PIN | Deed.UNPIN:
            service.pin(*seen, pinned=intent.deed is Deed.PIN)


def _chosen(words: type[Word], value: str, otherwise: str) -> Word:
    try:
        return words(value)
    except ValueError:
        raise Invalid(otherwise) from None
