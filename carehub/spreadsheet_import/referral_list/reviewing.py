"""A row of a referral list in review, planned again now that a person has ruled about it."""

from sqlmodel import Session, col, select

from carehub.core.actor import Actor
from carehub.core.errors import Conflict
from carehub.spreadsheet_import import center
from carehub.spreadsheet_import.cleaning.cleaned import Severity
from carehub.spreadsheet_import.cleaning.rows import CleanRow, Problem, typed
from carehub.spreadsheet_import.json_text import as_json
from carehub.spreadsheet_import.matching import People
from carehub.spreadsheet_import.models import Import, ImportRow, Ruling
from carehub.spreadsheet_import.orders import Orders, Ruled
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.referral_list import reading
from carehub.spreadsheet_import.referral_list.here import KnownReferral, Referrals
from carehub.spreadsheet_import.referral_list.plan import NEEDS_A_LOOK, Planner, plan_row
from carehub.spreadsheet_import.storing import changes_stored, problems_stored

_NO_SUCH_PERSON = "Bring the patient in first: a list of referrals adds no people. Or leave this row out."


def apply(session: Session, actor: Actor, kept: Import, row: ImportRow, ruled: Ruled) -> None:
    """The row as it is planned now, by the same rules as at a check."""
    if ruled.ruling is Ruling.NEW and ruled.patient_id is None:
        raise Conflict(_NO_SUCH_PERSON)
    people = People()
    for known in center.known_patients(session, actor, among={ruled.patient_id or 0}):
        people.add(known)
    planner = Planner(
        people,
        _referrals(session, actor, row, ruled.patient_id or 0),
        reading.board_of(session),
        center.placing_of(session, actor, None),
        Orders(kept.mode, rulings={row.number: ruled}),
    )
    planned = plan_row(_as_read(row), planner)
    row.outcome, row.reason = planned.outcome, planned.reason
    row.values, row.changes = center.to_json(planned.values), changes_stored(planned)
    row.problems = [list(each) for each in dict.fromkeys(map(tuple, problems_stored(planned)))]
    row.patient_id, row.referral_id = planned.patient_id, planned.referral_id
    row.patient_version, row.same_as = planned.version, planned.same_as
    if planned.outcome is Outcome.REVIEW and planned.candidates:
        row.candidates = [list(each) for each in planned.candidates]
    session.add(row)


def _referrals(session: Session, actor: Actor, row: ImportRow, patient_id: int) -> Referrals:
    """Those of the patient: here, and in the rows above that come in with this one."""
    here = reading.known_referrals(session, actor, of_patient=patient_id)
    above = select(ImportRow).where(
        ImportRow.import_id == row.import_id,
        ImportRow.patient_id == patient_id,
        ImportRow.outcome == Outcome.NEW,
        col(ImportRow.number) < row.number,
        col(ImportRow.is_applied).is_(False),
    )
    new = (KnownReferral(patient_id, typed(each.values), row=each.number) for each in session.exec(above))
    return Referrals([*here, *new])


def _as_read(row: ImportRow) -> CleanRow:
    problems = [
        Problem(row.number, str(column), Severity(str(severity)), str(reason), int(position))
        for column, severity, reason, position in row.problems
        if not str(reason).startswith((NEEDS_A_LOOK, "skipped: "))
    ]
    cells = as_json(row.cells)
    return CleanRow(row.number, typed(row.values), row.fingerprint, problems=problems, cells=cells)
