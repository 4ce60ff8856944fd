"""What a person wants done to a card, kept while a dialog asks for what is still missing."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.errors import Invalid
from carehub.patients.models import Patient
from carehub.patients.names import listed_name
from carehub.referrals import pausing, service, visits
from carehub.referrals.deeds import Deed
from carehub.referrals.ending import Ending
from carehub.referrals.evidence import evidence_in
from carehub.referrals.models import Referral, Stage
from carehub.referrals.questions import ended, ended_because, missed_because, stuck_because


@dataclass(frozen=True)
class Intent:
    """A deed to a referral seen at ``version``; ``op`` names the shown move, if it was one."""

    deed: Deed
    referral_id: int
    version: int
    op: str = ""
    stage_id: int = 0


@dataclass(frozen=True)
class Done:
    """What to say, and the token by which it can be undone, if it can."""

    text: str
    token: str = ""


def carry_out(session: Session, actor: Actor, intent: Intent, said: Mapping[str, str]) -> Done | None:
    """Do it, with what was said in the dialog; None when the card itself tells enough."""
    seen = (session, actor, intent.referral_id, intent.version)
    token = secrets.token_urlsafe(9)
    match intent.deed:
        case Deed.MOVE:
            return _moved(session, service.move(*seen, intent.stage_id, evidence_in(said), token), token)
        case Deed.CLOSE:
            ending = Ending(
                ended(said), ended_because(said), said.get("words", ""), said.get("next_step", "")
            )
            return _moved(session, service.close_without_visit(*seen, ending, token), token)
        case Deed.MISSED:
            why = missed_because(said)
            visits.record_no_show(session, actor, intent.referral_id, why, said.get("follow_up", ""))
        case Deed.ACKNOWLEDGE:
            service.acknowledge(*seen)
        case Deed.PIN | Deed.UNPIN:
            service.pin(*seen, pinned=intent.deed is Deed.PIN)
        case Deed.PAUSE:
            pausing.pause(*seen, said.get("pause_reason", ""), _day(said.get("until", "")))
        case Deed.RESUME:
            pausing.resume(*seen)
        case Deed.EXPLAIN:
            pausing.explain(*seen, stuck_because(said), said.get("note", ""))
    return None


def _moved(session: Session, referral: Referral, token: str) -> Done:
    patient = session.get_one(Patient, referral.patient_id)
    stage = session.get_one(Stage, referral.stage_id)
    return Done(f"{listed_name(patient.last_name, patient.first_name)}: moved to {stage.name}", token)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Invalid("Say until which day the clock stands still.") from None
