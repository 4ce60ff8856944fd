"""What happened to patients after an import: by whom, in words."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from sqlalchemy import Table, func
from sqlalchemy import select as sa_select
from sqlmodel import Session, SQLModel, col, select

from carehub.accounts.models import Center, User
from carehub.caseloads.importing import FROM_A_SPREADSHEET
from carehub.caseloads.models import Assignment
from carehub.core.dates import written_time
from carehub.core.journal import JournalEntry
from carehub.spreadsheet_import.models import Import, ImportKind, ImportRow, ImportStatus

# Rows that go with a patient; every other table that names one is a reason to stay.
_GO_ALONG = frozenset(
    {"patient_sites", "imported_values", "import_rows", "import_rulings", "assignments", "patient_search"}
)
_IN_WORDS = {
    "referrals": "has a referral",
    "appointments": "has an appointment",
    "contact_attempts": "has a contact attempt",
    "documents": "has a document",
    "follow_ups": "has a follow-up",
    "related_people": "has a related person",
    "assessments": "has a form filled in",
    "crises": "had a crisis",
    "enrolments": "is or was in a program",
    "discharges": "came home from hospital",
    "plan_goals": "has a care plan",
    "plan_reviews": "has a care plan",
    "plan_versions": "has a care plan",
}
# The journal names a field of the record, the import what a list calls it.
_IN_THE_JOURNAL = {"site": "home_site_id"}
_AT_ONCE = 5_000


class Since:
    """Asked about the patients of one import; ``added`` are those whom it added."""

    def __init__(self, session: Session, kept: Import, added: Collection[int]) -> None:
        self._session = session
        self._kept = kept
        self._added = added

    def what_was_added(self, patient_id: int) -> str:
        """Why someone whom the import added has to stay: what hangs on the record; empty for nothing."""
        return self._hanging.get(patient_id, "")

    def who_wrote(self, patient_id: int, name: str) -> str:
        """Who wrote what stands in a field now: a later import or a person."""
        later = self._later_import(patient_id, name)
        return later or self._person(patient_id, name) or "changed since"

    @cached_property
    def _hanging(self) -> dict[int, str]:
        found = hanging_on(self._session, "patients", self._added, _GO_ALONG, _IN_WORDS)
        return self._assigned_by_people() | found

    def _assigned_by_people(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for part in _parts(self._added):
            assigned = select(Assignment.patient_id).where(
                col(Assignment.patient_id).in_(part), Assignment.reason != FROM_A_SPREADSHEET
            )
            found |= {each: "was given to a coordinator" for each in self._session.exec(assigned)}
        return found

    def _later_import(self, patient_id: int, name: str) -> str:
        wanted = (
            select(Import, ImportRow)
            .join(ImportRow, col(ImportRow.import_id) == Import.id)
            .where(
                ImportRow.patient_id == patient_id,
                col(ImportRow.is_applied),
                Import.status == ImportStatus.COMMITTED,
                Import.kind == ImportKind.PATIENTS,
                col(Import.committed_at) > self._kept.committed_at,
            )
            .order_by(col(Import.committed_at).desc())
        )
        for later, row in self._session.exec(wanted):
            if any(change[0] == name for change in row.changes):
                assert later.committed_at is not None
                return f'the import "{later.file_name}" of {written_time(later.committed_at, self._zone)}'
        return ""

    def _person(self, patient_id: int, name: str) -> str:
        wanted = (
            select(User.name, JournalEntry.fields)
            .join(JournalEntry, col(JournalEntry.actor_id) == User.id)
            .where(JournalEntry.patient_id == patient_id, col(JournalEntry.fields) != "")
            .where(col(JournalEntry.at) >= self._kept.committed_at)
            .order_by(col(JournalEntry.seq).desc())
        )
        field = _IN_THE_JOURNAL.get(name, name)
        return next((who for who, fields in self._session.exec(wanted) if field in fields.split(",")), "")

    @cached_property
    def _zone(self) -> str:
        return self._session.get_one(Center, 1).time_zone


def hanging_on(
    session: Session, owner: str, ids: Collection[int], go_along: Collection[str], words: Mapping[str, str]
) -> dict[int, str]:
    """What hangs on each of these rows of a table: the first row of another that names it, in words."""
    found: dict[int, str] = {}
    for table, column in _tables_that_name(owner, go_along):
        reason = words.get(table.name, f"has an entry in {table.name.replace('_', ' ')}")
        for part in _parts(ids):
            named = sa_select(table.c[column]).where(table.c[column].in_(part)).distinct()
            found |= {each: reason for (each,) in session.execute(named) if each not in found}
    return found


def how_many_would_go_along(session: Session, patient_ids: Collection[int]) -> int:
    """How many rows of other tables would go with these patients unasked: none may, before they are removed.

    Where nothing would go along, the database itself refuses to remove a patient whom a row names.
    """
    total = 0
    for table, column in _tables_that_name("patients", _GO_ALONG, is_refused=False):
        for part in _parts(patient_ids):
            counted = sa_select(func.count()).select_from(table).where(table.c[column].in_(part))
            total += session.execute(counted).scalar_one()
    return total


def _tables_that_name(
    owner: str, go_along: Collection[str], *, is_refused: bool = True
) -> Iterable[tuple[Table, str]]:
    """With their columns; those by which the database refuses to remove what is named only if asked for."""
    for table in SQLModel.metadata.sorted_tables:
        for key in table.foreign_keys:
            is_asked = is_refused or key.ondelete is not None
            if is_asked and key.column.table.name == owner and table.name not in go_along:
                yield table, key.parent.name


def _parts(ids: Collection[int]) -> Iterable[list[int]]:
    every = list(ids)
    return (every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE))
