"""Applies a checked plan to the patients: all of it in the caller's transaction, or nothing.

What takes long is prepared before (``preparing``, ``arriving``): in here others wait for the database's lock.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from typing import TypeVar, cast

from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from carehub.accounts.models import Site, User
from carehub.caseloads.service import assign_imported
from carehub.core import clock, journal
from carehub.core.actor import Actor
from carehub.core.changes import Topic, announce
from carehub.patients.indexing import many_patients_change
from carehub.patients.models import Patient
from carehub.spreadsheet_import import arriving, center, marking
from carehub.spreadsheet_import.bulk import Stored, as_instant, insert_rows, run_many
from carehub.spreadsheet_import.changed_fields import FieldsOfOne, about_to_change, move_homes, note_all
from carehub.spreadsheet_import.incoming import Person
from carehub.spreadsheet_import.json_text import as_json
from carehub.spreadsheet_import.models import Import, ImportedValues, ImportRow, ImportStatus
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.preparing import (
    PATIENT_COLUMNS,
    PlanIsOld,
    Prepared,
    refuse_old_plan,
    sort_name_of,
)
from carehub.spreadsheet_import.remembering import remember
from carehub.spreadsheet_import.service import find_live

Tell = Callable[[str, int, int], None]
Item = TypeVar("Item")
_AT_ONCE = 5_000
_APPLIED = (
    "CREATE TEMP TABLE IF NOT EXISTS applied_rows (number INTEGER PRIMARY KEY, patient_id INTEGER NOT NULL)"
)
_BECAME = text(
    "UPDATE import_rows SET patient_id = applied_rows.patient_id, is_applied = TRUE "
    "FROM applied_rows WHERE import_rows.import_id = :import_id AND import_rows.number = applied_rows.number"
)
_HOME = PATIENT_COLUMNS.index("home_site_id")
_BLANKS = {"interpreter": False, "sex": "unknown", "risk": None, "mrn": None, "birth_date": None}


def commit(session: Session, actor: Actor, ready: Prepared, tell: Tell) -> None:
    """Bring the rows in exactly as they were shown; PlanIsOld when patients were changed since."""
    kept = find_live(session, actor, ready.import_id)
    refuse_old_plan(session, kept, ready.version)
    if ready.is_ahead:
        arriving.refuse_lost_words(session, ready)
    changed = [each for each in ready.people if not each.is_new and (each.changes or each.extra)]
    wordless = [each.patient_id for each in (changed if ready.is_ahead else (*ready.new, *changed))]
    wordless.extend(ready.again)
    try:
        with many_patients_change(session, [each for each in wordless if each], have_words=ready.is_ahead):
            _add_new(session, ready, tell)
            fields = _change_known(session, changed, tell)
        _remember(session, ready)
        # Last, because from the first line in the journal on others wait for the next.
        left_out = _assign(session, actor, ready.people)
    except IntegrityError as error:
        raise PlanIsOld() from error
    _tell_left_out(session, ready, left_out)
    remember(session, kept)
    arriving.arrived(session, ready)
    note_all(session, fields)
    close(session, actor, kept)


def _add_new(session: Session, ready: Prepared, tell: Tell) -> None:
    if ready.is_ahead:
        arriving.come_in(session, len(ready.new))
    else:
        insert_rows(session, "patients", PATIENT_COLUMNS, ready.patients)
        at_home = ((row[0], row[_HOME]) for row in ready.patients)
        insert_rows(session, "patient_sites", ("patient_id", "site_id"), at_home)
    tell("saving", len(ready.new), len(ready.new))


def _change_known(session: Session, known: Sequence[Person], tell: Tell) -> list[FieldsOfOne]:
    """Change them; returns what their fields held and hold."""
    alike: defaultdict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
    names, extras = _kept_now(session, known)
    for person in known:
        values = _changed_columns(person, names, extras)
        alike[tuple(sorted(values))].append(values)
    homes = _new_homes(session, known)
    fields = about_to_change(session, chain.from_iterable(alike.values()), homes)
    move_homes(session, homes)
    done = 0
    for columns, rows in alike.items():
        for part in _parts(rows):
            _update_alike(session, columns, part)
            done += len(part)
            tell("changing", done, len(known))
    return fields


def _kept_now(
    session: Session, people: Sequence[Person]
) -> tuple[dict[int, tuple[str, str]], dict[int, dict[str, str]]]:
    """Name and extra columns of these patients as they are, for what is made out of both."""
    names: dict[int, tuple[str, str]] = {}
    extras: dict[int, dict[str, str]] = {}
    for part in _parts([person.patient_id for person in people if person.patient_id]):
        wanted = select(Patient.id, Patient.last_name, Patient.first_name, Patient.extra)
        for patient_id, last, first, extra in session.execute(wanted.where(col(Patient.id).in_(part))):
            names[patient_id], extras[patient_id] = (last, first), extra
    return names, extras


def _changed_columns(
    person: Person, names: Mapping[int, tuple[str, str]], extras: Mapping[int, dict[str, str]]
) -> dict[str, object]:
    assert person.patient_id is not None
    if person.patient_id not in names:
        raise PlanIsOld()
    values: dict[str, object] = {
        name: _BLANKS.get(name, "") if value is None else value
        for name, value in person.changes.items()
        if name in center.STORED
    }
    if {"last_name", "first_name"} & values.keys():
        last, first = names[person.patient_id]
        values["sort_name"] = sort_name_of({"last_name": last, "first_name": first, **person.changes})
    if person.extra:
        values["extra"] = extras[person.patient_id] | person.extra
    return values | {"which": person.patient_id, "seen": person.version}


def _update_alike(session: Session, columns: Sequence[str], rows: Sequence[dict[str, object]]) -> None:
    """Change the same columns of many patients at once, each only if nobody changed it since."""
    own = [name for name in columns if name not in {"which", "seen"}]
    sets = "".join(f'"{name}" = ?, ' for name in own)
    statement = " ".join(
        ("UPDATE patients SET", sets, "version = version + 1, updated_at = ? WHERE id = ? AND version = ?")
    )
    moment = as_instant(session, clock.now())
    values = [(*(_stored(row[name]) for name in own), moment, row["which"], row["seen"]) for row in rows]
    if run_many(session, statement, cast(list[tuple[Stored, ...]], values)) != len(rows):
        raise PlanIsOld()


def _stored(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return as_json(value) if isinstance(value, dict) else value


def _new_homes(session: Session, people: Sequence[Person]) -> dict[int, int]:
    ids = {site.name: site.id for site in session.exec(select(Site))}
    named = {person.patient_id: ids.get(str(person.changes.get("site", ""))) for person in people}
    return {patient_id: site_id for patient_id, site_id in named.items() if patient_id and site_id}


def _assign(session: Session, actor: Actor, people: Sequence[Person]) -> frozenset[int]:
    """Those whose coordinator does not work where they are cared for stay as they were: returned."""
    ids = {user.user_name: user.id for user in session.exec(select(User)) if user.id}
    wanted: dict[int, int] = {}
    for person in people:
        named = person.changes.get("coordinator") if not person.is_new else person.coordinator
        if named and person.patient_id and str(named) in ids:
            wanted[person.patient_id] = ids[str(named)]
    return assign_imported(session, actor, wanted) if wanted else frozenset()


def _remember(session: Session, ready: Prepared) -> None:
    """Which patient each row became, and what the source said of each patient."""
    if ready.applied:
        connection = session.connection()
        connection.exec_driver_sql(_APPLIED)
        insert_rows(session, "applied_rows", ("number", "patient_id"), ready.applied)
        session.execute(_BECAME, {"import_id": ready.import_id})
        connection.exec_driver_sql("DELETE FROM applied_rows")
    if not marking.is_late(session):
        _mark_unchanged(session, ready.import_id)
    known = {person.patient_id for person in ready.people if not person.is_new}
    for part in _parts([patient_id for patient_id, _ in ready.said if patient_id in known]):
        session.execute(delete(ImportedValues).where(col(ImportedValues.patient_id).in_(part)))
    insert_rows(session, "imported_values", ("patient_id", "values"), ready.said)


def _mark_unchanged(session: Session, import_id: int) -> None:
    unchanged = (
        update(ImportRow)
        .where(
            col(ImportRow.import_id) == import_id,
            col(ImportRow.outcome) == Outcome.UNCHANGED,
            col(ImportRow.patient_id).is_not(None),
        )
        .values(is_applied=True)
    )
    session.execute(unchanged.execution_options(synchronize_session=False))


def _tell_left_out(session: Session, ready: Prepared, left_out: frozenset[int]) -> None:
    """A coordinator who was not set is told at the row, as every other thing that did not come in."""
    reason = "the coordinator does not work at a site of this patient; no coordinator is set"
    for person in ready.people:
        if person.patient_id in left_out:
            last = (ImportRow.import_id == ready.import_id, ImportRow.number == person.rows[-1])
            row = session.exec(select(ImportRow).where(*last)).one()
            row.problems = [*row.problems, ["Coordinator", "warning", reason, -1]]
            session.add(row)


def close(session: Session, actor: Actor, kept: Import) -> None:
    """Say that the import is committed, by whom and when."""
    kept.status = ImportStatus.COMMITTED
    kept.committed_by, kept.committed_at = actor.user_id, clock.now()
    kept.version += 1
    session.add(kept)
    session.flush()
    assert kept.id is not None
    told = ", ".join(f"{number} {outcome}" for outcome, number in kept.counts.items())
    journal.record(session, actor, "imports.commit", subject=f"import:{kept.id}", reason=told)
    announce(session, Topic.IMPORTS, kept.id)
    announce(session, Topic.PATIENTS)


def _parts(items: Iterable[Item]) -> Iterator[list[Item]]:
    left = iter(items)
    while part := list(islice(left, _AT_ONCE)):
        yield part
