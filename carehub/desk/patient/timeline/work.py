"""What is done for a patient from day to day: referrals, calls, appointments, follow-ups, documents."""

from sqlmodel import col, select

from carehub.accounts.models import User
from carehub.contacts.models import ContactAttempt
from carehub.contacts.wording import ANSWER, HOW, WHOM
from carehub.core import clock
from carehub.core.actor import Permission
from carehub.desk.patient.along import with_its_referral
from carehub.desk.patient.timeline.kinds import Entry, Kind, Look
from carehub.documents.models import Document
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.models import FollowUp, FollowUpEvent
from carehub.follow_ups.wording import DEED
from carehub.referrals import service as referrals
from carehub.referrals.models import Referral, ReferralEvent, ReferralNote, ReferralType
from carehub.referrals.wording import deed
from carehub.shared_calendar import reading as calendar
from carehub.shared_calendar.models import Appointment


def referrals_told(look: Look) -> list[Entry]:
    told = (
        referrals.visible_to(look.actor)
        .join(ReferralEvent, col(ReferralEvent.referral_id) == Referral.id)
        .join(ReferralType, col(ReferralType.id) == Referral.type_id)
        .join(User, col(User.id) == ReferralEvent.actor_id)
        .where(col(Referral.patient_id) == look.patient_id)
        .with_only_columns(ReferralEvent, col(ReferralType.name), col(User.name))
    )
    rows = look.session.execute(look.cut(told, Kind.REFERRAL, col(ReferralEvent.at), col(ReferralEvent.id)))
    return [
        Entry(
            at=event.at,
            kind=Kind.REFERRAL,
            row_id=event.id,
            what=f"{kind}: {deed(event).replace('this referral', 'it')}",
            who=who,
            note=event.reason,
            href=f"/board?referral={event.referral_id}",
        )
        for event, kind, who in rows
    ]


def notes_told(look: Look) -> list[Entry]:
    if not look.actor.may(Permission.NOTES_SEE):
        return []
    told = (
        referrals.visible_to(look.actor)
        .join(ReferralNote, col(ReferralNote.referral_id) == Referral.id)
        .join(ReferralType, col(ReferralType.id) == Referral.type_id)
        .join(User, col(User.id) == ReferralNote.by_id)
        .where(col(Referral.patient_id) == look.patient_id)
        .with_only_columns(ReferralNote, col(ReferralType.name), col(User.name))
    )
    rows = look.session.execute(look.cut(told, Kind.NOTE, col(ReferralNote.at), col(ReferralNote.id)))
    return [
        Entry(
            note.at,
            Kind.NOTE,
            note.id,
            f"{kind}: note",
            who,
            note.text,
            f"/board?referral={note.referral_id}",
        )
        for note, kind, who in rows
    ]


def contacts_told(look: Look) -> list[Entry]:
    if not look.actor.may(Permission.NOTES_SEE):
        return []
    told = (
        select(ContactAttempt, User.name)
        .join(User, col(User.id) == ContactAttempt.by_id)
        .where(
            ContactAttempt.patient_id == look.patient_id,
            with_its_referral(look.actor, look.patient_id, ContactAttempt.referral_id),
        )
    )
    rows = look.session.execute(look.cut(told, Kind.CONTACT, col(ContactAttempt.at), col(ContactAttempt.id)))
    return [
        Entry(
            at=tried.at,
            kind=Kind.CONTACT,
            row_id=tried.id,
            what=f"{WHOM[tried.whom]}, {HOW[tried.how].lower()}: {ANSWER[tried.answer].lower()}",
            who=who,
            note=tried.note,
        )
        for tried, who in rows
    ]


def appointments_told(look: Look) -> list[Entry]:
    """Those that have begun; those to come stand on the overview."""
    told = calendar.visible_to(look.actor).where(
        col(Appointment.patient_id) == look.patient_id, col(Appointment.starts_at) <= clock.now()
    )
    rows = look.session.execute(
        look.cut(told, Kind.APPOINTMENT, col(Appointment.starts_at), col(Appointment.id))
    )
    return [
        Entry(
            at=each.starts_at,
            kind=Kind.APPOINTMENT,
            row_id=each.id,
            what=f"{each.title}: {each.status.label.lower()}",
            note=each.reason,
            href=f"/calendar?appointment={each.id}",
        )
        for (each,) in rows
    ]


def follow_ups_told(look: Look) -> list[Entry]:
    if not look.actor.may(Permission.NOTES_SEE):
        return []
    told = (
        follow_ups.visible_to(look.actor)
        .join(FollowUpEvent, col(FollowUpEvent.follow_up_id) == FollowUp.id)
        .join(User, col(User.id) == FollowUpEvent.by_id)
        .where(col(FollowUp.patient_id) == look.patient_id)
        .with_only_columns(FollowUpEvent, col(FollowUp.text), col(User.name))
    )
    rows = look.session.execute(look.cut(told, Kind.FOLLOW_UP, col(FollowUpEvent.at), col(FollowUpEvent.id)))
    return [
        Entry(event.at, Kind.FOLLOW_UP, event.id, f"{text}: {DEED[event.deed]}", who, event.reason)
        for event, text, who in rows
    ]


def documents_told(look: Look) -> list[Entry]:
    if not look.actor.may(Permission.DOCUMENTS_KEEP):
        return []
    told = (
        select(Document, User.name)
        .join(User, col(User.id) == Document.added_by_id)
        .where(Document.patient_id == look.patient_id, col(Document.removed_at).is_(None))
        .where(with_its_referral(look.actor, look.patient_id, Document.referral_id))
    )
    rows = look.session.execute(look.cut(told, Kind.DOCUMENT, col(Document.added_at), col(Document.id)))
    return [
        Entry(
            paper.added_at, Kind.DOCUMENT, paper.id, f"Document added: {paper.name}", who,
            href=f"/api/documents/{paper.id}",
        )
        for paper, who in rows
    ]  # fmt: skip
