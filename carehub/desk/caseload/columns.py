"""The columns of a caseload: which there are, and which each person has chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from carehub.caseloads.models import CaseloadColumns
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid
from carehub.desk.caseload.view import Sort


@dataclass(frozen=True)
class Column:
    """``sort`` is what a click on its head orders by."""

    id: str
    label: str
    sort: Sort | None = None


# The name is the head of each row: it always stands first.
NAME = Column("name", "Name", Sort.NAME)
COLUMNS: dict[str, Column] = {
    column.id: column
    for column in (
        Column("risk", "Risk", Sort.RISK),
        Column("next_step", "Next step", Sort.DUE),
        Column("open_referrals", "Open"),
        Column("next_appointment", "Next appointment", Sort.APPOINTMENT),
        Column("last_contact", "Last contact", Sort.CONTACT),
        Column("last_seen", "Last seen"),
        Column("phone", "Phone"),
        Column("language", "Language"),
        Column("born", "Date of birth", Sort.BORN),
        Column("mrn", "MRN"),
        Column("site", "Site"),
        Column("since", "On caseload since"),
        Column("added", "Here since", Sort.ADDED),
    )
}
USUAL = ("risk", "next_step", "open_referrals", "next_appointment", "last_contact", "phone", "language")


def chosen_columns(session: Session, actor: Actor) -> list[Column]:
    """The columns as this person has them; the usual ones for who never chose."""
    kept = session.get(CaseloadColumns, actor.user_id)
    names = kept.columns if kept else USUAL
    return [COLUMNS[name] for name in names if name in COLUMNS]


def choose_columns(session: Session, actor: Actor, names: Sequence[str]) -> None:
    """Show these columns from now on, in this order."""
    require(actor, Permission.CASELOAD_ASSIGN)
    if len(set(names)) != len(names) or not set(names) <= COLUMNS.keys():
        raise Invalid("Choose columns from the list, each once.")
    session.merge(CaseloadColumns(user_id=actor.user_id, columns=list(names)))
    session.flush()
