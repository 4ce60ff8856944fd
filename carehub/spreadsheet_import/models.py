"""An import, its rows, what people decided about them, and what undoing it did."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlmodel import Field, SQLModel

from carehub.core.columns import instant, word
from carehub.spreadsheet_import.outcome import Outcome


class ImportStatus(StrEnum):
    """Where an import is. ``started``: the file is here; ``mapped``: its columns are known."""

    STARTED = "started"
    MAPPED = "mapped"
    CHECKED = "checked"
    COMMITTED = "committed"
    CANCELLED = "cancelled"
    UNDONE = "undone"


class ImportKind(StrEnum):
    """What the rows of the file are."""

    PATIENTS = "patients"
    REFERRALS = "referrals"


class ImportMode(StrEnum):
    """What an import may do with people who are here already, and with those who are not."""

    ADD_AND_UPDATE = "add and update"
    ADD_ONLY = "add only"
    UPDATE_ONLY = "update only"


class Ruling(StrEnum):
    """What a person decided about a row that needed a look."""

    SAME = "same person"
    NEW = "new person"
    SKIP = "skip"


class Verdict(StrEnum):
    """What undoing an import does to one patient."""

    UNDONE = "undone"
    PARTLY = "partly"
    KEPT = "kept"


class Import(SQLModel, table=True):
    """One run of bringing a spreadsheet in.

    ``file_key`` names the private copy in the data folder. ``sheet`` and ``header_row`` are what a
    person chose (empty: as found); ``choices`` is column position -> column name where a person
    decided; ``columns`` what was decided for every column, with why. ``remarks`` are problems about
    columns. ``stamp`` tells whether any patient was changed since the plan was made. ``words`` is
    column name -> folded text -> the value that a person said it stands for. ``preview`` is the first
    rows of the sheet, each as its number and its cells. ``continues_id`` is the
    import whose rows that stayed out are in this file. ``layout`` is the key of the titles, ``recalled``
    how columns were taken in ``recalled_from``, the last list with the same titles.
    ``is_kind_said``: a person said what the rows are, so that the titles do not decide it again.
    ``erases_blanks``: an empty cell takes away what stands in the record, which nobody wants unless asked
    for. ``file_key`` is empty once the file is gone.
    """

    __tablename__ = "imports"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    file_name: str
    file_key: str
    file_size: int
    status: ImportStatus = Field(default=ImportStatus.STARTED, sa_column=word(ImportStatus))
    site_id: int | None = Field(default=None, foreign_key="sites.id")
    sheet: str = ""
    header_row: int | None = None
    date_order: str = ""
    choices: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    columns: list[dict[str, object]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    sheets: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    counts: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    remarks: list[dict[str, object]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    started_by: int = Field(foreign_key="users.id")
    started_at: datetime = Field(sa_column=instant(index=True))
    stamp: str = ""
    committed_by: int | None = Field(default=None, foreign_key="users.id")
    committed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    version: int = 1
    words: dict[str, dict[str, str]] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )
    preview: list[list[str | int]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    continues_id: int | None = Field(default=None, foreign_key="imports.id")
    hidden_sheets: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    layout: str = Field(default="", sa_column=Column(String, nullable=False, server_default=""))
    recalled: dict[str, str] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )
    recalled_from: str = Field(default="", sa_column=Column(String, nullable=False, server_default=""))
    kind: ImportKind = Field(default=ImportKind.PATIENTS, sa_column=word(ImportKind))
    mode: ImportMode = Field(default=ImportMode.ADD_AND_UPDATE, sa_column=word(ImportMode))
    erases_blanks: bool = False
    undone_by: int | None = Field(default=None, foreign_key="users.id")
    undone_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    is_kind_said: bool = False


def _index_of_known(column: str) -> Index:
    is_known = text(f"{column} IS NOT NULL")
    return Index(f"ix_import_rows_{column}", column, sqlite_where=is_known, postgresql_where=is_known)


class ImportRow(SQLModel, table=True):
    """One row of the file: what it says, what becomes of it, and once committed what it changed.

    ``cells`` is what stands in the file, as text. ``problems`` is a list of [title, severity, reason,
    place of the column or -1]. ``changes`` is a list of [field, old, new]; ``patient_version`` is that of
    the patient, or of the referral, when the plan was made. ``same_as`` is the row above that brings the
    same person or referral. ``is_applied`` once the row stands in the record. ``candidates`` are whom a row
    in review could be, likeliest first: [patient id or None, row above or None, why], and in a list of
    referrals the referral's id or None.
    """

    __tablename__ = "import_rows"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("import_id", "number"),
        # A hundred thousand new rows have neither: an index of all would cost each of them twice.
        _index_of_known("patient_id"),
        _index_of_known("referral_id"),
        # Whether a row came in before is asked of those that did, and told by the index alone.
        Index(
            "ix_import_rows_fingerprint", "fingerprint", "patient_id", "referral_id", "is_applied",
            sqlite_where=text("is_applied = 1"), postgresql_where=text("is_applied"),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="imports.id", ondelete="CASCADE")
    number: int
    outcome: Outcome = Field(sa_column=word(Outcome))
    values: dict[str, str | bool] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    extra: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    problems: list[list[str | int]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    changes: list[list[str | bool | None]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    patient_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("patients.id", ondelete="SET NULL"))
    )
    patient_version: int = 0
    same_as: int | None = None
    is_applied: bool = False
    fingerprint: str = ""
    cells: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    candidates: list[list[int | str | None]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    referral_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("referrals.id", ondelete="SET NULL"))
    )

    @property
    def referral_candidates(self) -> bool:
        """The patient is known; it is to be said which of the patient's referrals this is."""
        return any(each[3:] and (each[1] or each[3]) for each in self.candidates)


class RowRuling(SQLModel, table=True):
    """What a person decided about one row in review; it outlives every new plan of the same file.

    ``SAME`` names who the row is: a patient, or the row above; in a list of referrals also which of the
    patient's, and ``NEW`` says that it is none of them.
    """

    __tablename__ = "import_rulings"  # pyright: ignore[reportAssignmentType]

    import_id: int = Field(foreign_key="imports.id", ondelete="CASCADE", primary_key=True)
    number: int = Field(primary_key=True)
    ruling: Ruling = Field(sa_column=word(Ruling))
    patient_id: int | None = Field(default=None, foreign_key="patients.id", ondelete="CASCADE", index=True)
    same_as: int | None = None
    ruled_by: int = Field(foreign_key="users.id")
    ruled_at: datetime = Field(sa_column=instant())
    referral_id: int | None = Field(
        default=None,
        sa_column=Column(Integer, ForeignKey("referrals.id", ondelete="CASCADE"), index=True),
    )


class CellFix(SQLModel, table=True):
    """What a cell should say instead of what stands in the file.

    ``number`` is the row; 0 means every row whose cell in this column reads ``old``: the same fix for
    all alike. Closed sets are mapped by ``Import.words``.
    """

    __tablename__ = "import_fixes"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("import_id", "number", "position", "old"),)

    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="imports.id", ondelete="CASCADE")
    number: int
    position: int
    old: str = Field(default="", sa_column=Column(Text, nullable=False))
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    fixed_by: int = Field(foreign_key="users.id")
    fixed_at: datetime = Field(sa_column=instant())


class UndoneLine(SQLModel, table=True):
    """What undoing an import does, or did, to one patient or referral, which came in with row ``number``.

    ``back`` are the fields that go back: [field, what the import wrote, what stood there before];
    ``fields`` those that stay as they are: [field, what stands there, why]. ``reason`` is why a patient
    whom, or a referral that, the import added stays. The patient may be gone, so only the id is kept.
    """

    __tablename__ = "import_undone_lines"  # pyright: ignore[reportAssignmentType]

    import_id: int = Field(foreign_key="imports.id", ondelete="CASCADE", primary_key=True)
    number: int = Field(primary_key=True)
    patient_id: int
    verdict: Verdict = Field(sa_column=word(Verdict))
    was_added: bool
    back: list[list[str | bool | None]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    fields: list[list[str | bool | None]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))


class ImportedValues(SQLModel, table=True):
    """What the source last said of a patient: a value that differs now was changed here since."""

    __tablename__ = "imported_values"  # pyright: ignore[reportAssignmentType]

    patient_id: int = Field(foreign_key="patients.id", ondelete="CASCADE", primary_key=True)
    values: dict[str, str | bool] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class ArrivingNumbers(SQLModel, table=True):
    """The numbers of patients who are just coming in; what is kept for them already goes if they do not.

    ``has_arrived``: they are here; it stays until the import's rows say so as well. Without anyone new
    ``last`` is smaller than ``first``.
    """

    __tablename__ = "arriving_numbers"  # pyright: ignore[reportAssignmentType]

    import_id: int = Field(foreign_key="imports.id", ondelete="CASCADE", primary_key=True)
    first: int
    last: int
    at: datetime = Field(sa_column=instant())
    has_arrived: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default=false())
    )


class RememberedLayout(SQLModel, table=True):
    """How lists with these titles were taken the last time: the next one begins with it.

    ``key`` is made of the titles; ``choices`` and ``words`` are as in an import.
    """

    __tablename__ = "import_layouts"  # pyright: ignore[reportAssignmentType]

    key: str = Field(primary_key=True)
    choices: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    words: dict[str, dict[str, str]] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    date_order: str = ""
    import_id: int = Field(foreign_key="imports.id")
