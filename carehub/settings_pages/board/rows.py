"""The stages and types as the page lists them, and what its forms say."""

from collections.abc import Mapping
from typing import TypedDict

from carehub.core.errors import Invalid
from carehub.referrals.change import allowance_of
from carehub.referrals.clocks import step_of
from carehub.referrals.models import Stage
from carehub.referrals.prompts import LABELS
from carehub.referrals.stage_settings import StageLine, StageWish
from carehub.referrals.status import MEANINGS, Proof, Status, optional_proofs
from carehub.referrals.type_settings import TypeLine
from carehub.ui.claims import row_id

ASKS = "asks_"
NUMBERS = ("wip_limit", "stat_hours", "urgent_days", "routine_days")
STATUS_WORDS: dict[Status, str] = {
    Status.DRAFT: "Draft",
    Status.NEEDS_INFO: "Needs info",
    Status.READY: "Ready to send",
    Status.SENT: "Sent",
    Status.ACCEPTED: "Accepted",
    Status.SCHEDULED: "Scheduled",
    Status.SEEN: "Seen, report awaited",
    Status.REPORT_RECEIVED: "Report received",
    Status.CLOSED: "Closed",
}


class StageRow(TypedDict):
    """A stage in the table; numbers are text, empty where the stage has none of its own."""

    id: int
    version: int
    name: str
    colour: str
    status: str
    status_word: str
    cards: int
    limit: str
    clock: str
    is_hidden: bool
    numbers: dict[str, str]
    asked: list[str]


class ProofRow(TypedDict):
    """Something that a stage may ask for."""

    name: str
    label: str
    is_asked: bool


class TypeRow(TypedDict):
    id: int
    version: int
    name: str
    referrals: int
    is_hidden: bool


def stage_row(line: StageLine) -> StageRow:
    stage = line.stage
    numbers = {name: str(getattr(stage, name) or "") for name in NUMBERS}
    return StageRow(
        id=stage.id or 0,
        version=stage.version,
        name=stage.name,
        colour=stage.colour,
        status=stage.status,
        status_word=STATUS_WORDS[stage.status],
        cards=line.cards,
        limit=numbers["wip_limit"],
        clock=_clock(stage),
        is_hidden=stage.is_hidden,
        numbers=numbers,
        asked=list(MEANINGS[stage.status].proofs if stage.asks is None else stage.asks),
    )


def type_row(line: TypeLine) -> TypeRow:
    kind = line.type
    return TypeRow(
        id=kind.id or 0,
        version=kind.version,
        name=kind.name,
        referrals=line.referrals,
        is_hidden=kind.is_hidden,
    )


def proof_rows(status: str, asked: list[str]) -> list[ProofRow]:
    """What a stage of this status may ask for."""
    return [
        ProofRow(name=ASKS + proof, label=_label(proof), is_asked=proof in asked)
        for proof in optional_proofs(Status(status))
    ]


def usually_asked(status: str) -> list[str]:
    return list(MEANINGS[Status(status)].proofs)


def wish_in(fields: Mapping[str, str], status: str) -> StageWish:
    """The stage as a filled-in form wants it; ``status`` where the form has no say in it."""
    limit, stat, urgent, routine = (_number(fields, name) for name in NUMBERS)
    return StageWish(
        name=fields.get("name", ""),
        status=known_status(fields.get("status") or status),
        colour=fields.get("colour", ""),
        wip_limit=limit,
        stat_hours=stat,
        urgent_days=urgent,
        routine_days=routine,
        asks=frozenset(_proof(name) for name in fields if name.startswith(ASKS)),
    )


def known_status(word: str) -> Status:
    try:
        return Status(word)
    except ValueError:
        raise Invalid("Choose what the stage stands for.") from None


def into_in(fields: Mapping[str, str]) -> int | None:
    """The stage to which the cards go, if one was chosen."""
    into = fields.get("into", "")
    return row_id(into) if into else None


def _clock(stage: Stage) -> str:
    step = step_of(stage.status)
    if step is None:
        return ""
    times = allowance_of(stage, step)
    return f"{times.stat_hours} h / {times.urgent_days} d / {times.routine_days} d"


def _label(proof: Proof) -> str:
    return "Why it comes here" if proof is Proof.REASON else LABELS[proof]


def _number(fields: Mapping[str, str], name: str) -> int | None:
    said = fields.get(name, "").strip()
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) < 5):
        raise Invalid("Give limits and clocks as whole numbers, or leave them empty.")
    return int(said)


def _proof(name: str) -> Proof:
    try:
        return Proof(name.removeprefix(ASKS))
    except ValueError:
        raise Invalid("This page sent something that CareHub does not understand. Reload the page.") from None
