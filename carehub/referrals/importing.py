"""The referrals that a spreadsheet brings: new ones where it says they stand, changes, and undoing both.

A list tells what was done elsewhere, so its referrals enter at any status, with what that status wants; the
table of moves is for those who do it here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice

from sqlmodel import Session, col, select

from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import NotFound
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.referrals.change import (
    Story,
    due_and_head,
    id_of,
    refuse_stale,
    worked_out,
    working_days,
)
from carehub.referrals.models import Happening, Referral, Stage
from carehub.referrals.reading import visible_to
from carehub.referrals.receivers import receiver_id_of
from carehub.referrals.status import Status, Urgency, WhoseMove
from carehub.referrals.writing_many import Addition, Rewrite, add_many, let_hear, remove_many, rewrite_many

_AT_ONCE = 2_000
# The day that shows since when a referral stands at its status.
_SINCE = {
    Status.SENT: "sent_on",
    Status.ACCEPTED: "accepted_on",
    Status.SEEN: "seen_on",
    Status.REPORT_RECEIVED: "report_received_on",
}
_BLANKS: Mapping[str, object] = {"urgency": Urgency.ROUTINE, "receiver": "", "question": ""}


@dataclass(frozen=True, slots=True)
class ImportedReferral:
    """A referral as a list tells it: ``fields`` by the referral's own names, and a ``note`` beside it."""

    patient_id: int
    stage_id: int
    fields: Mapping[str, object]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ImportedChange:
    """What a list says anew of a referral that was at ``version``; ``stage_id`` where it goes on to."""

    referral_id: int
    version: int
    fields: Mapping[str, object]
    stage_id: int | None = None
    note: str = ""


def work_out_new(session: Session, actor: Actor, incoming: Sequence[ImportedReferral]) -> list[Addition]:
    """New referrals, ready to be written; only reads, so that nobody waits meanwhile."""
    require(actor, Permission.IMPORTS_RUN)
    _refuse_invisible(session, actor, {each.patient_id for each in incoming})
    stages = _stages(session)
    receivers = _receiver_ids(session, actor, {str(each.fields.get("receiver", "")) for each in incoming})
    return [_addition(session, actor, each, stages[each.stage_id], receivers) for each in incoming]


def bring_in(session: Session, actor: Actor, additions: Sequence[Addition], source: str) -> list[int]:
    """The new referrals, told in their history to come from ``source``; their ids in the same order."""
    require(actor, Permission.IMPORTS_RUN)
    if not additions:
        return []
    ids = add_many(session, actor, additions, source)
    journal.record(session, actor, "referrals.import", reason=f"{len(ids)} referrals")
    return ids


def work_out_changes(
    session: Session, actor: Actor, changed: Sequence[ImportedChange], source: str
) -> list[Rewrite]:
    """What the list says anew, ready to be written; only reads.

    Conflict, with who did what, when a referral was changed since.
    """
    require(actor, Permission.IMPORTS_RUN)
    stages, referrals = _stages(session), _found(session, actor, [each.referral_id for each in changed])
    return [_rewrite(session, actor, referrals[each.referral_id], stages, each, source) for each in changed]


def change_imported(session: Session, actor: Actor, rewrites: Sequence[Rewrite]) -> None:
    """What the list says anew; Conflict when a referral was changed since it was worked out."""
    require(actor, Permission.IMPORTS_RUN)
    if not rewrites:
        return
    rewrite_many(session, actor, rewrites)
    told = {name for each in rewrites for name in each.story.detail}
    journal.record(
        session, actor, "referrals.import", fields=told, reason=f"{len(rewrites)} referrals changed"
    )
    let_hear(session, actor, rewrites)


def _found(session: Session, actor: Actor, referral_ids: Collection[int]) -> dict[int, Referral]:
    found: dict[int, Referral] = {}
    left = iter(sorted(referral_ids))
    while part := list(islice(left, _AT_ONCE)):
        of_these = visible_to(actor).where(col(Referral.id).in_(part))
        found |= {referral.id: referral for referral in session.exec(of_these) if referral.id is not None}
    if len(found) != len(set(referral_ids)):
        raise NotFound("A referral of this list is not in yours any more. Check the list again.")
    return found


def _rewrite(
    session: Session,
    actor: Actor,
    referral: Referral,
    stages: Mapping[int, Stage],
    change: ImportedChange,
    source: str,
) -> Rewrite:
    refuse_stale(session, referral, change.version)
    values, story = {**change.fields}, Story(Happening.EDITED, reason=source, detail=_told(change.fields))
    if change.stage_id is not None:
        before, target = stages[referral.stage_id], stages[change.stage_id]
        story = Story(Happening.MOVED, before.name, target.name, source, _told(change.fields))
        values |= _standing(session, target, {**referral.model_dump(), **values})
    whole, place = worked_out(session, actor, referral, values)
    values, before = {**whole, **place}, {name: getattr(referral, name) for name in whole}
    return Rewrite(id_of(referral), change.version, values, before, story, referral.created_at, change.note)


def take_back(session: Session, actor: Actor, seen: Mapping[int, int], source: str) -> None:
    """Remove referrals that an import added, by id and the version seen, with their history; nothing else may
    hang on them. Conflict when one of them was changed since."""
    require(actor, Permission.IMPORTS_RUN)
    if not seen:
        return
    remove_many(session, actor, seen)
    journal.record(session, actor, "referrals.undo_import", reason=f"{len(seen)} referrals of {source}")


def _refuse_invisible(session: Session, actor: Actor, patient_ids: Collection[int]) -> None:
    left = iter(sorted(patient_ids))
    while part := list(islice(left, _AT_ONCE)):
        seen = patients.visible_to(actor).where(col(Patient.id).in_(part)).with_only_columns(col(Patient.id))
        if len(session.execute(seen).all()) != len(part):
            raise NotFound("A patient of this list is not in yours any more. Check the list again.")


def _stages(session: Session) -> dict[int, Stage]:
    return {stage.id: stage for stage in session.exec(select(Stage)) if stage.id is not None}


def _receiver_ids(session: Session, actor: Actor, texts: Collection[str]) -> dict[str, int | None]:
    return {text: receiver_id_of(session, actor, text) for text in texts}


def _addition(
    session: Session, actor: Actor, each: ImportedReferral, stage: Stage, receivers: Mapping[str, int | None]
) -> Addition:
    made = _made(session, actor, each, stage, receivers)
    made.due_at, head = due_and_head(session, made)
    return Addition(made.model_dump(exclude={"id"}), head, made.created_at, stage.name, each.note)


def _made(
    session: Session, actor: Actor, each: ImportedReferral, stage: Stage, receivers: Mapping[str, int | None]
) -> Referral:
    moment = clock.now()
    fields = {**_BLANKS, "requested_on": working_days(session).day_of(moment), **each.fields}
    return Referral.model_validate(
        {
            **fields,
            **_standing(session, stage, fields),
            "patient_id": each.patient_id,
            "receiver_id": receivers[str(fields["receiver"])],
            "requested_by_id": actor.user_id,
            "order_key": "",
            "created_at": moment,
            "updated_at": moment,
        }
    )


def _standing(session: Session, stage: Stage, fields: Mapping[str, object]) -> dict[str, object]:
    """Where it stands and since when: a clock that ran out before the list came shows as late at once."""
    since = _since(session, stage.status, fields)
    standing: dict[str, object] = {
        "stage_id": stage.id, "status": stage.status, "stage_entered_at": since, "status_entered_at": since,
    }  # fmt: skip
    if stage.status is Status.NEEDS_INFO and not fields.get("missing_from"):
        standing["missing_from"] = WhoseMove.US
    return standing


def _since(session: Session, status: Status, fields: Mapping[str, object]) -> datetime:
    moment = clock.now()
    day = fields.get(_SINCE.get(status, "requested_on"))
    if not isinstance(day, date) or status is Status.SCHEDULED:
        return moment
    noon = datetime.combine(day, time(12), working_days(session).zone).astimezone(UTC)
    return min(noon, moment)


def _told(fields: Mapping[str, object]) -> dict[str, str]:
    return {
        name: value.isoformat() if isinstance(value, date) else str(value) for name, value in fields.items()
    }
