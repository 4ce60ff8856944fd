"""The words that the page has for columns, outcomes and where an import is."""

from carehub.spreadsheet_import.columns import COLUMNS
from carehub.spreadsheet_import.models import ImportMode, ImportStatus
from carehub.spreadsheet_import.outcome import Outcome

LABELS = {column.name: column.label for column in COLUMNS}
EXTRA = "extra"
LEFT_OUT = ""
# What a column of a file can be taken for, in the order of the choice.
CHOICES: tuple[tuple[str, str], ...] = (
    (LEFT_OUT, "Leave out"),
    (EXTRA, "Keep beside the record"),
    *LABELS.items(),
)
MODES = (
    (ImportMode.ADD_AND_UPDATE.value, "add new people and update known ones"),
    (ImportMode.ADD_ONLY.value, "only add new people"),
    (ImportMode.UPDATE_ONLY.value, "only update known people"),
)
# What a row will do, and what it did: "12 will be added", "12 were added".
OUTCOMES = {
    Outcome.NEW: "will be added",
    Outcome.UPDATED: "will change",
    Outcome.UNCHANGED: "stay as they are",
    Outcome.REVIEW: "need a look",
    Outcome.INVALID: "cannot come in",
    Outcome.SKIPPED: "are not patients",
}
OUTCOMES_DONE = {
    Outcome.NEW: "were added",
    Outcome.UPDATED: "were changed",
    Outcome.UNCHANGED: "stayed as they were",
    Outcome.REVIEW: "need a look",
    Outcome.INVALID: "could not come in",
    Outcome.SKIPPED: "are not patients",
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
