"""Opening the record of one patient in an emergency, and how far that reaches.

It widens what is read about that one patient and nothing else: lists, counts, files, feeds and imports never
see the actor that ``widened`` makes, and would show no other patient if they did.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from carehub.accounts.grants import SENSITIVE
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.errors import CareHubError, Invalid, NotFound
from carehub.emergency_access.models import EmergencyAccess, EmergencyReason
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.patients.names import folded

LASTS = timedelta(minutes=60)
OPENED, NOBODY_FITS = "patients.break_glass", "nobody fits"
_FEWEST, _MOST = 10, 500
_ENOUGH_KNOWN = "You see everything of this patient already. Open the patient's page."


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody must see the patient now: one of a few, and in own words."""

    code: EmergencyReason
    words: str


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody knows of a patient who is not in their list: family name, and date of birth or MRN."""

    last_name: str
    birth_date: date | None
    mrn: str


def open_known(session: Session, actor: Actor, known: Known, reason: Reason) -> EmergencyAccess | None:
    """Open the one patient of whom this is true; None where it is true of nobody or of several.

    A question in vain is on record as well: whoever asks around for names is seen.
    """
    require(actor, Permission.BREAK_GLASS)
    said = _checked(reason)
    found = _fitting(session, known)
    if len(found) != 1:
        journal.record(session, actor, OPENED, reason=_in_words(said), outcome=NOBODY_FITS)
        return None
    return _open(session, actor, found[0], said)


def open_patient(session: Session, actor: Actor, patient_id: int, reason: Reason) -> EmergencyAccess:
    """Open what is sensitive of a patient whom the person sees otherwise."""
    require(actor, Permission.BREAK_GLASS)
    patients.find(session, actor, patient_id)
    return _open(session, actor, patient_id, _checked(reason))


def standing(session: Session, actor: Actor, patient_id: int) -> EmergencyAccess | None:
    """The emergency access of this session to this patient, as long as it lasts."""
    if not actor.may(Permission.BREAK_GLASS):
        return None
    mine = select(EmergencyAccess).where(*_own(actor, patient_id), EmergencyAccess.ends_at > clock.now())
    return session.exec(mine.order_by(col(EmergencyAccess.id).desc()).limit(1)).first()


def widened(session: Session, actor: Actor, patient_id: int) -> Actor:
    """Who reads about this patient: in an emergency somebody who sees all of this one and nobody else."""
    if standing(session, actor, patient_id) is None:
        return actor
    return replace(actor, only_patient_id=patient_id, grants=actor.grants | SENSITIVE)


def end(session: Session, actor: Actor, patient_id: int) -> None:
    """The emergency is over, or its hour is: open pages of the patient hear of it."""
    require(actor, Permission.BREAK_GLASS)
    rows = session.exec(select(EmergencyAccess).where(*_own(actor, patient_id)).with_for_update()).all()
    if not rows:
        raise NotFound("There is no emergency access to this patient any more.")
    for row in rows:
        row.ended_at = min(clock.now(), row.ends_at)
    session.flush()
    subject = f"emergency_access:{rows[-1].id}"
    journal.record(session, actor, "patients.end_glass", patient_id=patient_id, subject=subject)
    announce(session, Topic.PATIENTS, patient_id)


def end_when_over(session: Session, actor: Actor, patient_id: int) -> None:
    """Once the hour is over, open pages of the patient hear of it as of any change."""
    open_ones = session.exec(select(EmergencyAccess).where(*_own(actor, patient_id))).all()
    if open_ones and standing(session, actor, patient_id) is None:
        end(session, actor, patient_id)


def _own(actor: Actor, patient_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        col(EmergencyAccess.patient_id) == patient_id,
        col(EmergencyAccess.user_id) == actor.user_id,
        col(EmergencyAccess.session_id).is_not_distinct_from(actor.session_id),
        col(EmergencyAccess.ended_at).is_(None),
    )


def _open(session: Session, actor: Actor, patient_id: int, reason: Reason) -> EmergencyAccess:
    if actor.may(Permission.SENSITIVE_SEE) and _is_theirs(session, actor, patient_id):
        raise Invalid(_ENOUGH_KNOWN)
    now = clock.now()
    access = EmergencyAccess(
        patient_id=patient_id,
        user_id=actor.user_id,
        session_id=actor.session_id,
        code=reason.code,
        words=reason.words,
        opened_at=now,
        ends_at=now + LASTS,
    )
    session.add(access)
    session.flush()
    subject, said = f"emergency_access:{access.id}", _in_words(reason)
    journal.record(session, actor, OPENED, patient_id=patient_id, subject=subject, reason=said)
    announce(session, Topic.EMERGENCIES, access.id or 0)
    return access


def _is_theirs(session: Session, actor: Actor, patient_id: int) -> bool:
    try:
        patients.find(session, actor, patient_id)
    except CareHubError:
        return False
    return True


def _fitting(session: Session, known: Known) -> list[int]:
    """Past what the person may see: that is the point. By exact facts only: nobody can look around."""
    facts: list[ColumnElement[bool]] = []
    if known.birth_date:
        facts.append(col(Patient.birth_date) == known.birth_date)
    if mrn := known.mrn.strip():
        facts.append(col(Patient.mrn) == mrn)
    name = folded(known.last_name)
    if not facts or not name:
        raise Invalid("Write the family name, and the date of birth or the MRN.")
    rows = session.exec(select(Patient).where(or_(*facts), col(Patient.merged_into_id).is_(None))).all()
    fits = [
        each
        for each in rows
        if folded(each.last_name) == name
        and known.birth_date in (None, each.birth_date)
        and mrn in ("", each.mrn)
    ]
    return [each.id for each in fits if each.id is not None]


def _checked(reason: Reason) -> Reason:
    words = reason.words.strip()
    if len(words) < _FEWEST:
        raise Invalid("Say in a few words what happens. A supervisor reads it afterwards.")
    if len(words) > _MOST:
        raise Invalid(f"Say it in at most {_MOST} characters.")
    return Reason(reason.code, words)


def _in_words(reason: Reason) -> str:
    return f"{reason.code.label}: {reason.words}"
