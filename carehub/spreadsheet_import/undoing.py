"""Undoing an import: which of its values go back, which stay, and why. Runs in the child process.

A value goes back only if it is still the one that the import wrote. ``weigh`` only reads; ``undo``
checks again, patient by patient, that nothing has changed since.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select as sa_select
from sqlmodel import Session, col

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import Conflict
from carehub.settings import settings
from carehub.spreadsheet_import import center
from carehub.spreadsheet_import.cleaning.cleaned import Value
from carehub.spreadsheet_import.cleaning.rows import typed
from carehub.spreadsheet_import.matching import Known
from carehub.spreadsheet_import.models import Import, ImportRow, ImportStatus, Verdict
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.planned import EXTRA_PREFIX
from carehub.spreadsheet_import.service import find
from carehub.spreadsheet_import.since import Since

Written = dict[str, tuple[Value | None, Value | None]]
_MONTH = timedelta(days=30.44)
# What stands in a record although no list said it.
_NOTHING = (None, "", False, "unknown")
_SAID_BY_NOBODY = {"sex": "unknown", "status": "active", "interpreter": False}


@dataclass(slots=True)
class Wrote:
    """What an import did to one record: field -> what stood there before and what it wrote."""

    number: int
    was_added: bool
    fields: Written


@dataclass(frozen=True, slots=True)
class Weighed:
    """What undoing does to one patient or referral. ``back`` is field -> what stands there and what will;
    ``stays`` is field -> what stands there and why it stays. ``version`` is the record's."""

    patient_id: int
    version: int
    number: int
    verdict: Verdict
    was_added: bool
    back: Written
    stays: Mapping[str, tuple[Value | None, str]]
    reason: str = ""
    referral_id: int = 0


def weigh(session: Session, actor: Actor, import_id: int) -> list[Weighed]:
    """What undoing would do now to each patient whom the import added or changed, in the file's order."""
    kept = find_undoable(session, actor, import_id)
    wrote = _wrote(session, import_id)
    now = {known.patient_id: known for known in center.known_patients(session, actor, among=wrote)}
    since = Since(session, kept, [patient_id for patient_id, each in wrote.items() if each.was_added])
    weighed = [
        _weigh_one(patient_id, each, now[patient_id], since)
        for patient_id, each in wrote.items()
        if patient_id in now and (each.was_added or each.fields)
    ]
    return sorted(weighed, key=lambda each: each.number)


def find_undoable(session: Session, actor: Actor, import_id: int) -> Import:
    """A committed import that is not too old; Conflict says in words why it cannot be undone."""
    kept = find(session, actor, import_id)
    if kept.status is ImportStatus.UNDONE:
        raise Conflict("This import was undone already. Its lists show what went back.")
    if kept.status is not ImportStatus.COMMITTED or kept.committed_at is None:
        raise Conflict("Nothing of this import came in, so there is nothing to undo.")
    months = settings().import_undo_months
    if clock.now() - kept.committed_at > months * _MONTH:
        raise Conflict(f"This import is older than {months} months. What undoing needs is gone.")
    return kept


def _wrote(session: Session, import_id: int) -> dict[int, Wrote]:
    """By patient. Rows that came in later saw a newer version of the patient."""
    names = ("patient_id", "number", "outcome", "values", "extra", "changes")
    rows = (
        sa_select(*(col(getattr(ImportRow, name)) for name in names))
        .where(
            col(ImportRow.import_id) == import_id,
            col(ImportRow.is_applied),
            col(ImportRow.patient_id).is_not(None),
        )
        .order_by(col(ImportRow.patient_version), col(ImportRow.number))
    )
    wrote: dict[int, Wrote] = {}
    for patient_id, number, outcome, values, extra, changes in session.execute(rows):
        each = wrote.setdefault(patient_id, Wrote(number, was_added=False, fields={}))
        if outcome is Outcome.NEW:
            each.was_added, each.number = True, number
            said = typed(values) | {EXTRA_PREFIX + header: text for header, text in extra.items()}
            each.fields |= {name: (None, value) for name, value in said.items()}
        for name, old, new in changes:
            before = each.fields.get(name, (_value(name, old), None))[0]
            each.fields[name] = (before, _value(name, new))
    return wrote


def _weigh_one(patient_id: int, wrote: Wrote, known: Known, since: Since) -> Weighed:
    if not known.is_visible:
        reason = "is at another site now; ask a supervisor"
        return Weighed(patient_id, known.version, wrote.number, Verdict.KEPT, wrote.was_added, {}, {}, reason)
    return (_weigh_added if wrote.was_added else _weigh_changed)(patient_id, wrote, known, since)


def _weigh_added(patient_id: int, wrote: Wrote, known: Known, since: Since) -> Weighed:
    """Someone whom the import added goes, unless something was done with the record since."""
    reason = since.what_was_added(patient_id)
    differing = _differing(wrote, known) if known.version > 1 else {}
    stays = {name: (value, since.who_wrote(patient_id, name)) for name, value in differing.items()}
    if stays and not reason:
        reason = "was changed since"
    verdict = Verdict.KEPT if reason else Verdict.UNDONE
    return Weighed(patient_id, known.version, wrote.number, verdict, wrote.was_added, {}, stays, reason)


def _weigh_changed(patient_id: int, wrote: Wrote, known: Known, since: Since) -> Weighed:
    back: Written = {}
    stays: dict[str, tuple[Value | None, str]] = {}
    for name, (old, new) in wrote.fields.items():
        stands = _stands(known, name)
        if stands == new or (new is None and stands in _NOTHING):
            back[name] = (stands, old)
        elif stands != old:
            stays[name] = (stands, since.who_wrote(patient_id, name))
    verdict = Verdict.UNDONE if not stays else Verdict.PARTLY if back else Verdict.KEPT
    return Weighed(patient_id, known.version, wrote.number, verdict, wrote.was_added, back, stays)


def _differing(wrote: Wrote, known: Known) -> dict[str, Value | None]:
    """The fields of someone whom the import added that do not say any more what it wrote."""
    names = known.values.keys() | {EXTRA_PREFIX + header for header in known.extra} | wrote.fields.keys()
    differing: dict[str, Value | None] = {}
    for name in sorted(names - {"site", "coordinator"}):
        written = wrote.fields.get(name, (None, _SAID_BY_NOBODY.get(name)))[1]
        if _stands(known, name) != written:
            differing[name] = _stands(known, name)
    return differing


def _stands(known: Known, name: str) -> Value | None:
    header = name.removeprefix(EXTRA_PREFIX)
    return known.values.get(name) if header == name else known.extra.get(header)


def _value(name: str, stored: str | bool | None) -> Value | None:
    return None if stored is None else typed({name: stored})[name]
