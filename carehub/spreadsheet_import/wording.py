"""The words that the page has for columns, outcomes and where an import is."""

from carehub.spreadsheet_import.column_sets import COLUMN_SETS
from carehub.spreadsheet_import.models import ImportKind, ImportMode, ImportStatus
from carehub.spreadsheet_import.outcome import Outcome

Choices = tuple[tuple[str, str], ...]
# A column of both kinds of list is one and the same in both, or goes by another name.
LABELS = {column.name: column.label for each in COLUMN_SETS.values() for column in each.columns}
EXTRA = "extra"
LEFT_OUT = ""
_APART: Choices = ((LEFT_OUT, "Leave out"), (EXTRA, "Keep beside the record"))


def _choices(kind: ImportKind) -> Choices:
    columns = COLUMN_SETS[kind]
    labels = tuple((column.name, column.label) for column in columns.columns)
    return (*(_APART if columns.keeps_extra else _APART[:1]), *labels)


# What a column of a file can be taken for, in the order of the choice.
CHOICES: dict[ImportKind, Choices] = {kind: _choices(kind) for kind in ImportKind}
WHERE_TO = {name: label for choices in CHOICES.values() for name, label in choices}
KINDS = ((ImportKind.PATIENTS.value, "Patients"), (ImportKind.REFERRALS.value, "Open referrals"))
MODES = (
    (ImportMode.ADD_AND_UPDATE.value, "add what is new and update what is known"),
    (ImportMode.ADD_ONLY.value, "only add what is new"),
    (ImportMode.UPDATE_ONLY.value, "only update what is known"),
)
# What a row will do, and what it did: "12 will be added", "12 were added".
OUTCOMES = {
    Outcome.NEW: "will be added",
    Outcome.UPDATED: "will change",
    Outcome.UNCHANGED: "stay as they are",
    Outcome.REVIEW: "need a look",
    Outcome.INVALID: "cannot come in",
    Outcome.SKIPPED: "are left out",
}
OUTCOMES_DONE = {
    Outcome.NEW: "were added",
    Outcome.UPDATED: "were changed",
    Outcome.UNCHANGED: "stayed as they were",
    Outcome.REVIEW: "need a look",
    Outcome.INVALID: "could not come in",
    Outcome.SKIPPED: "are left out",
}
OUTCOME_OF_ROW = {
    Outcome.NEW: "New",
    Outcome.UPDATED: "Changes",
    Outcome.UNCHANGED: "Unchanged",
    Outcome.REVIEW: "Needs a look",
    Outcome.INVALID: "Can't come in",
    Outcome.SKIPPED: "Left out",
}
STATUSES = {
    ImportStatus.STARTED: "Not read yet",
    ImportStatus.MAPPED: "Columns to confirm",
    ImportStatus.CHECKED: "Checked, not committed",
    ImportStatus.COMMITTED: "Committed",
    ImportStatus.CANCELLED: "Given up",
    ImportStatus.UNDONE: "Undone",
}
