"""How lists with the same titles were taken the last time: the next one begins with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from sqlmodel import Session

from carehub.core.dates import written_date
from carehub.spreadsheet_import.cleaning.text import folded
from carehub.spreadsheet_import.models import Import, ImportKind, RememberedLayout
from carehub.spreadsheet_import.reader.layout import NO_TITLES, Table


@dataclass(frozen=True, slots=True)
class Recalled:
    """What was decided then; empty where these titles are new. ``source`` names the list."""

    choices: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_order: str = ""
    source: str = ""


def key_of(table: Table, kind: ImportKind = ImportKind.PATIENTS) -> str:
    """The same for the same titles in the same order; empty for a list without titles."""
    if table.header_row == NO_TITLES:
        return ""
    titles = "\x1e".join(folded(header.meaning) for header in table.headers)
    # One table can be read as a list of patients and as one of referrals.
    apart = "" if kind is ImportKind.PATIENTS else f"{kind}\x1d"
    return sha256(f"{apart}{titles}".encode()).hexdigest()


def recall(session: Session, key: str) -> Recalled:
    kept = session.get(RememberedLayout, key) if key else None
    if kept is None:
        return Recalled()
    source = session.get_one(Import, kept.import_id)
    return Recalled(kept.choices, kept.words, kept.date_order, _named(source))


def remember(session: Session, kept: Import) -> None:
    """Keep how the columns of a committed import were taken, for the next list with these titles."""
    if not kept.layout or kept.id is None:
        return
    before = session.get(RememberedLayout, kept.layout)
    session.merge(
        RememberedLayout(
            key=kept.layout,
            choices={str(column["position"]): str(column["column"]) for column in kept.columns},
            words=_together(before.words if before else {}, kept.words),
            date_order=kept.date_order,
            import_id=kept.id,
        )
    )


def _named(source: Import) -> str:
    when = source.committed_at or source.started_at
    return f"{source.file_name} of {written_date(when.date())}"


def _together(
    before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    return {column: {**before.get(column, {}), **now.get(column, {})} for column in {*before, *now}}
