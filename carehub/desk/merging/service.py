"""Two records of one person become one, with everything that belongs to either; and two again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from carehub.accounts.models import User
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.database import versioned_update
from carehub.core.errors import Conflict, Invalid, NotFound
from carehub.desk.merging.following import (
    Followed,
    added_since,
    counts,
    follow,
    go_back,
    refuse_two_open,
)
from carehub.desk.merging.keeping import as_json, as_stored
from carehub.desk.merging.models import NotTheSame, PatientMerge
from carehub.desk.merging.safety import combine_safe_contacts
from carehub.patients import service as patients
from carehub.patients.models import FormerMrn, Patient
from carehub.patients.names import folded, sort_name
from carehub.patients.record import LABELS

# Both are kept whatever is chosen: notes one below the other, imported columns side by side.
TOGETHER = frozenset({"notes"})
CHOSEN = tuple(name for name in LABELS if name not in TOGETHER)
_TOPICS = (Topic.CASELOADS, Topic.REFERRALS, Topic.APPOINTMENTS, Topic.FOLLOW_UPS)
_FIRST = "{} changed one of these records first. Look again before you merge."


@dataclass(frozen=True)
class Side:
    """A record as it was looked at."""

    patient_id: int
    version: int


@dataclass(frozen=True)
class Merged:
    """A merge with the names of who did it and whom it was about."""

    row: PatientMerge
    patient: Patient
    by: str


def merge(session: Session, actor: Actor, survivor: Side, other: Side, take: Collection[str] = ()) -> int:
    """Make ``other`` part of ``survivor``; the fields in ``take`` are taken from it. Returns the merge's id.

    Every row that names the other record follows; the other stays as a pointer, so that old links and its
    MRN arrive at the survivor.
    """
    require(actor, Permission.PATIENTS_MERGE)
    kept, gone = _both(session, actor, survivor, other)
    if not set(take) <= set(CHOSEN):
        raise Invalid("Choose each field from one of the two records.")
    refuse_two_open(session, (survivor.patient_id, other.patient_id))
    had, values = counts(session, survivor.patient_id), _values(kept, gone, take)
    before = {name: getattr(kept, name) for name in values}
    mrn = gone.mrn
    mrns = {each for each in (kept.mrn, gone.mrn) if each} - {values.get("mrn", kept.mrn)}
    done = Followed()
    combine_safe_contacts(session, done, survivor.patient_id, other.patient_id)
    follow(session, done, other.patient_id, survivor.patient_id)
    _become_pointer(session, other, survivor.patient_id)
    _become_whole(session, survivor, values)
    session.add_all(FormerMrn(mrn=each, patient_id=survivor.patient_id) for each in sorted(mrns))
    made = PatientMerge(
        survivor_id=survivor.patient_id,
        merged_id=other.patient_id,
        at=clock.now(),
        by_id=actor.user_id,
        moved=done.moved,
        removed=done.removed,
        changed=done.changed,
        fields={name: [as_json(before[name]), as_json(value)] for name, value in values.items()},
        had=had,
        mrn=mrn,
    )
    session.add(made)
    session.flush()
    _write_down(session, actor, "patients.merge", made)
    return made.id or 0


def take_back(session: Session, actor: Actor, merge_id: int) -> str:
    """Two records again; what came to the survivor since stays with it and is named."""
    require(actor, Permission.PATIENTS_MERGE)
    made = find(session, actor, merge_id)
    _refuse_over(session, made)
    done = Followed(made.moved, made.removed, made.changed)
    session.execute(delete(FormerMrn).where(col(FormerMrn.mrn).in_(_mrns_of(made))))
    stays = added_since(session, done, made.survivor_id, made.had)
    changed = _fields_back(session, made)
    gone = session.get_one(Patient, made.merged_id)
    back = {"merged_into_id": None, "mrn": made.mrn, "updated_at": clock.now()}
    if not versioned_update(session, Patient, made.merged_id, gone.version, **back):
        raise Conflict(_FIRST.format("Somebody"))
    go_back(session, done, made.merged_id, made.survivor_id)
    before = select(PatientMerge.merged_id).where(
        PatientMerge.survivor_id == made.merged_id, col(PatientMerge.taken_back_at).is_(None)
    )
    _point(session, col(Patient.id).in_(before), made.merged_id)
    session.expire_all()
    _write_down(session, actor, "patients.unmerge", made)
    return " ".join(filter(None, ["Two records again.", _named(stays), _kept_fields(changed)]))


def say_not_the_same(session: Session, actor: Actor, patient_id: int, other_id: int) -> None:
    """Remember that these are two people: they are not suggested again."""
    require(actor, Permission.PATIENTS_MERGE)
    first, second = sorted((patient_id, other_id))
    for each in (first, second):
        patients.find(session, actor, each)
    if first == second:
        raise Invalid("Choose two records.")
    session.merge(NotTheSame(patient_id=first, other_id=second, at=clock.now(), by_id=actor.user_id))
    session.flush()
    journal.record(session, actor, "patients.not_the_same", patient_id=first, subject=f"patient:{second}")
    announce(session, Topic.PATIENTS, first, second)


def find(session: Session, actor: Actor, merge_id: int) -> PatientMerge:
    """A merge whose survivor this person may see."""
    require(actor, Permission.PATIENTS_MERGE)
    made = session.get(PatientMerge, merge_id)
    if made is None:
        raise NotFound("This merge is not in your list.")
    if patients.survivor_of(session, actor, made.survivor_id) is None:
        patients.find(session, actor, made.survivor_id)
    return made


def merges(session: Session, actor: Actor) -> list[Merged]:
    """The latest merges that stand, the newest first."""
    require(actor, Permission.PATIENTS_MERGE)
    standing = (
        patients.visible_to(actor)
        .join(PatientMerge, col(PatientMerge.survivor_id) == Patient.id)
        .join(User, col(User.id) == PatientMerge.by_id)
        .where(col(PatientMerge.taken_back_at).is_(None))
        .order_by(col(PatientMerge.id).desc())
        .limit(50)
        .add_columns(PatientMerge, col(User.name))
    )
    return [Merged(made, patient, by) for patient, made, by in session.execute(standing)]


def _both(session: Session, actor: Actor, survivor: Side, other: Side) -> tuple[Patient, Patient]:
    if survivor.patient_id == other.patient_id:
        raise Invalid("Choose two records.")
    kept, gone = (patients.find(session, actor, each.patient_id) for each in (survivor, other))
    if (kept.version, gone.version) != (survivor.version, other.version):
        raise Conflict(_FIRST.format("Somebody"))
    return kept, gone


def _values(kept: Patient, gone: Patient, take: Collection[str]) -> dict[str, object]:
    """What the survivor's record holds from now on, where that is something else."""
    wanted: dict[str, object] = {name: getattr(gone, name) for name in take}
    name = str(wanted.get("last_name", kept.last_name)), str(wanted.get("first_name", kept.first_name))
    wanted["sort_name"] = sort_name(*name)
    if gone.notes and gone.notes not in kept.notes:
        wanted["notes"] = "\n\n".join(filter(None, [kept.notes, gone.notes]))
    wanted["extra"] = {**_set_apart(gone.extra, kept.extra), **kept.extra}
    wanted["also_found_as"] = _other_words(kept, gone, wanted)
    return {name: value for name, value in wanted.items() if value != getattr(kept, name)}


def _set_apart(theirs: Mapping[str, str], ours: Mapping[str, str]) -> dict[str, str]:
    clash = {name for name in theirs if name in ours and theirs[name] != ours[name]}
    return {f"{name} (merged record)" if name in clash else name: value for name, value in theirs.items()}


def _other_words(kept: Patient, gone: Patient, wanted: Mapping[str, object]) -> str:
    """Names and MRNs of either that the record does not hold itself."""
    names = ("last_name", "first_name", "mrn")
    held = {folded(str(wanted.get(name, getattr(kept, name)) or "")) for name in names}
    words = [kept.also_found_as, gone.also_found_as]
    words += [str(getattr(each, name) or "") for each in (kept, gone) for name in names]
    other = (folded(word) for word in words if word)
    return " ".join(dict.fromkeys(word for word in other if word not in held))


def _become_pointer(session: Session, other: Side, survivor_id: int) -> None:
    _point(session, col(Patient.merged_into_id) == other.patient_id, survivor_id)
    values = {"merged_into_id": survivor_id, "mrn": None, "updated_at": clock.now()}
    if not versioned_update(session, Patient, other.patient_id, other.version, **values):
        raise Conflict(_FIRST.format("Somebody"))


def _become_whole(session: Session, survivor: Side, values: Mapping[str, object]) -> None:
    if not versioned_update(
        session, Patient, survivor.patient_id, survivor.version, **values, updated_at=clock.now()
    ):
        raise Conflict(_FIRST.format("Somebody"))


def _point(session: Session, which: ColumnElement[bool], to: int) -> None:
    """Records that pointed to one record point to another: a link arrives in one step."""
    session.execute(update(Patient).where(which).values(merged_into_id=to))


def _refuse_over(session: Session, made: PatientMerge) -> None:
    gone = session.get_one(Patient, made.merged_id)
    if made.taken_back_at is not None or gone.merged_into_id is None:
        raise Conflict("These are two records already.")
    if gone.merged_into_id != made.survivor_id:
        raise Conflict("The survivor was itself merged since. Take that back first.")
    if not versioned_update(session, PatientMerge, made.id or 0, made.version, taken_back_at=clock.now()):
        raise Conflict("Somebody is just taking this back.")


def _fields_back(session: Session, made: PatientMerge) -> list[str]:
    """Each field that still holds what the merge wrote goes back; returns those that do not."""
    kept = session.get_one(Patient, made.survivor_id)
    now = {name: as_json(getattr(kept, name)) for name in made.fields}
    back = {name: before for name, (before, after) in made.fields.items() if now[name] == after}
    if made.mrn and kept.mrn == made.mrn:
        # It came to the survivor, by the merge or since, and goes back to the record that it is of.
        back["mrn"] = made.fields.get("mrn", [None])[0]
    values = {**as_stored("patients", back), "updated_at": clock.now()}
    if not versioned_update(session, Patient, made.survivor_id, kept.version, **values):
        raise Conflict(_FIRST.format("Somebody"))
    return [name for name in made.fields if name not in back]


def _mrns_of(made: PatientMerge) -> set[str]:
    return {mrn for mrn in (made.mrn, *made.fields.get("mrn", [])) if mrn}


def _named(stays: Mapping[str, int]) -> str:
    told = [f"{number} {table.replace('_', ' ')}" for table, number in stays.items()]
    return f"Added since, and kept with the survivor: {', '.join(told)}." if told else ""


def _kept_fields(names: Collection[str]) -> str:
    told = [LABELS[name].lower() for name in names if name in LABELS]
    return f"Changed since, and kept: {', '.join(told)}." if told else ""


def _write_down(session: Session, actor: Actor, action: str, made: PatientMerge) -> None:
    fields = [name for name in made.fields if name in LABELS]
    for patient_id, other_id in ((made.survivor_id, made.merged_id), (made.merged_id, made.survivor_id)):
        subject = f"patient:{other_id}"
        journal.record(session, actor, action, patient_id=patient_id, subject=subject, fields=fields)
    announce(session, Topic.PATIENTS, made.survivor_id, made.merged_id)
    for topic in _TOPICS:
        announce(session, topic)
