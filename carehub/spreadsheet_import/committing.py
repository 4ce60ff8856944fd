"""Applies a checked plan to the patients: all of it in the caller's transaction, or nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import CursorResult, bindparam, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from carehub.accounts.models import Site, User
from carehub.caseloads.service import assign_imported
from carehub.core import clock, journal
from carehub.core.actor import Actor
from carehub.core.changes import Topic, announce
from carehub.core.errors import CareHubError
from carehub.patients.models import Patient, PatientSite
from carehub.patients.names import sort_name
from carehub.spreadsheet_import import center
from carehub.spreadsheet_import.cleaning.rows import Values
from carehub.spreadsheet_import.incoming import Person, people_coming_in
from carehub.spreadsheet_import.models import Import, ImportedValues, ImportRow, ImportStatus
from carehub.spreadsheet_import.remembering import remember
from carehub.spreadsheet_import.service import find_open

Tell = Callable[[str, int, int], None]
Item = TypeVar("Item")
_AT_ONCE = 2_000


class PlanIsOld(CareHubError):
    """Patients were changed since the plan was made: it has to be made again."""


def commit(session: Session, actor: Actor, import_id: int, tell: Tell) -> None:
    """Bring the rows in exactly as they were shown; PlanIsOld when patients were changed since."""
    kept = find_open(session, actor, import_id)
    if kept.status is not ImportStatus.CHECKED or center.stamp_of(session) != kept.stamp:
        raise PlanIsOld("Patients were changed since this import was checked. Check it again.")
    people = people_coming_in(session, import_id)
    try:
        _add_new(
            session, [each for each in people if each.patient_id is None], _home_of_new(session, kept), tell
        )
        _change_known(session, [each for each in people if each.changes or each.extra], tell)
        _assign(session, actor, people)
    except IntegrityError as error:
        raise PlanIsOld("Patients were changed since this import was checked. Check it again.") from error
    _remember(session, import_id, people)
    remember(session, kept)
    _close(session, actor, kept)


def _home_of_new(session: Session, kept: Import) -> Callable[[Person], int]:
    ids = {site.name: site.id for site in session.exec(select(Site).where(col(Site.is_active)))}
    only = next(iter(ids.values())) if len(ids) == 1 else None

    def home(person: Person) -> int:
        found = ids.get(str(person.values.get("site", ""))) or kept.site_id or only
        if found is None:
            raise PlanIsOld("A site of this import is closed now. Check it again.")
        return found

    return home


def _add_new(session: Session, people: Sequence[Person], home: Callable[[Person], int], tell: Tell) -> None:
    done = 0
    for part in _parts(people):
        added = insert(Patient).returning(col(Patient.id), sort_by_parameter_order=True)
        ids = session.execute(added, [_as_patient(person, home(person)) for person in part]).scalars()
        for person, patient_id in zip(part, ids, strict=True):
            person.patient_id = patient_id
        at = [{"patient_id": person.patient_id, "site_id": home(person)} for person in part]
        session.execute(insert(PatientSite), at)
        done += len(part)
        tell("adding", done, len(people))


def _as_patient(person: Person, site_id: int) -> dict[str, object]:
    moment = clock.now()
    blank = {name: "" for name in center.STORED} | {"mrn": None, "birth_date": None, "risk": None}
    defaults = {"sex": "unknown", "status": "active", "interpreter": False}
    own = {name: value for name, value in person.values.items() if name in center.STORED}
    return blank | defaults | own | {
        "phone_owner": "",
        "phone_alt_owner": "",
        "extra": person.extra,
        "home_site_id": site_id,
        "sort_name": _sort_name(person.values),
        "version": 1,
        "created_at": moment,
        "updated_at": moment,
    }  # fmt: skip


def _change_known(session: Session, people: Sequence[Person], tell: Tell) -> None:
    known = [person for person in people if person.version]
    _move_homes(session, known)
    alike: defaultdict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
    names, extras = _kept_now(session, known)
    for person in known:
        values = _changed_columns(person, names, extras)
        alike[tuple(sorted(values))].append(values)
    done = 0
    for columns, rows in alike.items():
        for part in _parts(rows):
            _update_alike(session, columns, part)
            done += len(part)
            tell("changing", done, len(known))


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
    values: dict[str, object] = {
        name: value for name, value in person.changes.items() if name in center.STORED
    }
    if {"last_name", "first_name"} & values.keys():
        last, first = names[person.patient_id]
        values["sort_name"] = _sort_name({"last_name": last, "first_name": first, **person.changes})
    if person.extra:
        values["extra"] = extras[person.patient_id] | person.extra
    return values | {"which": person.patient_id, "seen": person.version}


def _update_alike(session: Session, columns: Sequence[str], rows: Sequence[dict[str, object]]) -> None:
    """Change the same columns of many patients at once, each only if nobody changed it since."""
    table = Patient.__table__  # pyright: ignore[reportAttributeAccessIssue]
    own = [name for name in columns if name not in {"which", "seen"}]
    statement = (
        update(table)
        .where(table.c.id == bindparam("which"), table.c.version == bindparam("seen"))
        .values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in own})
        .values(version=table.c.version + 1, updated_at=clock.now())
    )
    renamed = [
        {("new_" + name if name in own else name): value for name, value in row.items()} for row in rows
    ]
    changed = session.connection().execute(statement, renamed)
    assert isinstance(changed, CursorResult)
    if changed.rowcount != len(rows):
        raise PlanIsOld("Patients were changed since this import was checked. Check it again.")


def _move_homes(session: Session, people: Sequence[Person]) -> None:
    """The site that was home lets go; any other site that cares for the patient keeps doing so."""
    ids = {site.name: site.id for site in session.exec(select(Site))}
    for person in people:
        site_id = ids.get(str(person.changes.get("site", "")))
        if site_id is None:
            continue
        patient = session.get_one(Patient, person.patient_id)
        left = (col(PatientSite.patient_id) == patient.id, col(PatientSite.site_id) == patient.home_site_id)
        session.exec(delete(PatientSite).where(*left))
        session.exec(update(Patient).where(col(Patient.id) == patient.id).values(home_site_id=site_id))
        assert patient.id is not None
        session.merge(PatientSite(patient_id=patient.id, site_id=site_id))
    session.flush()


def _assign(session: Session, actor: Actor, people: Sequence[Person]) -> None:
    ids = {user.user_name: user.id for user in session.exec(select(User))}
    wanted = {
        person.patient_id: ids[str(person.values["coordinator"])]
        for person in people
        if person.patient_id and "coordinator" in (person.changes if person.version else person.values)
    }
    if wanted:
        assign_imported(session, actor, wanted)  # pyright: ignore[reportArgumentType]


def _remember(session: Session, import_id: int, people: Sequence[Person]) -> None:
    """Which patient each row became, and what the source said of each patient."""
    rows = [
        {"of": import_id, "at": number, "became": person.patient_id}
        for person in people
        for number in person.rows
    ]
    table = ImportRow.__table__  # pyright: ignore[reportAttributeAccessIssue]
    statement = (
        update(table)
        .where(table.c.import_id == bindparam("of"), table.c.number == bindparam("at"))
        .values(patient_id=bindparam("became"), is_applied=True)
    )
    for part in _parts(rows):
        session.connection().execute(statement, part)
    for part in _parts([person for person in people if person.patient_id]):
        _remember_values(session, part)


def _remember_values(session: Session, people: Sequence[Person]) -> None:
    by_patient = {person.patient_id: center.to_json(person.values) for person in people}
    said = select(ImportedValues.patient_id, ImportedValues.values)
    kept = session.execute(said.where(col(ImportedValues.patient_id).in_(by_patient)))
    before = {patient_id: values for patient_id, values in kept}
    after = {patient_id: before.get(patient_id, {}) | values for patient_id, values in by_patient.items()}
    differing = {key: values for key, values in after.items() if before.get(key) != values}
    if not differing:
        return
    session.exec(delete(ImportedValues).where(col(ImportedValues.patient_id).in_(differing)))
    session.execute(
        insert(ImportedValues), [{"patient_id": key, "values": values} for key, values in differing.items()]
    )


def _close(session: Session, actor: Actor, kept: Import) -> None:
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


def _sort_name(values: Values) -> str:
    return sort_name(str(values["last_name"]), str(values.get("first_name", "")))


def _parts(items: Iterable[Item]) -> Iterator[list[Item]]:
    left = iter(items)
    while part := list(islice(left, _AT_ONCE)):
        yield part
