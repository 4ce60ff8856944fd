"""Everything about a commit that can be made before the database is locked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic_core import from_json
from sqlalchemy import Text, cast
from sqlmodel import Session, col, select

from carehub.accounts.models import Site
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import CareHubError
from carehub.patients.names import sort_name
from carehub.spreadsheet_import import center, marking
from carehub.spreadsheet_import.bulk import Stored, as_instant, as_json
from carehub.spreadsheet_import.cleaning.cleaned import Value
from carehub.spreadsheet_import.incoming import Person, StoredValues, people_coming_in
from carehub.spreadsheet_import.models import Import, ImportedValues, ImportStatus
from carehub.spreadsheet_import.service import find_live, find_open

PATIENT_COLUMNS = (
    "id", *center.STORED, "phone_owner", "phone_alt_owner", "extra", "home_site_id", "sort_name", "version",
    "created_at", "updated_at",
)  # fmt: skip
_BLANKS: Mapping[str, Stored] = {
    **dict.fromkeys(center.STORED, ""),
    "mrn": None, "birth_date": None, "risk": None, "sex": "unknown", "status": "active", "interpreter": False,
}  # fmt: skip
_AT_ONCE = 5_000


class PlanIsOld(CareHubError):
    """Patients were changed since the plan was made: it has to be made again."""

    def __init__(self, why: str = "Patients were changed since this import was checked.") -> None:
        super().__init__(f"{why} Check it again.")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A commit in the database's form: rows for ``patients``, ``patient_sites``, ``imported_values``.

    ``applied`` holds the id of an import row and of the patient it became, ``said`` what the source says of
    a patient; both without what ``marking`` writes later. ``version`` is the import's.
    """

    import_id: int
    version: int
    people: list[Person]
    new: list[Person]
    patients: list[tuple[Stored, ...]]
    sites: list[tuple[Stored, ...]]
    said: list[tuple[int, str]]
    applied: list[tuple[int, int]]


def prepare(
    session: Session, actor: Actor, import_id: int, take_numbers: Callable[[int], Sequence[int]]
) -> Prepared:
    """Only reads: others can save meanwhile. New patients have their numbers already."""
    kept = find_live(session, actor, import_id)
    refuse_old_plan(session, kept, kept.version)
    people = people_coming_in(session, import_id)
    if not people:
        find_open(session, actor, import_id)
    new = [person for person in people if person.is_new]
    for person, patient_id in zip(new, take_numbers(len(new)), strict=True):
        person.patient_id = patient_id
    site_ids = {site.name: site.id for site in session.exec(select(Site).where(col(Site.is_active)))}
    homes = _Homes(site_ids, kept.site_id or (next(iter(site_ids.values())) if len(site_ids) == 1 else None))
    moment = as_instant(session, clock.now())
    patients, sites = [], []
    for person in new:
        values = person.together()
        person.coordinator = str(values.get("coordinator", ""))
        home = homes.of(values)
        patients.append(_as_patient(person, values, home, moment))
        sites.append((person.patient_id, home))
    is_late = marking.is_late(session)
    said = _said(session, [each for each in people if not (is_late and each.is_new and len(each.said) == 1)])
    applied = _applied([each for each in people if not (is_late and each.is_new)])
    return Prepared(import_id, kept.version, people, new, patients, sites, said, applied)


def refuse_old_plan(session: Session, kept: Import, version: int) -> None:
    """The plan was made on these patients, and nobody has decided anything else since.

    What is left of a committed import needs no stamp: each of its rows names the version it saw.
    """
    is_rest = kept.status is ImportStatus.COMMITTED
    if kept.version != version or not (is_rest or kept.status is ImportStatus.CHECKED):
        raise PlanIsOld("This import was changed since it was checked.")
    if not is_rest and center.stamp_of(session) != kept.stamp:
        raise PlanIsOld()


def sort_name_of(values: Mapping[str, Value | None]) -> str:
    return sort_name(str(values["last_name"]), str(values.get("first_name") or ""))


@dataclass(frozen=True, slots=True)
class _Homes:
    """Where new patients belong: the site that the row names, else that of the import, else the only one."""

    ids: Mapping[str, int | None]
    otherwise: int | None

    def of(self, values: StoredValues) -> int:
        found = self.ids.get(str(values.get("site", ""))) or self.otherwise
        if found is None:
            raise PlanIsOld("A site of this import is closed now.")
        return found


def _as_patient(person: Person, values: StoredValues, site_id: int, moment: str) -> tuple[Stored, ...]:
    own = [values.get(name, blank) for name, blank in _BLANKS.items()]
    name = sort_name_of(values)
    return (person.patient_id, *own, "", "", as_json(person.extra), site_id, name, 1, moment, moment)


def _said(session: Session, people: list[Person]) -> list[tuple[int, str]]:
    """What the source says of each patient, over what it said before; only where that differs."""
    before: dict[int, str] = {}
    known = [person.patient_id for person in people if not person.is_new and person.patient_id]
    for start in range(0, len(known), _AT_ONCE):
        part = known[start : start + _AT_ONCE]
        as_text = select(ImportedValues.patient_id, cast(col(ImportedValues.values), Text))
        found = session.execute(as_text.where(col(ImportedValues.patient_id).in_(part)))
        before |= {patient_id: values for patient_id, values in found if patient_id}
    return list(_differing(people, before))


def _differing(people: list[Person], before: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    for person in people:
        if not person.patient_id:
            continue
        old = before.get(person.patient_id)
        if old is None and len(person.said) == 1:
            yield person.patient_id, person.said[0]
        elif person.said != [old]:
            was: StoredValues = from_json(old) if old else {}
            now = {**was, **person.together()}
            if now != was:
                yield person.patient_id, as_json(now)


def _applied(people: list[Person]) -> list[tuple[int, int]]:
    """Of patients who stay as they are all rows know their patient already."""
    return [
        (row_id, person.patient_id)
        for person in people
        if person.patient_id and (person.is_new or person.changes or person.extra or len(person.rows) > 1)
        for row_id in person.rows
    ]
