"""Applies a checked plan to the referrals: all of it in the caller's transaction, or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from carehub.accounts.models import Center, User
from carehub.core.actor import Actor
from carehub.core.errors import Conflict
from carehub.referrals.importing import (
    ImportedChange,
    ImportedReferral,
    bring_in,
    change_imported,
    work_out_changes,
    work_out_new,
)
from carehub.referrals.reading import shown_stages, shown_types
from carehub.referrals.status import Urgency
from carehub.referrals.writing_many import Addition, Rewrite
from carehub.spreadsheet_import.bulk import run_many
from carehub.spreadsheet_import.committing import close
from carehub.spreadsheet_import.models import Import, ImportRow, ImportStatus
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.preparing import PlanIsOld
from carehub.spreadsheet_import.referral_list.checking import stamp_of
from carehub.spreadsheet_import.remembering import remember
from carehub.spreadsheet_import.service import find_live

Tell = Callable[[str, int, int], None]
_COMES_IN = (Outcome.NEW, Outcome.UPDATED, Outcome.UNCHANGED)
_DAYS = ("requested_on", "sent_on", "accepted_on", "seen_on", "report_received_on")
_LINES = ("receiver", "question", "missing", "authorization_number")


@dataclass(frozen=True, slots=True)
class Names:
    """What the words of a row are in the center: ids by the name that the row has for them."""

    types: Mapping[str, int]
    stages: Mapping[str, int]
    users: Mapping[str, int]
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Coming:
    """One row that comes in. ``referral_id`` is empty until a new referral has one."""

    row_id: int
    number: int
    same_as: int | None
    referral_id: int | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything about a commit that can be made before the database is locked.

    ``additions`` are of the rows ``new``, in the same order. ``version`` is the import's.
    """

    import_id: int
    version: int
    rows: list[Coming]
    new: list[int]
    additions: list[Addition]
    rewrites: list[Rewrite]


def prepare(session: Session, actor: Actor, import_id: int) -> Prepared:
    """Only reads: others can save meanwhile. PlanIsOld when something was changed since the plan was made."""
    kept = find_live(session, actor, import_id)
    _refuse_old_plan(session, kept, kept.version)
    rows = _rows_coming_in(session, import_id)
    if not rows and kept.status is ImportStatus.COMMITTED:
        raise Conflict("Nothing of what was left was decided since. Its report shows what came in.")
    names = names_of(session)
    new = [row for row in rows if row.outcome is Outcome.NEW]
    changed = [_as_change(row, names) for row in rows if row.outcome is Outcome.UPDATED]
    try:
        rewrites = work_out_changes(session, actor, changed, source_of(kept))
    except Conflict as error:
        raise PlanIsOld() from error
    return Prepared(
        import_id,
        kept.version,
        [Coming(row.id or 0, row.number, row.same_as, row.referral_id) for row in rows],
        [row.number for row in new],
        work_out_new(session, actor, [_as_referral(row, names) for row in new]),
        rewrites,
    )


def commit(session: Session, actor: Actor, ready: Prepared, tell: Tell) -> None:
    """Bring the rows in exactly as they were shown; PlanIsOld when something was changed since."""
    kept = find_live(session, actor, ready.import_id)
    _refuse_old_plan(session, kept, ready.version)
    tell("saving", 0, len(ready.rows))
    try:
        ids = bring_in(session, actor, ready.additions, source_of(kept))
        change_imported(session, actor, ready.rewrites)
    except (Conflict, IntegrityError) as error:
        raise PlanIsOld() from error
    _mark(session, ready.rows, dict(zip(ready.new, ids, strict=True)))
    remember(session, kept)
    close(session, actor, kept)
    tell("saving", len(ready.rows), len(ready.rows))


def names_of(session: Session) -> Names:
    return Names(
        {kind.name: cast(int, kind.id) for kind in shown_types(session)},
        {stage.name: cast(int, stage.id) for stage in shown_stages(session)},
        dict(session.exec(select(User.user_name, User.id)).all()),  # pyright: ignore[reportArgumentType]
        ZoneInfo(session.get_one(Center, 1).time_zone),
    )


def source_of(kept: Import) -> str:
    """How the history of a referral names the list."""
    return f"from the list {kept.file_name}"


def fields_of(values: Mapping[str, object], names: Names) -> dict[str, object]:
    """Import fields -> the referral's own; an empty value takes away what stands there."""
    fields: dict[str, object] = {name: values[name] or "" for name in _LINES if name in values}
    fields |= {name: _day(values[name]) for name in _DAYS if name in values}
    if "appointment" in values:
        fields["appointment_at"] = _instant(values["appointment"], names.zone)
    if "urgency" in values:
        fields["urgency"] = Urgency(str(values["urgency"] or Urgency.ROUTINE))
    if "coordinator" in values:
        fields["coordinator_id"] = names.users.get(str(values["coordinator"]))
    return fields


def _refuse_old_plan(session: Session, kept: Import, version: int) -> None:
    """What is left of a committed import needs no stamp: each of its rows names the version it saw."""
    is_rest = kept.status is ImportStatus.COMMITTED
    if kept.version != version or not (is_rest or kept.status is ImportStatus.CHECKED):
        raise PlanIsOld("This import was changed since it was checked.")
    if not is_rest and stamp_of(session) != kept.stamp:
        raise PlanIsOld("Patients or referrals were changed since this import was checked.")


def _rows_coming_in(session: Session, import_id: int) -> list[ImportRow]:
    wanted = select(ImportRow).where(
        ImportRow.import_id == import_id,
        col(ImportRow.outcome).in_(_COMES_IN),
        col(ImportRow.is_applied).is_(False),
    )
    return list(session.exec(wanted.order_by(col(ImportRow.number))))


def _as_referral(row: ImportRow, names: Names) -> ImportedReferral:
    fields = fields_of(row.values, names) | {"type_id": _known(names.types, row.values["type"])}
    told = [day for name in _DAYS if isinstance(day := fields.get(name), date)]
    if told:
        # Somebody asked for it no later than the first thing that was done.
        fields.setdefault("requested_on", min(told))
    stage_id = _known(names.stages, row.values["stage"])
    return ImportedReferral(row.patient_id or 0, stage_id, fields, str(row.values.get("notes", "")))


def _as_change(row: ImportRow, names: Names) -> ImportedChange:
    new = {str(name): value for name, _, value in row.changes}
    stage_id = _known(names.stages, new["stage"]) if "stage" in new else None
    fields, note = fields_of(new, names), str(new.get("notes", ""))
    return ImportedChange(row.referral_id or 0, row.patient_version, fields, stage_id, note)


def _known(ids: Mapping[str, int], name: object) -> int:
    if str(name) not in ids:
        raise PlanIsOld(f"{name} is not on the board any more.")
    return ids[str(name)]


def _mark(session: Session, rows: Sequence[Coming], added: Mapping[int, int]) -> None:
    """Which referral each row became, also where it only repeats a row above."""
    became = {row.number: row.referral_id or added.get(row.number) for row in rows}
    values = [(became[row.number] or became.get(row.same_as or 0), row.row_id) for row in rows]
    run_many(session, "UPDATE import_rows SET referral_id = ?, is_applied = TRUE WHERE id = ?", values)


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _instant(value: object, zone: ZoneInfo) -> datetime | None:
    """A day without a time is its beginning."""
    if not value:
        return None
    day, _, at = str(value).partition("T")
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(at or "00:00"), zone)
