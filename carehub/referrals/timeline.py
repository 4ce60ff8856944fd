"""What happened to a referral, told so that it can be read from top to bottom."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TypedDict

from carehub.core.dates import ago, written_date, written_time
from carehub.referrals.cards import View
from carehub.referrals.models import Happening, ReferralEvent
from carehub.referrals.prompts import LABELS
from carehub.referrals.reading import HistoryLine
from carehub.referrals.status import Channel, NoReport, Outcome, Proof, WhoseMove
from carehub.referrals.wording import CHANNEL, NO_REPORT, OUTCOME, WHOSE_MOVE, deed


class Line(TypedDict):
    """One thing that happened; ``exactly`` is the time that ``when`` rounds."""

    id: int
    what: str
    when: str
    exactly: str
    reason: str
    proof: str


FIELDS = {
    "type_id": "the type",
    "urgency": "the urgency",
    "receiver": "the receiver",
    "question": "the question",
}
_WORDS: dict[Proof, Mapping[str, str]] = {
    Proof.SENT_CHANNEL: {channel.value: CHANNEL[channel] for channel in Channel},
    Proof.NO_REPORT: {reason.value: NO_REPORT[reason] for reason in NoReport},
    Proof.MISSING_FROM: {one.value: WHOSE_MOVE[one] for one in WhoseMove},
    Proof.APPOINTMENT_TOLD: {"True": "Yes", "False": "Not yet"},
}
# Long texts stand in the panel already.
_NOT_REPEATED = frozenset({Proof.QUESTION, Proof.RECEIVER, Proof.REASON})


def line_of(line: HistoryLine, view: View) -> Line:
    """ "Ana Lopez moved it from Sent to Accepted", when, why, and with which proof."""
    event = line.event
    return Line(
        id=event.id or 0,
        what=f"{line.who} {_told(event)}",
        when=ago(event.at, view.now),
        exactly=written_time(event.at, view.days.zone.key),
        reason=event.reason,
        proof=" · ".join(_proofs(event, view.days.zone.key)),
    )


def _told(event: ReferralEvent) -> str:
    outcome = event.detail.get("outcome", "")
    match event.happening:
        case Happening.EDITED:
            return f"changed {_listed(_fields(event.detail))}"
        case Happening.CLOSED if outcome in list(Outcome):
            return f"closed it from {event.from_stage}: {OUTCOME[Outcome(outcome)].lower()}"
        case Happening.MOVED | Happening.CLOSED | Happening.REOPENED if event.from_stage:
            verb = "reopened it" if event.happening is Happening.REOPENED else "moved it"
            return f"{verb} from {event.from_stage} to {event.to_stage}"
        case _:
            return deed(event).replace("this referral", "it")


def _fields(names: Iterable[str]) -> list[str]:
    """Each once; the parts of the authorization are told as one."""
    said = (
        "the authorization" if name.startswith("authorization_") else FIELDS.get(name, name) for name in names
    )
    return list(dict.fromkeys(said))


def _proofs(event: ReferralEvent, zone: str) -> Iterable[str]:
    if event.happening is Happening.EDITED:
        return
    for name, value in event.detail.items():
        if name in list(Proof) and Proof(name) not in _NOT_REPEATED:
            proof = Proof(name)
            yield f"{LABELS[proof].rstrip('?')}: {_WORDS.get(proof, {}).get(value) or _written(value, zone)}"


def _written(value: str, zone: str) -> str:
    """Days and instants as they are written everywhere; any other text as it is."""
    try:
        if len(value) == len("2026-11-12"):
            return written_date(date.fromisoformat(value))
        instant = datetime.fromisoformat(value)
    except ValueError:
        return value
    return written_time(instant, zone) if instant.tzinfo else value


def _listed(words: Iterable[str]) -> str:
    *others, last = [*words] or ["it"]
    return f"{', '.join(others)} and {last}" if others else last
