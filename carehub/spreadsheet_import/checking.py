"""Makes the plan of an import and keeps it: what each row would do. Runs in the child process."""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from msgspec import structs
from sqlmodel import Session

from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.errors import Conflict, Invalid
from carehub.spreadsheet_import import center, storage
from carehub.spreadsheet_import.beside import Parts, Reading, reading_of
from carehub.spreadsheet_import.cleaning.cleaned import ColumnFacts, Severity
from carehub.spreadsheet_import.cleaning.rows import CleanRow, Problem
from carehub.spreadsheet_import.deciding import Choices, choices_of
from carehub.spreadsheet_import.matching import People
from carehub.spreadsheet_import.models import Import, ImportKind, ImportStatus
from carehub.spreadsheet_import.orders import Placing
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.plan import make_plan, mapping_remarks
from carehub.spreadsheet_import.planned import Plan, PlannedRow
from carehub.spreadsheet_import.reading import ReadFile, read_file
from carehub.spreadsheet_import.referral_list import checking as referrals
from carehub.spreadsheet_import.service import find_open
from carehub.spreadsheet_import.storing import StoredRow, keep_rows
from carehub.spreadsheet_import.wishes import Fixes, Wishes, fixes_of, wishes_of, with_fixes

Tell = Callable[[str, int, int], None]
Keep = Callable[[list[PlannedRow]], None]


def _plan_referrals(
    session: Session, actor: Actor, read: ReadFile, parts: Parts, wishes: Wishes, people: People
) -> Plan:
    rows = list(chain.from_iterable(parts))
    placing = center.placing_of(session, actor, None)
    return referrals.plan_rows(session, actor, rows, read.table.skipped, people, placing, wishes.orders)


def _plan_patients(
    session: Session,
    actor: Actor,
    read: ReadFile,
    parts: Parts,
    wishes: Wishes,
    people: People,
    keep: Keep | None,
) -> Plan:
    plan = Plan([])
    planning = _Planning(
        session, actor, people, center.present_mrns(session),
        center.placing_of(session, actor, wishes.site_id), wishes, bool(read.mapping.using("site")),
    )  # fmt: skip
    for part in parts:
        plan.rows.extend(planning.plan(part))
        if keep is not None:
            keep(plan.hand_on())
    skipped = make_plan((), read.table.skipped, People())
    plan.rows = sorted([*plan.rows, *skipped.rows], key=lambda row: row.number)
    return plan


@dataclass(frozen=True, slots=True)
class _Planning:
    """What the rows of a list of patients are planned against: the patients as they are now."""

    session: Session
    actor: Actor
    people: People
    called_now: MappingType[str, str]
    placing: Placing
    wishes: Wishes
    has_site_column: bool

    def plan(self, rows: Sequence[CleanRow]) -> list[PlannedRow]:
        """Some rows, those above them planned already."""
        rows = _as_they_are_called_now(rows, self.called_now)
        center.recall_rows(self.session, self.people, [row.fingerprint for row in rows])
        plan = make_plan(rows, (), self.people, self.placing, self.wishes.orders)
        if not self.placing.site:
            _refuse_homeless(self.session, self.actor, plan, has_site_column=self.has_site_column)
        return plan.rows


def _as_they_are_called_now(rows: Sequence[CleanRow], now: MappingType[str, str]) -> Sequence[CleanRow]:
    """A list that still has the MRN of a record that was merged means the one that survived."""
    if not now:
        return rows
    return [
        structs.replace(row, values={**row.values, "mrn": now[mrn]})
        if isinstance(mrn := row.values.get("mrn"), str) and mrn in now
        else row
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The people of the center as a plan is made; ``stamp`` differs as soon as one of them was changed."""

    stamp: str
    people: People


def snapshot_of(session: Session, actor: Actor, kind: ImportKind) -> Snapshot:
    """The stamp goes first: what is changed after it is found out before anything is committed."""
    stamp = (referrals if kind is ImportKind.REFERRALS else center).stamp_of(session)
    return Snapshot(stamp, center.people_of(session, actor))


@dataclass(frozen=True, slots=True)
class Checked:
    """A plan, the file it is of, the patients it was made on (``stamp``), what is shown of its columns,
    and the import's version then.

    Without a version, for a file that is no import yet, nobody can have changed it. ``against`` are the
    people it was made against: to let 100,000 of them go takes a second that nobody has to wait for.
    """

    read: ReadFile
    plan: Plan
    stamp: str
    columns: list[dict[str, object]]
    version: int | None = None
    against: People | None = None


def check(session: Session, actor: Actor, import_id: int, tell: Tell) -> Checked:
    """Make the plan of an import. Only reads: others can save meanwhile."""
    kept = find_open(session, actor, import_id)
    require(actor, Permission.IMPORTS_RUN)
    path, facts = storage.path_of(kept.file_key), center.facts_of(session, actor)
    read = partial(_read_fixed, path, choices_of(kept), facts, fixes_of(session, import_id))
    with reading_of(path, read, partial(tell, "reading")) as reading:
        snapshot = snapshot_of(session, actor, kept.kind)
        wishes = wishes_of(session, kept, reading.file.mapping)
        return replace(plan_reading(session, actor, reading, snapshot, wishes), version=kept.version)


def _read_fixed(path: Path, choices: Choices, facts: ColumnFacts, fixes: Fixes) -> ReadFile:
    read = read_file(path, choices, facts)
    return replace(read, table=with_fixes(read.table, fixes))


def plan_reading(
    session: Session,
    actor: Actor,
    reading: Reading,
    snapshot: Snapshot,
    wishes: Wishes,
    keep: Keep | None = None,
) -> Checked:
    """What committing a file would do to the people of the snapshot.

    Planned rows go to ``keep`` as soon as they are.
    """
    read, people = reading.file, snapshot.people
    if read.kind is ImportKind.REFERRALS:
        plan = _plan_referrals(session, actor, read, reading.parts, wishes, people)
    else:
        plan = _plan_patients(session, actor, read, reading.parts, wishes, people, keep)
    if keep is not None:
        keep(plan.hand_on())
    plan.remarks.extend(_remarks(read))
    return Checked(read, plan, snapshot.stamp, reading.columns, against=people)


def void_plan(session: Session, actor: Actor, import_id: int, seen: int | None) -> int:
    """A new plan is about to be kept in place of an older one, whose rows can go from now on.

    Returns the version that the import has while that goes on. ``seen`` is what it had when the new plan was
    made, None for one that nobody else knows.
    """
    kept = find_open(session, actor, import_id)
    _refuse_another_version(kept, seen)
    kept.status = ImportStatus.MAPPED
    kept.version += 1
    session.add(kept)
    return kept.version


def keep_part(
    session: Session, actor: Actor, import_id: int, version: int, rows: Sequence[StoredRow]
) -> None:
    """Keep some rows of the new plan."""
    _refuse_another_version(find_open(session, actor, import_id), version)
    keep_rows(session, import_id, rows)


def keep(session: Session, actor: Actor, import_id: int, version: int, checked: Checked) -> None:
    """All rows of the new plan are kept: from now on it is the plan of the import."""
    kept = find_open(session, actor, import_id)
    _refuse_another_version(kept, version)
    _keep_mapping(kept, checked)
    kept.counts = checked.plan.counts
    kept.remarks = [_shown(problem) for problem in checked.plan.remarks]
    kept.stamp, kept.status = checked.stamp, ImportStatus.CHECKED
    kept.version += 1
    session.add(kept)
    announce(session, Topic.IMPORTS, import_id)


def _refuse_another_version(kept: Import, version: int | None) -> None:
    if version not in (None, kept.version):
        raise Conflict("Someone else changed this import meanwhile. Look at it again.")


def _remarks(read: ReadFile) -> list[Problem]:
    """What there is to say about the file and its columns, beside its rows."""
    row = read.table.header_row
    told = [Problem(row, "", Severity.WARNING, remark) for remark in read.table.remarks]
    return [*told, *mapping_remarks(read.mapping, row)]


def _keep_mapping(kept: Import, checked: Checked) -> None:
    read = checked.read
    kept.sheets = list(read.sheets)
    kept.sheet, kept.header_row = read.table.sheet, read.table.header_row
    kept.columns = checked.columns


def _shown(problem: Problem) -> dict[str, object]:
    return {
        "row": problem.row,
        "column": problem.column,
        "severity": problem.severity.value,
        "reason": problem.reason,
    }


def _refuse_homeless(session: Session, actor: Actor, plan: Plan, *, has_site_column: bool) -> None:
    """A new patient belongs to a site: the row's, the one that was said, or the only one."""
    homeless = [row for row in plan.rows if row.outcome is Outcome.NEW and "site" not in row.values]
    if homeless and not has_site_column:
        names = " or ".join(sorted(set(center.facts_of(session, actor).sites.values())))
        raise Invalid(f"Say which site these patients belong to: {names}.")
    for row in homeless:
        row.outcome = Outcome.INVALID
        row.problems.append(Problem(row.number, "", Severity.ERROR, "there is no site in this row"))
