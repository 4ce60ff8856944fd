"""What an import has to know of the center: its sites, its coordinators, and everyone in it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any
from typing import cast as typed_as

from pydantic_core import from_json
from sqlalchemy import String, Text, cast, func, type_coerce
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from carehub.accounts import roster
from carehub.accounts.models import Center, Site, User, UserSite
from carehub.caseloads.coordinators import keepers
from carehub.caseloads.models import Assignment
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.columns import Word
from carehub.patients.access import at_sites_of
from carehub.patients.models import FormerMrn, Patient
from carehub.referrals.reading import shown_stages, shown_types
from carehub.spreadsheet_import.cleaning.cleaned import ColumnFacts, Value
from carehub.spreadsheet_import.cleaning.rows import Values, values_of
from carehub.spreadsheet_import.cleaning.text import folded
from carehub.spreadsheet_import.columns import FIELDS
from carehub.spreadsheet_import.matching import Known, People
from carehub.spreadsheet_import.models import ImportedValues, ImportRow
from carehub.spreadsheet_import.orders import Placing
from carehub.spreadsheet_import.referral_list.words import stages_by_word, types_by_word

# Fields that stand in the patient's own row under their own name.
STORED = tuple(name for name in FIELDS if name not in {"site", "coordinator"})
_OF_ONE = frozenset({"mrn", "phone", "phone_alt", "email", "address", "insurance_id", "notes", "interpreter"})
_AT_ONCE = 5_000
# One for all who have nothing; nobody changes an ``extra`` in place.
_NOTHING_BESIDE: dict[str, str] = {}


def facts_of(session: Session, actor: Actor) -> ColumnFacts:
    """What cells may refer to. Only sites where the person works: others are not theirs to fill."""
    sites = [site for site in roster.active_sites(session) if site.id and actor.works_at(site.id)]
    return ColumnFacts(
        today=today(session),
        sites={folded(site.name): site.name for site in sites},
        coordinators=_coordinators(session),
        types=types_by_word(kind.name for kind in shown_types(session)),
        stages=stages_by_word((stage.name, stage.status) for stage in shown_stages(session)),
    )


def today(session: Session) -> date:
    return clock.today(session.get_one(Center, 1).time_zone)


def stamp_of(session: Session) -> str:
    """Differs as soon as any patient was added, changed or removed."""
    counted = select(func.count(), func.max(col(Patient.id)), func.sum(col(Patient.version))).select_from(
        Patient
    )
    return ":".join(str(number or 0) for number in session.exec(counted).one())


def people_of(session: Session, actor: Actor) -> People:
    """Everyone in the center, findable; those whom the actor may not see are marked."""
    former = _former_mrns(session)
    people = People()
    for known in known_patients(session, actor):
        assert known.patient_id is not None
        people.add(known, former_mrns=former.get(known.patient_id, ()))
    return people


def recall_rows(session: Session, people: People, fingerprints: Sequence[str]) -> None:
    """Let those be known for whom a row with one of these fingerprints was imported before."""
    wanted = sorted(set(filter(None, fingerprints))) if people.is_anybody_here else []
    for start in range(0, len(wanted), _AT_ONCE):
        rows = select(ImportRow.patient_id, ImportRow.fingerprint).where(
            col(ImportRow.fingerprint).in_(wanted[start : start + _AT_ONCE]),
            col(ImportRow.is_applied),
            col(ImportRow.patient_id).is_not(None),
        )
        for patient_id, fingerprint in session.connection().execute(rows):
            people.recall(patient_id, fingerprint)


def known_patients(
    session: Session, actor: Actor, among: Collection[int] | None = None, *, in_order_of_names: bool = False
) -> Iterator[Known]:
    """Every patient of the center, or those ``among``, with the import fields that are filled."""
    site_names = {site.id: site.name for site in session.exec(select(Site))}
    visible = None if actor.all_sites else set(session.exec(select(Patient.id).where(at_sites_of(actor))))
    coordinators = _current_coordinators(session)
    said = _SaidLast(session)
    kept: dict[Value, Value] = {}
    for *stored, extra, site_id, version, number in _stored_patients(session, among, in_order_of_names):
        patient_id = typed_as(int, number)
        if among is not None and patient_id not in among:
            continue
        # Many people live in one city: its name is kept once.
        values: Values = {
            name: value if name in _OF_ONE else kept.setdefault(value, value)
            for name, value in zip(STORED, stored, strict=True)
            if value or value is False
        }
        values["site"] = site_names[site_id]
        if patient_id in coordinators:
            values["coordinator"] = coordinators[patient_id]
        yield Known(
            values,
            patient_id,
            version,
            is_visible=visible is None or patient_id in visible,
            extra=_NOTHING_BESIDE if extra == "{}" else from_json(extra),
            imported=said,
        )


def _stored_patients(
    session: Session, among: Collection[int] | None, in_order_of_names: bool
) -> Iterable[Sequence[Any]]:
    """As they stand in the database: words as text, ``extra`` as JSON; then site, version and id."""
    columns = [_as_text(getattr(Patient, name)) for name in STORED]
    rest = (cast(col(Patient.extra), Text), col(Patient.home_site_id), col(Patient.version), col(Patient.id))
    stands = col(Patient.merged_into_id).is_(None)
    # As they lie on the disk: in the order of names each would be looked for in another place.
    order = (col(Patient.sort_name), col(Patient.id)) if in_order_of_names else (col(Patient.id),)
    wanted = sa_select(*columns, *rest).where(stands).order_by(*order)
    if among is not None and len(among) <= _AT_ONCE:
        wanted = wanted.where(col(Patient.id).in_(among))
    return session.connection().execute(wanted.execution_options(yield_per=_AT_ONCE))


def _as_text(column: Any) -> Any:
    return type_coerce(column, String) if isinstance(column.type, Word) else column


def placing_of(session: Session, actor: Actor, site_id: int | None) -> Placing:
    """Where new patients belong whose row names no site, and whom each coordinator reaches."""
    sites = {site.id: site.name for site in session.exec(select(Site).where(col(Site.is_active)))}
    chosen_site = sites.get(site_id, "") if site_id else ""
    if not chosen_site and len(sites) == 1:
        chosen_site = next(iter(sites.values()))
    works_at = {user.id: user.user_name for user in keepers(session) if not user.all_sites}
    reach: dict[str, set[str]] = {user_name: set() for user_name in works_at.values()}
    for user_id, at in session.exec(select(UserSite.user_id, UserSite.site_id)):
        if user_id in works_at and at in sites:
            reach[works_at[user_id]].add(sites[at])
    return Placing(chosen_site, {name: frozenset(at) for name, at in reach.items()})


def present_mrns(session: Session) -> dict[str, str]:
    """By the MRN of a record that was merged into another, the one that the survivor has."""
    now = select(FormerMrn.mrn, Patient.mrn).join(Patient, col(Patient.id) == FormerMrn.patient_id)
    return {former: mrn for former, mrn in session.exec(now) if mrn}


def user_name_of(session: Session, actor: Actor) -> str:
    return session.get_one(User, actor.user_id).user_name


def _coordinators(session: Session) -> dict[str, str]:
    names: dict[str, str] = {}
    for user in keepers(session):
        *given, family = user.name.split()
        names |= {folded(user.name): user.user_name, folded(" ".join([family, *given])): user.user_name}
    # A user name is unique, a name need not be: it goes last and wins.
    return names | {folded(user.user_name): user.user_name for user in keepers(session)}


def _current_coordinators(session: Session) -> dict[int, str]:
    """Patient -> user name of who is responsible now."""
    kept = (
        select(Assignment.patient_id, User.user_name)
        .join(User, col(User.id) == Assignment.coordinator_id)
        .where(col(Assignment.until).is_(None))
    )
    return dict(session.exec(kept).all())


def _former_mrns(session: Session) -> dict[int, list[str]]:
    """Patient -> the MRNs of records that were merged into this one."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for former in session.exec(select(FormerMrn)):
        found[former.patient_id].append(former.mrn)
    return found


class _SaidLast:
    """What the last import brought for each patient, read once when somebody asks."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __call__(self, patient_id: int) -> Values:
        stored = self._by_patient.get(patient_id)
        return values_of(stored) if stored else {}

    @cached_property
    def _by_patient(self) -> dict[int, str]:
        as_text = sa_select(col(ImportedValues.patient_id), cast(col(ImportedValues.values), Text))
        return {patient_id: values for patient_id, values in self._session.execute(as_text)}


def to_json(values: Values) -> dict[str, str | bool]:
    """Values as they are stored and printed: dates as YYYY-MM-DD."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
