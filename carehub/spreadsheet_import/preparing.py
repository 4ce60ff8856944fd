"""Everything about a commit that can be made before the database is locked."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import NamedTuple
from typing import cast as typed_as

from pydantic_core import from_json
from sqlalchemy import Text, cast
from sqlmodel import Session, col, select

from carehub.accounts.models import Site
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import CareHubError
from carehub.patients import indexing
from carehub.patients.names import sort_name
from carehub.spreadsheet_import import center, marking
from carehub.spreadsheet_import.bulk import Stored, as_instant
from carehub.spreadsheet_import.cleaning.cleaned import Value
from carehub.spreadsheet_import.incoming import (
    Gathering,
    IncomingRow,
    Person,
    how_many_come_in,
    rows_coming_in,
)
from carehub.spreadsheet_import.json_text import as_json
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
_own = itemgetter(*_BLANKS)
PatientRow = tuple[Stored, ...]
# So many rows are read, and made ready to come in, while those before them are written.
AT_ONCE = 10_000
_ASKED_AT_ONCE = 5_000


class PlanIsOld(CareHubError):
    """Patients were changed since the plan was made: it has to be made again."""

    def __init__(self, why: str = "Patients were changed since this import was checked.") -> None:
        super().__init__(f"{why} Check it again.")


class Arriving(NamedTuple):
    """Patients who come in, as rows for ``patients``; ``again`` are some of before, of whom more is said."""

    fresh: list[PatientRow]
    again: list[PatientRow]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A commit in the database's form: rows for ``patients``, ``imported_values``.

    ``patients`` is empty where they wait in the database already (``arriving``): then ``is_ahead``, and
    ``again`` are those of them whose words were kept before a later row said more. ``applied`` holds the
    number of an import row and the patient it became, ``said`` what the source says of a patient; both
    without what ``marking`` writes later. ``version`` is the import's.
    """

    import_id: int
    version: int
    people: list[Person]
    new: list[Person]
    patients: list[PatientRow]
    said: list[tuple[int, str]]
    applied: list[tuple[int, int]]
    is_ahead: bool
    again: Collection[int]


class Preparation:
    """Makes a commit out of the planned rows, handed over in the order of the file, while others can save.

    ``take_numbers`` is asked once, as soon as somebody is new, for as many numbers as there can be new
    patients.
    """

    def __init__(
        self, session: Session, site_id: int | None, rows: int, take_numbers: Callable[[int], Sequence[int]]
    ) -> None:
        self._session = session
        self._homes = _homes(session, site_id)
        self._moment = as_instant(session, clock.now())
        self._rows, self._take_numbers = rows, take_numbers
        self._numbers: Iterator[int] | None = None
        self._gathering = Gathering()
        self._new: list[Person] = []
        self._patients: dict[int, PatientRow] = {}
        self._again: set[int] = set()
        self._said: dict[int, str] = {}
        self.is_ahead = waits_in_the_database(session, rows)

    def add(self, rows: Iterable[IncomingRow]) -> Arriving:
        """The patients whom these rows bring, or of whom they say more; each has a number already."""
        arriving = Arriving([], [])
        brought = self._gathering.add(rows)
        self._compare_with_before([person for person in brought if not person.is_new])
        for person in brought:
            if not person.is_new:
                continue
            if person.patient_id is None:
                person.patient_id = self._next_number()
                self._new.append(person)
                part = arriving.fresh
            else:
                self._again.add(person.patient_id)
                part = arriving.again
            part.append(self._as_patient(person))
            if not self.is_ahead:
                self._patients[person.patient_id] = part[-1]
        return arriving

    def ready(self, import_id: int, version: int) -> Prepared:
        """Nothing more comes; ``version`` is what the import has now."""
        people, is_late = self._gathering.people, marking.is_late(self._session)
        for person in self._new:
            # Of the others marking says it, later and out of their rows.
            if not is_late or len(person.said) > 1:
                self._said[person.patient_id or 0] = as_json(person.together())
        said = list(self._said.items())
        applied = _applied([each for each in people if not (is_late and each.is_new)])
        patients = list(self._patients.values())
        is_ahead = self.is_ahead and bool(self._new)
        return Prepared(import_id, version, people, self._new, patients, said, applied, is_ahead, self._again)

    def _compare_with_before(self, known: Sequence[Person]) -> None:
        """What the source says of them now is kept, what it says of somebody as before is let go."""
        ids = [person.patient_id for person in known if person.patient_id]
        before = _said_before(self._session, [each for each in ids if each not in self._said])
        for person in known:
            number = person.patient_id or 0
            now = _says_now(person, self._said.get(number, before.get(number)))
            if now is not None:
                self._said[number] = now
            person.said.clear()

    def _next_number(self) -> int:
        if self._numbers is None:
            self._numbers = iter(self._take_numbers(self._rows))
        return next(self._numbers)

    def _as_patient(self, person: Person) -> PatientRow:
        values = person.together()
        person.coordinator = str(values.get("coordinator", ""))
        own = _own({**_BLANKS, **values, "birth_date": _as_text(values.get("birth_date"))})
        home, name = self._homes.of(values), sort_name_of(values)
        extra = as_json(person.extra) if person.extra else "{}"
        return (person.patient_id, *own, "", "", extra, home, name, 1, self._moment, self._moment)


def waits_in_the_database(session: Session, rows: int) -> bool:
    """Whether the new patients of so many rows, and their words, are written before they come in."""
    return session.get_bind().dialect.name == "sqlite" and rows >= indexing.FEW


def prepare(
    session: Session,
    actor: Actor,
    import_id: int,
    take_numbers: Callable[[int], Sequence[int]],
    arrive: Callable[[Arriving], None],
    tell: Callable[[int, int], None],
) -> Prepared:
    """The commit of a kept plan; ``arrive`` is told of new patients as far as they wait in the database,
    ``tell`` how many rows of how many are ready."""
    kept = find_live(session, actor, import_id)
    refuse_old_plan(session, kept, kept.version)
    how_many = how_many_come_in(session, import_id)
    if not how_many:
        find_open(session, actor, import_id)
    preparation, done = Preparation(session, kept.site_id, how_many, take_numbers), 0
    for part in rows_coming_in(session, import_id, AT_ONCE):
        arriving = preparation.add(part)
        if preparation.is_ahead:
            arrive(arriving)
        done += len(part)
        tell(done, how_many)
    return preparation.ready(import_id, kept.version)


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

    def of(self, values: Mapping[str, Value]) -> int:
        found = self.ids.get(str(values.get("site", ""))) or self.otherwise
        if found is None:
            raise PlanIsOld("A site of this import is closed now.")
        return found


def _homes(session: Session, site_id: int | None) -> _Homes:
    ids = {site.name: site.id for site in session.exec(select(Site).where(col(Site.is_active)))}
    return _Homes(ids, site_id or (next(iter(ids.values())) if len(ids) == 1 else None))


def _as_text(birth: Value | None) -> Stored:
    return birth.isoformat() if isinstance(birth, date) else birth


def _said_before(session: Session, ids: Sequence[int]) -> dict[int, str]:
    before: dict[int, str] = {}
    for start in range(0, len(ids), _ASKED_AT_ONCE):
        part = ids[start : start + _ASKED_AT_ONCE]
        as_text = select(ImportedValues.patient_id, cast(col(ImportedValues.values), Text))
        found = session.connection().execute(as_text.where(col(ImportedValues.patient_id).in_(part)))
        before |= {patient_id: values for patient_id, values in found}
    return before


def _says_now(person: Person, old: str | None) -> str | None:
    """What the source says of a patient, over what it said before; None where that is the same."""
    if old is None and len(person.said) == 1:
        return typed_as(str, person.said[0])
    if person.said == [old]:
        return None
    was: Mapping[str, Value] = from_json(old) if old else {}
    now = {**was, **person.together()}
    return as_json(now) if now != was else None


def _applied(people: list[Person]) -> list[tuple[int, int]]:
    """Of patients who stay as they are all rows know their patient already."""
    return [
        (number, person.patient_id)
        for person in people
        if person.patient_id and (person.is_new or person.changes or person.extra or len(person.rows) > 1)
        for number in person.rows
    ]
