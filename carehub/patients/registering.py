"""Patients come in by hand and are corrected by hand."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from carehub.accounts.models import Center, Site, User
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.database import versioned_update
from carehub.core.errors import Conflict, NotAllowed
from carehub.core.journal import JournalEntry
from carehub.patients.access import find
from carehub.patients.duplicates import LikelyDuplicate, likely_duplicates
from carehub.patients.models import FormerMrn, Patient, PatientSite
from carehub.patients.names import sort_name
from carehub.patients.record import (
    LABELS,
    InvalidRecord,
    PatientDraft,
    editable_by,
    refuse_impossible_birth,
    refuse_unidentifiable,
)

ADDED = "patients.add"
EDITED = "patients.edit"
_BLANK = ("", None, False)
_IDENTITY = frozenset({"last_name", "first_name", "birth_date", "mrn"})


def add(session: Session, actor: Actor, draft: PatientDraft, *, is_another: bool = False) -> int:
    """A new patient; returns the id.

    LikelyDuplicate when someone in the center looks like the draft, unless the person has seen
    who and says that this ``is_another``.
    """
    require(actor, Permission.PATIENTS_EDIT)
    _refuse_fields_of_others(actor, draft.given | _IDENTITY)
    refuse_unidentifiable(draft)
    refuse_impossible_birth(draft, _today(session))
    _refuse_site(session, actor, draft.home_site_id)
    _refuse_duplicate(session, actor, draft, is_another=is_another)
    patient_id = _insert(session, draft)
    filled_in = [field for field in draft.given if getattr(draft, field) not in _BLANK]
    _write_down(session, actor, ADDED, patient_id, filled_in)
    return patient_id


def edit(session: Session, actor: Actor, patient_id: int, version: int, draft: PatientDraft) -> None:
    """Change the fields that the draft gives; Conflict names who changed the patient since ``version``."""
    require(actor, Permission.PATIENTS_EDIT)
    patient = find(session, actor, patient_id)
    changed = _differences(patient, draft)
    if not changed:
        return
    _refuse_fields_of_others(actor, changed)
    wanted = PatientDraft.model_construct(**{**patient.model_dump(include=set(LABELS)), **changed})
    _refuse_misfit(session, actor, patient_id, wanted, changed.keys())
    home_before = patient.home_site_id
    _update(session, patient_id, version, changed, wanted)
    _move_home(session, patient_id, home_before, wanted.home_site_id)
    _write_down(session, actor, EDITED, patient_id, changed)


def _refuse_fields_of_others(actor: Actor, fields: Iterable[str]) -> None:
    beyond = frozenset(fields) - editable_by(actor)
    if beyond:
        named = ", ".join(LABELS[field].lower() for field in LABELS if field in beyond)
        raise NotAllowed(f"Your role does not change this: {named}. Ask a coordinator.")


def _refuse_misfit(
    session: Session, actor: Actor, patient_id: int, wanted: PatientDraft, changed: Collection[str]
) -> None:
    if not _IDENTITY.isdisjoint(changed):
        refuse_unidentifiable(wanted)
    if "birth_date" in changed:
        refuse_impossible_birth(wanted, _today(session))
    if "home_site_id" in changed:
        _refuse_site(session, actor, wanted.home_site_id)
    if "mrn" in changed:
        _refuse_taken_mrn(session, actor, patient_id, wanted.mrn)


def _refuse_site(session: Session, actor: Actor, site_id: int) -> None:
    site = session.get(Site, site_id)
    if site is None or not site.is_active:
        raise InvalidRecord({"home_site_id": "Choose a site from the list."})
    if not actor.works_at(site_id):
        raise NotAllowed(f"You do not work at {site.name}. Ask a supervisor to place the patient there.")


def _refuse_duplicate(session: Session, actor: Actor, draft: PatientDraft, *, is_another: bool) -> None:
    found = LikelyDuplicate(likely_duplicates(session, actor, draft))
    if found.is_certain or (found.found and not is_another):
        raise found


def _refuse_taken_mrn(session: Session, actor: Actor, patient_id: int, mrn: str | None) -> None:
    taken = select(Patient.id).where(Patient.mrn == mrn, Patient.id != patient_id)
    formerly = select(FormerMrn.patient_id).where(
        FormerMrn.mrn == mrn, col(FormerMrn.patient_id) != patient_id
    )
    if mrn and (session.exec(taken).first() or session.exec(formerly).first()) is not None:
        raise LikelyDuplicate(likely_duplicates(session, actor, PatientDraft(mrn=mrn)))


def _insert(session: Session, draft: PatientDraft) -> int:
    moment = clock.now()
    patient = Patient(
        **draft.model_dump(),
        sort_name=sort_name(draft.last_name, draft.first_name),
        created_at=moment,
        updated_at=moment,
    )
    session.add(patient)
    with _one_patient_per_mrn():
        session.flush()
    assert patient.id is not None
    session.add(PatientSite(patient_id=patient.id, site_id=draft.home_site_id))
    session.flush()
    return patient.id


def _update(
    session: Session, patient_id: int, version: int, changed: Mapping[str, object], wanted: PatientDraft
) -> None:
    kept_by_us = {
        "sort_name": sort_name(wanted.last_name, wanted.first_name),
        "updated_at": clock.now(),
    }
    with _one_patient_per_mrn():
        done = versioned_update(session, Patient, patient_id, version, **changed, **kept_by_us)
    if not done:
        who = _last_editor(session, patient_id)
        raise Conflict(f"{who} changed this patient first. Nothing of yours was saved; look again.")


def _move_home(session: Session, patient_id: int, before: int, after: int) -> None:
    if before == after:
        return
    # The site that was home lets go; any other site that cares for the patient keeps doing so.
    left = (col(PatientSite.patient_id) == patient_id, col(PatientSite.site_id) == before)
    session.exec(delete(PatientSite).where(*left))
    session.merge(PatientSite(patient_id=patient_id, site_id=after))
    session.flush()


def _differences(patient: Patient, draft: PatientDraft) -> dict[str, object]:
    given = {field: getattr(draft, field) for field in draft.given}
    return {field: value for field, value in given.items() if value != getattr(patient, field)}


def _last_editor(session: Session, patient_id: int) -> str:
    by = (
        select(User.name)
        .join(JournalEntry, col(JournalEntry.actor_id) == User.id)
        .where(JournalEntry.patient_id == patient_id, JournalEntry.action == EDITED)
        .order_by(col(JournalEntry.seq).desc())
    )
    # An import changes many patients under one entry of its own.
    return session.exec(by).first() or "An import"


def _today(session: Session) -> date:
    return clock.today(session.get_one(Center, 1).time_zone)


@contextmanager
def _one_patient_per_mrn() -> Iterator[None]:
    # Two who add the same MRN in the same moment both find it free: the database decides.
    try:
        yield
    except IntegrityError:
        raise Conflict("Someone else has just used this MRN. Search for it before you add it.") from None


def _write_down(session: Session, actor: Actor, action: str, patient_id: int, fields: Iterable[str]) -> None:
    journal.record(
        session, actor, action, patient_id=patient_id, subject=f"patient:{patient_id}", fields=fields
    )
    announce(session, Topic.PATIENTS, patient_id)
