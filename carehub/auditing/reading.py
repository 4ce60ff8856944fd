"""Reading the journal: who saw a patient, what a person did. Only those who may, only what they may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from carehub.accounts import service as accounts
from carehub.accounts.models import User
from carehub.auditing.by_patient import about
from carehub.auditing.hiding import shown_to
from carehub.auditing.kinds import JournalKind, of_kind
from carehub.auditing.wording import changed, sentence, untold
from carehub.core import journal, reads
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import NotFound
from carehub.core.journal import JournalEntry
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.patients.names import listed_name

PAGE = 50
_HOST = "The computer itself"


@dataclass(frozen=True, slots=True)
class JournalView:
    """What is asked of the journal: of one patient, by one person, or all; ``until`` is the last day."""

    patient_id: int | None = None
    person_id: int | None = None
    kind: JournalKind | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry in words; ``patient`` is empty where there is none that the reader may see."""

    seq: int
    at: datetime
    who: str
    what: str
    fields: str
    reason: str
    patient_id: int | None
    patient: str
    address: str
    is_refused: bool


@dataclass(frozen=True, slots=True)
class DeedPage:
    """Some entries, the newest first; ``next`` is the entry behind which the older ones begin."""

    deeds: list[Deed]
    next: int | None


def page(
    session: Session, actor: Actor, view: JournalView, behind: int | None = None, size: int = PAGE
) -> DeedPage:
    """The entries of the view before the entry ``behind``, and where the next page begins."""
    require(actor, Permission.AUDIT_READ)
    if view.patient_id is not None:
        patients.find(session, actor, view.patient_id)
    wanted = select(JournalEntry).where(*_fitting(session, view), shown_to(actor))
    if behind is not None:
        wanted = wanted.where(col(JournalEntry.seq) < behind)
    found = list(session.exec(wanted.order_by(col(JournalEntry.seq).desc()).limit(size + 1)))
    shown = found[:size]
    # That a patient stood on the board, or on the sheet of a day, would tell of a referral that the reader
    # may not know of, and by the time one list would be told from another: so none says which it was.
    hides_where = not actor.may(Permission.SENSITIVE_SEE)
    deeds = _in_words(session, actor, shown, hides_where=hides_where)
    return DeedPage(deeds, shown[-1].seq if len(found) > size else None)


def looks_at(session: Session, actor: Actor, patient_id: int, size: int = PAGE) -> list[Deed]:
    """Who looked at this patient lately, the newest first; for those who may read the journal."""
    return page(session, actor, JournalView(patient_id, kind=JournalKind.LOOK), size=size).deeds


def record_reading(session: Session, actor: Actor, view: JournalView) -> None:
    """That somebody read the journal stands in it too, once in a quarter of an hour."""
    require(actor, Permission.AUDIT_READ)
    subject = f"user:{view.person_id}" if view.person_id else "journal"
    if not reads.is_done_lately(session, actor, "journal.read", subject, view.patient_id):
        journal.record(session, actor, "journal.read", patient_id=view.patient_id, subject=subject)


def everyone(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Whose deeds can be asked for: all who sign in or did, by name."""
    require(actor, Permission.AUDIT_READ)
    rows = session.exec(select(User.id, User.name).order_by(col(User.name)))
    return [(user_id, name) for user_id, name in rows if user_id is not None]


def person_named(session: Session, actor: Actor, person_id: int) -> str:
    """The name of somebody who signs in or did."""
    require(actor, Permission.AUDIT_READ)
    person = session.get(User, person_id)
    if person is None:
        raise NotFound("Nobody with this number signs in here. Choose a person from the list.")
    return person.name


def on_days(session: Session, since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """The conditions that an entry is of these days of the center, both included."""
    zone = ZoneInfo(accounts.center(session).time_zone)
    conditions: list[ColumnElement[bool]] = []
    if since is not None:
        conditions.append(col(JournalEntry.at) >= _midnight(since, zone))
    if until is not None:
        conditions.append(col(JournalEntry.at) < _midnight(until + timedelta(days=1), zone))
    return conditions


def _fitting(session: Session, view: JournalView) -> list[ColumnElement[bool]]:
    fits: list[ColumnElement[bool]] = []
    if view.patient_id is not None:
        fits.append(about(session, view.patient_id))
    if view.person_id is not None:
        fits.append(col(JournalEntry.actor_id) == view.person_id)
    if view.kind is not None:
        fits.append(of_kind(view.kind))
    return [*fits, *on_days(session, view.since, view.until)]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _in_words(
    session: Session, actor: Actor, entries: Collection[JournalEntry], *, hides_where: bool
) -> list[Deed]:
    names = _names(session, {each.actor_id for each in entries})
    known = _patients(session, actor, {each.patient_id for each in entries})
    return [_deed(each, names, known, hides_where=hides_where) for each in entries]


def _deed(entry: JournalEntry, names: dict[int, str], known: dict[int, str], *, hides_where: bool) -> Deed:
    assert entry.seq is not None
    patient = known.get(entry.patient_id or 0, "")
    hidden = untold(entry.action) if hides_where else ""
    return Deed(
        seq=entry.seq,
        at=entry.at,
        who=names.get(entry.actor_id or 0, _HOST),
        what=hidden or sentence(entry),
        fields=changed(entry),
        # Words about a patient are no more to be seen than the patient.
        reason=entry.reason if not hidden and (patient or entry.patient_id is None) else "",
        patient_id=entry.patient_id if patient else None,
        patient=patient,
        address=entry.address,
        is_refused=entry.outcome != "done",
    )


def _names(session: Session, ids: Collection[int | None]) -> dict[int, str]:
    rows = session.exec(select(User.id, User.name).where(col(User.id).in_(ids)))
    return {user_id: name for user_id, name in rows if user_id is not None}


def _patients(session: Session, actor: Actor, ids: Collection[int | None]) -> dict[int, str]:
    seen = session.exec(patients.visible_to(actor).where(col(Patient.id).in_(ids)))
    return {each.id: listed_name(each.last_name, each.first_name) for each in seen if each.id is not None}
