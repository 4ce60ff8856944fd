"""A caseload outside the page: as rows of text, for paper and for spreadsheets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.accounts.models import User
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, Role, require
from carehub.core.dates import written_time
from carehub.core.errors import NotAllowed
from carehub.desk.caseload import listing
from carehub.desk.caseload.columns import COLUMNS, chosen_columns
from carehub.desk.caseload.listing import coordinator_of
from carehub.desk.caseload.reading import CaseRow, rows_of
from carehub.desk.caseload.view import CaseloadView
from carehub.patients.models import Patient

MOST = 10_000
MOST_ON_PAPER = 1_000
_WHO = ("Name", "Date of birth", "MRN")


@dataclass(frozen=True, slots=True)
class Paper:
    """Titles and rows of text; ``left_out`` when there were more rows than fit.

    ``whose`` names the keeper, ``by`` where, by whom and when it was made.
    """

    whose: str
    by: str
    titles: tuple[str, ...]
    rows: list[tuple[str, ...]]
    left_out: bool


TakeOut = Callable[[Session, Actor, CaseloadView, Sequence[int]], Paper]


def exported(session: Session, actor: Actor, view: CaseloadView, ids: Sequence[int] = ()) -> Paper:
    """The columns and patients of a view, or only these of it; a coordinator takes out the own caseload."""
    require(actor, Permission.EXPORTS_RUN)
    whose = coordinator_of(actor, view)
    if actor.role is Role.COORDINATOR and whose != actor.user_id:
        raise NotAllowed("You export your own caseload. For any other, ask a supervisor.")
    return _paper(session, actor, view, ids, "caseload.export", MOST, is_leaving=True)


def printed(session: Session, actor: Actor, view: CaseloadView, ids: Sequence[int] = ()) -> Paper:
    """The same to be printed, also a colleague's, for covering."""
    return _paper(session, actor, view, ids, "caseload.print", MOST_ON_PAPER)


def _paper(
    session: Session,
    actor: Actor,
    view: CaseloadView,
    ids: Sequence[int],
    action: str,
    most: int,
    *,
    is_leaving: bool = False,
) -> Paper:
    counted = listing.count(session, actor, view)
    found = listing.page(session, actor, listing.fitting_order(view, counted), size=most)
    shown = [patient for patient in found.patients if not ids or patient.id in set(ids)]
    columns = [column for column in chosen_columns(session, actor) if column.id not in ("born", "mrn")]
    rows = rows_of(session, actor, shown, is_leaving=is_leaving)
    whose = coordinator_of(actor, view)
    _write_down(session, actor, action, whose, shown)
    return Paper(
        by=_made_by(session, actor),
        whose=session.get_one(User, whose).name if whose is not None else "Unassigned patients",
        titles=(*_WHO, *(column.label for column in columns)),
        rows=[(row["name"], row["born"], row["mrn"], *(_text(row, c.id) for c in columns)) for row in rows],
        left_out=found.next is not None and not ids,
    )


def _made_by(session: Session, actor: Actor) -> str:
    center = accounts.center(session)
    return f"{center.name} · printed by {actor.name}, {written_time(clock.now(), center.time_zone)}"


def _text(row: CaseRow, column: str) -> str:
    assert column in COLUMNS
    match column:
        case "next_step":
            when = f"late since {row['due']}" if row["is_late"] else f"due {row['due']}"
            return f"{row['next_step']}, {when}" if row["next_step"] else ""
        case "next_appointment":
            return " ".join(filter(None, [row["next_day"], row["next_time"]]))
        case "phone":
            return f"{row['phone']} ({row['phone_owner']})" if row["phone_owner"] else row["phone"]
        case "language":
            return ", ".join(filter(None, [row["language"], row["interpreter"]]))
        case "open_referrals":
            return str(row["open_referrals"] or "")
        case "risk":
            return row["risk"].capitalize()
        case _:
            return str(row[column])


def _write_down(
    session: Session, actor: Actor, action: str, whose: int | None, shown: Sequence[Patient]
) -> None:
    ids = ",".join(str(patient.id) for patient in shown)
    subject = f"caseload:{whose or 'unassigned'}"
    journal.record(
        session, actor, action, subject=subject, fields=ids.split(","), reason=f"{len(shown)} patients"
    )
