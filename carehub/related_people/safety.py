"""Safe contact: how a patient may be reached, kept in one place and asked for by every page with a phone."""

from collections.abc import Collection

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Conflict
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.related_people.draft import SafeDraft, refuse_contradiction
from carehub.related_people.models import SafeContact
from carehub.related_people.rules import SafeRules, safe_rules

_CHANGED = "Someone else changed these rules first. Nothing of yours was saved; look again."


def safe_contact(session: Session, actor: Actor, patient_id: int) -> SafeContact | None:
    """The rules of one patient as they are edited; None where there are none."""
    patients.find(session, actor, patient_id)
    return session.get(SafeContact, patient_id)


def safe_rules_for(session: Session, actor: Actor, patient_ids: Collection[int]) -> dict[int, SafeRules]:
    """What to heed with each of these patients, by id; who has no rule, or is not visible, is left out."""
    require(actor, Permission.PATIENTS_SEE)
    theirs = (
        select(SafeContact)
        .join(Patient, col(Patient.id) == SafeContact.patient_id)
        .where(col(SafeContact.patient_id).in_(sorted(patient_ids)), patients.at_sites_of(actor))
    )
    told = {contact.patient_id: safe_rules(contact) for contact in session.exec(theirs)}
    return {patient_id: rules for patient_id, rules in told.items() if rules["rules"]}


def set_safe_contact(
    session: Session, actor: Actor, patient_id: int, version: int, draft: SafeDraft
) -> SafeContact:
    """Replace the rules of a patient; ``version`` is 0 while there are none yet."""
    require(actor, Permission.PATIENTS_EDIT)
    patients.find(session, actor, patient_id)
    refuse_contradiction(draft)
    values: dict[str, object] = {**draft.model_dump(), "codes": sorted(draft.codes)}
    before = session.get(SafeContact, patient_id)
    changed = [name for name, value in values.items() if (getattr(before, name) if before else None) != value]
    stamp = {"updated_at": clock.now(), "updated_by_id": actor.user_id}
    if before is None and version == 0:
        _insert(session, SafeContact.model_validate({"patient_id": patient_id, **values, **stamp}))
    else:
        _update(session, patient_id, version, {**values, **stamp})
    journal.record(
        session, actor, "related_people.safe_contact",
        patient_id=patient_id, subject=f"patient:{patient_id}", fields=changed,
    )  # fmt: skip
    changes.announce(session, changes.Topic.PATIENTS, patient_id)
    return session.get_one(SafeContact, patient_id, populate_existing=True)


def _insert(session: Session, contact: SafeContact) -> None:
    session.add(contact)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(_CHANGED) from None


def _update(session: Session, patient_id: int, version: int, values: dict[str, object]) -> None:
    mine = (col(SafeContact.patient_id) == patient_id, col(SafeContact.version) == version)
    updated = session.exec(update(SafeContact).where(*mine).values(**values, version=version + 1))
    if updated.rowcount != 1:
        raise Conflict(_CHANGED)
