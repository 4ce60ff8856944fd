"""Undoes an import as it was weighed: all of it in the caller's transaction, or nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from sqlalchemy import CursorResult, bindparam, update
from sqlalchemy import delete as sa_delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from carehub.accounts.models import Site, User
from carehub.caseloads.importing import take_back_assignments
from carehub.core import clock, journal
from carehub.core.actor import Actor
from carehub.core.changes import Topic, announce
from carehub.core.errors import CareHubError
from carehub.patients.indexing import many_patients_change
from carehub.patients.models import Patient
from carehub.patients.names import sort_name
from carehub.spreadsheet_import import center
from carehub.spreadsheet_import.bulk import insert_rows, make_room
from carehub.spreadsheet_import.changed_fields import FieldsOfOne, about_to_change, move_homes, note_all
from carehub.spreadsheet_import.cleaning.cleaned import Value
from carehub.spreadsheet_import.json_text import as_json
from carehub.spreadsheet_import.models import (
    Import,
    ImportedValues,
    ImportKind,
    ImportRow,
    ImportStatus,
    UndoneLine,
    Verdict,
)
from carehub.spreadsheet_import.planned import EXTRA_PREFIX
from carehub.spreadsheet_import.since import how_many_would_go_along
from carehub.spreadsheet_import.undoing import Weighed, find_undoable

_LINE_COLUMNS = ("import_id", "patient_id", "number", "verdict", "was_added", "back", "fields", "reason")
_BLANKS: Mapping[str, Value | None] = {
    "interpreter": False, "sex": "unknown", "status": "active", "risk": None, "mrn": None, "birth_date": None,
}  # fmt: skip
_AT_ONCE = 2_000
_GOING = "CREATE TEMP TABLE IF NOT EXISTS going_patients (id INTEGER PRIMARY KEY, seen INTEGER NOT NULL)"
_GO = (
    "DELETE FROM patients WHERE id IN (SELECT id FROM going_patients) "
    "AND version = (SELECT seen FROM going_patients WHERE going_patients.id = patients.id)"
)


class ChangedSince(CareHubError):
    """A patient was changed after the undoing was weighed: it has to be weighed again."""


def keep_lines(session: Session, import_id: int, weighed: Sequence[Weighed]) -> None:
    """Keep the three lists, to be shown before and after."""
    session.execute(sa_delete(UndoneLine).where(col(UndoneLine.import_id) == import_id))
    rows = (
        (
            import_id,
            each.patient_id,
            each.number,
            each.verdict.value,
            each.was_added,
            as_json([[name, _told(stands), _told(old)] for name, (stands, old) in each.back.items()]),
            as_json([[name, _told(stands), why] for name, (stands, why) in each.stays.items()]),
            each.reason,
        )
        for each in weighed
    )
    insert_rows(session, "import_undone_lines", _LINE_COLUMNS, rows)
    announce(session, Topic.IMPORTS, import_id)


def undo(session: Session, actor: Actor, import_id: int, weighed: Sequence[Weighed]) -> None:
    """Take the import back as weighed; ChangedSince when one of its patients was changed meanwhile."""
    kept = find_undoable(session, actor, import_id)
    make_room(session)
    goes = [each for each in weighed if each.was_added and each.verdict is Verdict.UNDONE]
    changes = [each for each in weighed if each.back]
    try:
        with many_patients_change(session, [each.patient_id for each in (*goes, *changes)]):
            fields = _write_back(session, actor, changes)
            _remove(session, goes)
    except IntegrityError as error:
        raise ChangedSince() from error
    _forget_what_was_said(session, import_id, [each.patient_id for each in changes])
    keep_lines(session, import_id, weighed)
    note_all(session, fields)
    close(session, actor, kept, weighed)


def _write_back(session: Session, actor: Actor, changes: Sequence[Weighed]) -> list[FieldsOfOne]:
    """Change them back; returns what their fields held and hold."""
    alike: defaultdict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
    for part in _parts(changes):
        now = _as_they_are(session, [each.patient_id for each in part])
        for each in part:
            if each.patient_id not in now:
                raise ChangedSince()
            columns = _columns(each, now[each.patient_id])
            alike[tuple(sorted(columns))].append(columns)
    homes = _homes_before(session, changes)
    fields = about_to_change(session, chain.from_iterable(alike.values()), homes)
    move_homes(session, homes)
    _give_back(session, actor, changes)
    for names, rows in alike.items():
        _update_alike(session, names, rows)
    return fields


def _as_they_are(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, str, dict[str, str]]]:
    wanted = select(Patient.id, Patient.last_name, Patient.first_name, Patient.extra)
    found = session.exec(wanted.where(col(Patient.id).in_(ids)))
    return {patient_id: (last, first, dict(extra)) for patient_id, last, first, extra in found if patient_id}


def _columns(each: Weighed, now: tuple[str, str, dict[str, str]]) -> dict[str, object]:
    last, first, extra = now
    columns: dict[str, object] = {
        name: _BLANKS.get(name, "") if old is None else old
        for name, (_, old) in each.back.items()
        if name in center.STORED
    }
    if {"last_name", "first_name"} & columns.keys():
        columns["sort_name"] = sort_name(
            str(columns.get("last_name", last)), str(columns.get("first_name", first))
        )
    beside = {name: old for name, (_, old) in each.back.items() if name.startswith(EXTRA_PREFIX)}
    if beside:
        whole = extra | {name.removeprefix(EXTRA_PREFIX): old for name, old in beside.items()}
        columns["extra"] = {header: text for header, text in whole.items() if text is not None}
    return columns | {"which": each.patient_id, "seen": each.version}


def _update_alike(session: Session, names: Sequence[str], rows: Sequence[dict[str, object]]) -> None:
    table = Patient.__table__  # pyright: ignore[reportAttributeAccessIssue]
    own = [name for name in names if name not in {"which", "seen"}]
    statement = (
        update(table)
        .where(table.c.id == bindparam("which"), table.c.version == bindparam("seen"))
        .values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in own})
        .values(version=table.c.version + 1, updated_at=clock.now())
    )
    renamed = [{("new_" + name if name in own else name): row[name] for name in row} for row in rows]
    changed = session.connection().execute(statement, renamed)
    assert isinstance(changed, CursorResult)
    if changed.rowcount != len(rows):
        raise ChangedSince()


def _homes_before(session: Session, changes: Sequence[Weighed]) -> dict[int, int]:
    ids = {site.name: site.id for site in session.exec(select(Site))}
    before = {each.patient_id: ids.get(str(each.back.get("site", ("", ""))[1])) for each in changes}
    return {patient_id: site_id for patient_id, site_id in before.items() if site_id}


def _give_back(session: Session, actor: Actor, changes: Sequence[Weighed]) -> None:
    ids = {user.user_name: user.id for user in session.exec(select(User))}
    before = {
        each.patient_id: ids.get(str(each.back["coordinator"][1]))
        for each in changes
        if "coordinator" in each.back
    }
    if before:
        take_back_assignments(session, actor, before)


def _remove(session: Session, goes: Sequence[Weighed]) -> None:
    if how_many_would_go_along(session, [each.patient_id for each in goes]):
        raise ChangedSince()
    connection = session.connection()
    connection.exec_driver_sql(_GOING)
    insert_rows(session, "going_patients", ("id", "seen"), [(each.patient_id, each.version) for each in goes])
    # In one statement: one for each patient would look through all tables that name patients anew.
    removed = connection.exec_driver_sql(_GO)
    connection.exec_driver_sql("DELETE FROM going_patients")
    if removed.rowcount != len(goes):
        raise ChangedSince()


def _forget_what_was_said(session: Session, import_id: int, patient_ids: Sequence[int]) -> None:
    """The source never said this: what other imports brought for these patients counts again."""
    for start in range(0, len(patient_ids), _AT_ONCE):
        part = patient_ids[start : start + _AT_ONCE]
        of_these = col(ImportRow.patient_id).in_(part)
        own = update(ImportRow).where(col(ImportRow.import_id) == import_id, of_these)
        session.execute(own.values(is_applied=False).execution_options(synchronize_session=False))
        session.execute(delete(ImportedValues).where(col(ImportedValues.patient_id).in_(part)))
        said = _said_by_others(session, part)
        rows = [(patient_id, as_json(values)) for patient_id, values in said.items()]
        insert_rows(session, "imported_values", ("patient_id", "values"), rows)


def _said_by_others(session: Session, patient_ids: Collection[int]) -> dict[int, dict[str, str | bool]]:
    wanted = (
        select(ImportRow.patient_id, ImportRow.values)
        .join(Import, col(Import.id) == ImportRow.import_id)
        .where(col(ImportRow.patient_id).in_(patient_ids), col(ImportRow.is_applied))
        .where(Import.kind == ImportKind.PATIENTS)
        .order_by(col(Import.committed_at), col(ImportRow.number))
    )
    said: defaultdict[int, dict[str, str | bool]] = defaultdict(dict)
    for patient_id, values in session.exec(wanted):
        assert patient_id is not None
        said[patient_id] |= values
    return said


def close(session: Session, actor: Actor, kept: Import, weighed: Sequence[Weighed]) -> None:
    """Say that the import is undone, by whom and when."""
    kept.status = ImportStatus.UNDONE
    kept.undone_by, kept.undone_at = actor.user_id, clock.now()
    kept.version += 1
    session.add(kept)
    session.flush()
    numbers = {verdict: sum(each.verdict is verdict for each in weighed) for verdict in Verdict}
    told = ", ".join(f"{number} {verdict}" for verdict, number in numbers.items())
    journal.record(session, actor, "imports.undo", subject=f"import:{kept.id}", reason=told)
    for topic in (Topic.PATIENTS, Topic.CASELOADS):
        announce(session, topic)


def _told(value: Value | None) -> str | bool | None:
    return value.isoformat() if isinstance(value, date) else value


def _parts(items: Sequence[Weighed]) -> Iterator[Sequence[Weighed]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))
