"""What a packet says, read for one person and recorded: who took what out of the house."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.accounts.models import User
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.dates import born, written_date, written_time
from carehub.core.errors import NotFound
from carehub.directory.models import Receiver
from carehub.documents import service as documents
from carehub.documents import storage
from carehub.patients.models import Patient
from carehub.patients.wording import full_name, phone_of, postal_address, spoken_language
from carehub.referrals import disclosing, service
from carehub.referrals.details import granted
from carehub.referrals.models import Referral
from carehub.referrals.packet.parts import Enclosure, Packet, Pairs, Sender
from carehub.referrals.reading import Entry
from carehub.referrals.status import Channel, Urgency
from carehub.referrals.wording import URGENCY


def packet_of(
    session: Session, actor: Actor, referral_id: int, document_ids: Iterable[int], *, with_cover: bool
) -> Packet:
    """The packet with these documents of the referral's patient, in their order."""
    require(actor, Permission.DOCUMENTS_KEEP)
    entry = service.read(session, actor, referral_id)
    referral, center = entry.referral, accounts.center(session)
    today = clock.today(center.time_zone)
    listed = session.get(Receiver, referral.receiver_id) if referral.receiver_id else None
    enclosures = [_enclosed(session, actor, entry, number) for number in document_ids]
    notice = disclosing.disclose(session, actor, referral_id)
    journal.record(
        session, actor, "referrals.packet", patient_id=referral.patient_id, subject=f"referral:{referral_id}"
    )
    return Packet(
        sender=Sender(center.name, center.address, center.phone, center.fax),
        receiver=referral.receiver,
        receiver_address=_postal(listed) if listed else "",
        receiver_fax=_fax(referral, listed),
        contact=entry.coordinator or actor.name,
        day=written_date(today),
        heading=_heading(entry),
        patient=_patient(entry.patient, today),
        coverage=_coverage(entry),
        about=_about(session, entry, enclosures),
        question=referral.question,
        printed=f"Printed by {actor.name}, {written_time(clock.now(), center.time_zone)}",
        notice=notice,
        with_cover=with_cover,
        enclosures=enclosures,
    )


def _enclosed(session: Session, actor: Actor, entry: Entry, document_id: int) -> Enclosure:
    document = documents.hand_out(session, actor, document_id)
    if document.patient_id != entry.referral.patient_id:
        raise NotFound("One of these documents is another patient's. Reload the page and choose again.")
    return Enclosure(document.name, document.kind.value, str(storage.path_of(document.key)))


def _fax(referral: Referral, listed: Receiver | None) -> str:
    """Where it was faxed, or else what the directory says."""
    if referral.sent_channel is Channel.FAX:
        return referral.sent_to
    return listed.fax if listed else ""


def _postal(listed: Receiver) -> str:
    place = " ".join(filter(None, (listed.state, listed.zip)))
    return ", ".join(filter(None, (listed.address, listed.city, place)))


def _heading(entry: Entry) -> str:
    urgency = entry.referral.urgency
    hurry = "" if urgency is Urgency.ROUTINE else f" · {URGENCY[urgency].upper()}"
    return f"Referral: {entry.type_name}{hurry}"


def _patient(patient: Patient, today: date) -> Pairs:
    return _known(
        ("Name", full_name(patient)),
        ("Date of birth", born(patient.birth_date, today) if patient.birth_date else "not known"),
        ("Sex", "" if patient.sex.value == "unknown" else patient.sex.value.capitalize()),
        ("MRN", patient.mrn or ""),
        ("Phone", phone_of(patient.phone, patient.phone_owner)),
        ("Address", postal_address(patient)),
        ("Language", spoken_language(patient)),
    )


def _coverage(entry: Entry) -> Pairs:
    patient = entry.patient
    authorization = [
        (f"Authorization: {fact['label'].lower()}", fact["value"]) for fact in granted(entry.referral)
    ]
    return _known(
        ("Insurance", patient.insurance), ("Insurance number", patient.insurance_id), *authorization
    )


def _about(session: Session, entry: Entry, enclosures: list[Enclosure]) -> Pairs:
    asked_by = session.get_one(User, entry.referral.requested_by_id).name
    return _known(
        ("Requested by", f"{asked_by}, {written_date(entry.referral.requested_on)}"),
        ("Coordinator", entry.coordinator or ""),
        ("Enclosed", "\n".join(each.name for each in enclosures)),
    )


def _known(*pairs: tuple[str, str]) -> Pairs:
    return [(label, value) for label, value in pairs if value]
