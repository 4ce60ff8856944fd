"""What a person rules about a row that needs a look.

A ruling takes effect at once in the plan that is shown; it is kept beside the plan, so that a new check
of the same file follows it again. Rulings on what a committed import left over come in by committing again.
"""

from collections.abc import Iterator

from sqlmodel import Session, col, delete, select

from carehub.core import clock, journal
from carehub.core.actor import Actor
from carehub.core.changes import Topic, announce
from carehub.core.errors import Conflict, NotFound
from carehub.patients.models import Patient
from carehub.spreadsheet_import import center
from carehub.spreadsheet_import.cleaning.cleaned import Severity
from carehub.spreadsheet_import.cleaning.rows import Problem, typed
from carehub.spreadsheet_import.marking import is_marked
from carehub.spreadsheet_import.matching import Known, People
from carehub.spreadsheet_import.models import Import, ImportKind, ImportRow, ImportStatus, RowRuling, Ruling
from carehub.spreadsheet_import.orders import Orders, Placing, Ruled
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.plan import plan_ruled
from carehub.spreadsheet_import.planned import PlannedRow
from carehub.spreadsheet_import.referral_list import reviewing as referral_reviewing
from carehub.spreadsheet_import.service import find_live
from carehub.spreadsheet_import.storing import changes_stored, problems_stored


def rule(
    session: Session,
    actor: Actor,
    import_id: int,
    number: int,
    ruling: Ruling | None,
    candidate: int = 0,
) -> None:
    """Decide about one row; None takes the decision back. ``candidate`` is the place in the list shown."""
    kept = find_live(session, actor, import_id)
    row = _row(session, kept, number)
    before = session.get(RowRuling, (import_id, number))
    if before is None and row.outcome is not Outcome.REVIEW:
        raise Conflict("This row does not need a look any more.")
    if ruling is None:
        _take_back(session, row, before)
    else:
        _follow(session, actor, kept, row, _ruled(row, ruling, candidate))
    _count_again(session, kept)
    journal.record(
        session,
        actor,
        "imports.rule",
        patient_id=row.patient_id,
        subject=f"import:{import_id}",
        reason=f"row {number}: {ruling.value if ruling else 'taken back'}",
    )
    announce(session, Topic.IMPORTS, import_id)


def _row(session: Session, kept: Import, number: int) -> ImportRow:
    if kept.status not in (ImportStatus.CHECKED, ImportStatus.COMMITTED):
        raise Conflict("Check the file first; then decide about its rows.")
    wanted = select(ImportRow).where(ImportRow.import_id == kept.id, ImportRow.number == number)
    row = session.exec(wanted).first()
    if row is None:
        raise NotFound(f"There is no row {number} in this import.")
    if not is_marked(session, row.import_id):
        raise Conflict("The rows of this import are still being marked. Try again in a moment.")
    if row.is_applied:
        raise Conflict(f"Row {number} came in already. Undo the import, or correct the patient's record.")
    return row


def _ruled(row: ImportRow, ruling: Ruling, candidate: int) -> Ruled:
    if ruling is not Ruling.SAME:
        return Ruled(ruling, row.patient_id if row.referral_candidates else None)
    if not 0 <= candidate < len(row.candidates):
        raise NotFound("There is nobody in this place of the list. Look at the row again.")
    patient_id, above, _, *referral = row.candidates[candidate]
    return Ruled(
        ruling,
        patient_id if isinstance(patient_id, int) else None,
        above if isinstance(above, int) else None,
        referral[0] if referral and isinstance(referral[0], int) else None,
    )


def _follow(session: Session, actor: Actor, kept: Import, row: ImportRow, ruled: Ruled) -> None:
    """Plan the row as it was ruled, and keep the ruling for the next check of the same file."""
    apply = referral_reviewing.apply if kept.kind is ImportKind.REFERRALS else _apply
    apply(session, actor, kept, row, ruled)
    session.merge(
        RowRuling(
            import_id=row.import_id,
            number=row.number,
            ruling=ruled.ruling,
            patient_id=ruled.patient_id,
            same_as=ruled.same_as,
            referral_id=ruled.referral_id,
            ruled_by=actor.user_id,
            ruled_at=clock.now(),
        )
    )


def _apply(session: Session, actor: Actor, kept: Import, row: ImportRow, ruled: Ruled) -> None:
    """The row as it is planned now, by the same rules as at a check."""
    people = People()
    for known in _known(session, actor, kept, ruled):
        people.add(known)
    if ruled.ruling is Ruling.NEW:
        for known in _likely(session, actor, kept, row):
            people.add(known)
    if ruled.ruling is Ruling.SAME and people.find(ruled.patient_id, ruled.same_as) is None:
        raise Conflict("This record is gone, or its own row does not come in. Choose again.")
    planned = PlannedRow(
        row.number, Outcome.REVIEW, typed(row.values), dict(row.extra), _problems(row), reason=row.reason
    )
    plan_ruled(planned, ruled, people, Placing(), Orders(kept.mode))
    _refuse_taken_mrn(session, planned, ruled)
    row.outcome, row.reason = planned.outcome, planned.reason
    row.values = center.to_json(planned.values)
    row.changes, row.problems = changes_stored(planned), problems_stored(planned)
    row.patient_id, row.patient_version, row.same_as = (
        planned.patient_id,
        planned.version,
        planned.same_as,
    )
    session.add(row)


def _refuse_taken_mrn(session: Session, planned: PlannedRow, ruled: Ruled) -> None:
    mrn = planned.values.get("mrn")
    if mrn is None or planned.outcome not in (Outcome.NEW, Outcome.UPDATED):
        return
    taken = select(Patient.id).where(Patient.mrn == mrn, Patient.id != (planned.patient_id or 0))
    if session.exec(taken).first() is not None:
        raise Conflict(f"The MRN {mrn} belongs to another patient. Correct it in the row first.")


def _known(session: Session, actor: Actor, kept: Import, ruled: Ruled) -> list[Known]:
    """Who is chosen: a patient as the record is now, or a row above that comes in or came in."""
    if ruled.patient_id:
        return list(center.known_patients(session, actor, among={ruled.patient_id}))
    if ruled.same_as is None:
        return []
    wanted = select(ImportRow).where(ImportRow.import_id == kept.id, ImportRow.number == ruled.same_as)
    above = session.exec(wanted).first()
    if above is None or above.outcome not in (Outcome.NEW, Outcome.UPDATED, Outcome.UNCHANGED):
        return []
    if above.patient_id:
        found = center.known_patients(session, actor, among={above.patient_id})
        return [_in_place_of(known, above.number) for known in found]
    return [Known(typed(above.values), row=above.number, extra=dict(above.extra))]


def _likely(session: Session, actor: Actor, kept: Import, row: ImportRow) -> Iterator[Known]:
    """Whom the row was taken for: the number of one of them is not the new person's."""
    for patient_id, above, *_ in row.candidates:
        chosen = Ruled(
            Ruling.SAME,
            patient_id if isinstance(patient_id, int) else None,
            above if isinstance(above, int) else None,
        )
        yield from _known(session, actor, kept, chosen)


def _in_place_of(known: Known, number: int) -> Known:
    """The row above is a patient by now: found as the row, changed as the patient."""
    known.row = number
    return known


def _take_back(session: Session, row: ImportRow, before: RowRuling | None) -> None:
    if before is None:
        return
    session.exec(
        delete(RowRuling).where(
            col(RowRuling.import_id) == row.import_id, col(RowRuling.number) == row.number
        )
    )
    first = row.candidates[0] if row.candidates else [None, None, row.reason]
    row.outcome, row.changes, row.reason = Outcome.REVIEW, [], str(first[2])
    row.patient_id = first[0] if isinstance(first[0], int) else None
    row.same_as = first[1] if isinstance(first[1], int) else None
    session.add(row)


def _count_again(session: Session, kept: Import) -> None:
    session.flush()
    outcomes = session.exec(select(ImportRow.outcome).where(ImportRow.import_id == kept.id)).all()
    kept.counts = {"rows": len(outcomes)} | {outcome.value: outcomes.count(outcome) for outcome in Outcome}
    kept.version += 1
    session.add(kept)


def _problems(row: ImportRow) -> list[Problem]:
    return [
        Problem(row.number, str(column), Severity(str(severity)), str(reason), int(position))
        for column, severity, reason, position in row.problems
    ]
