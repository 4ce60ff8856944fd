"""What the patient page shows, put together from every slice."""

from dataclasses import dataclass
from typing import TypedDict

from sqlmodel import Session, col

from carehub.accounts import service as accounts
from carehub.accounts.models import Site
from carehub.caseloads import service as caseloads
from carehub.core import clock
from carehub.core.actor import Actor, Permission
from carehub.core.dates import written_clock, written_date, written_time
from carehub.discharges import service as discharges
from carehub.emergency_access import service as emergency_access
from carehub.patients import service as patients
from carehub.patients.filling import Values, values_of
from carehub.patients.models import Patient, Sex
from carehub.patients.record import editable_by
from carehub.patients.wording import full_name, phone_of, postal_address, spoken_language, written_birth
from carehub.referrals import service as referrals
from carehub.referrals.clocks import last_day
from carehub.referrals.models import Referral, ReferralType, Stage
from carehub.referrals.wording import URGENCY
from carehub.related_people import service as related_people
from carehub.remarks import service as remarks
from carehub.shared_calendar import reading as calendar
from carehub.shared_calendar.models import Appointment

_MOST = 50


class Banner(TypedDict):
    """Who this is, where a mistake would hurt; ``status`` and ``risk`` are words of closed sets.

    ``safe`` is what to heed before anybody calls or writes; ``home_since``: from hospital.
    """

    name: str
    preferred_name: str
    born: str
    mrn: str
    language: str
    status: str
    risk: str
    safe: str
    alerts: list[str]
    home_since: str


class Fact(TypedDict):
    label: str
    value: str


class ReferralLine(TypedDict):
    """``urgency`` is empty for a routine referral."""

    href: str
    type: str
    receiver: str
    stage: str
    urgency: str
    due: str
    is_late: bool


class AppointmentLine(TypedDict):
    href: str
    when: str
    title: str
    status: str
    is_past: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the patient page shows; ``coordinator_id`` is None while nobody is responsible.

    ``emergency`` is the time until which the record is read in an emergency, empty outside of one.
    """

    banner: Banner
    facts: list[Fact]
    notes: str
    values: Values
    version: int
    editable: list[str]
    coordinator_id: int | None
    coordinator: str
    since: str
    referrals: list[ReferralLine]
    appointments: list[AppointmentLine]
    emergency: str


def chart(session: Session, actor: Actor, patient_id: int) -> Chart:
    """One patient's page; NotFound when there is none or the person may not see this one."""
    patient = patients.find(session, actor, patient_id)
    zone = accounts.center(session).time_zone
    keeps = caseloads.responsible(session, actor, patient_id)
    may_see_notes = actor.may(Permission.NOTES_SEE)
    return Chart(
        banner=_banner(session, actor, patient, zone),
        facts=_facts(patient, session.get_one(Site, patient.home_site_id).name, with_imported=may_see_notes),
        notes=patient.notes if may_see_notes else "",
        values=values_of(patient) | ({} if may_see_notes else {"notes": ""}),
        version=patient.version,
        editable=[] if actor.only_patient_id else sorted(editable_by(actor)),
        coordinator_id=keeps.user_id if keeps else None,
        coordinator=keeps.name if keeps else "",
        since=written_date(clock.local(keeps.since, zone)) if keeps else "",
        referrals=_referrals(session, actor, patient_id, zone),
        appointments=_appointments(session, actor, patient_id, zone),
        emergency=_emergency(session, actor, zone),
    )


def _emergency(session: Session, actor: Actor, zone: str) -> str:
    if actor.only_patient_id is None:
        return ""
    access = emergency_access.standing(session, actor, actor.only_patient_id)
    return written_clock(access.ends_at, zone) if access else ""


def _safe(session: Session, actor: Actor, patient_id: int) -> str:
    rules = related_people.safe_rules_for(session, actor, [patient_id])
    return rules.get(patient_id, related_people.NO_RULES)["said"]


def _home_since(session: Session, actor: Actor, patient_id: int) -> str:
    """Since when the patient is home from hospital, as long as that is not settled."""
    if not actor.may(Permission.NOTES_SEE):
        return ""
    still = [each for each in discharges.of_patient(session, actor, patient_id) if each.closed_at is None]
    return written_date(still[0].discharged_on) if still else ""


def _banner(session: Session, actor: Actor, patient: Patient, zone: str) -> Banner:
    assert patient.id is not None
    return Banner(
        name=full_name(patient),
        preferred_name=patient.preferred_name,
        born=written_birth(patient.birth_date, clock.today(zone)) if patient.birth_date else "unknown",
        mrn=patient.mrn or "",
        language=spoken_language(patient),
        status=patient.status,
        risk=patient.risk or "",
        safe=_safe(session, actor, patient.id),
        alerts=remarks.alerts_of(session, actor, patient.id),
        home_since=_home_since(session, actor, patient.id),
    )


def _facts(patient: Patient, site: str, *, with_imported: bool) -> list[Fact]:
    """What is known, in the order in which people ask; what is not known is left out.

    Nobody knows what an imported column without a field of its own holds: it is treated like notes.
    """
    insurance = " · ".join(filter(None, [patient.insurance, patient.insurance_id]))
    known = {
        "Phone": phone_of(patient.phone, patient.phone_owner),
        "Other phone": phone_of(patient.phone_alt, patient.phone_alt_owner),
        "E-mail": patient.email,
        "Address": postal_address(patient),
        "Sex": "" if patient.sex is Sex.UNKNOWN else patient.sex.value.capitalize(),
        "Insurance": insurance,
        "Site": site,
    }
    imported = patient.extra if with_imported else {}
    return [Fact(label=label, value=value) for label, value in (known | imported).items() if value]


def _referrals(session: Session, actor: Actor, patient_id: int, zone: str) -> list[ReferralLine]:
    """Open ones first, the next due on top; then the closed ones, newest first."""
    theirs = (
        referrals.visible_to(actor)
        .add_columns(col(ReferralType.name), col(Stage.name))
        .join(ReferralType, col(ReferralType.id) == Referral.type_id)
        .join(Stage, col(Stage.id) == Referral.stage_id)
        .where(col(Referral.patient_id) == patient_id)
        .order_by(col(Referral.closed_at).is_not(None), col(Referral.due_at), col(Referral.id).desc())
        .limit(_MOST)
    )
    return [_referral(referral, kind, stage, zone) for referral, kind, stage in session.execute(theirs)]


def _referral(referral: Referral, type_name: str, stage: str, zone: str) -> ReferralLine:
    is_open = referral.closed_at is None
    due = referral.due_at if is_open else None
    return ReferralLine(
        href=f"/board?referral={referral.id}",
        type=type_name,
        receiver=referral.receiver,
        stage=stage,
        urgency="" if referral.urgency == "routine" else URGENCY[referral.urgency],
        due=written_date(last_day(due, zone)) if due else "",
        is_late=due is not None and due < clock.now(),
    )


def _appointments(session: Session, actor: Actor, patient_id: int, zone: str) -> list[AppointmentLine]:
    """Those to come first, the next on top; then the past ones, newest first."""
    theirs = calendar.visible_to(actor).where(col(Appointment.patient_id) == patient_id)
    ahead = theirs.where(Appointment.ends_at >= clock.now()).order_by(col(Appointment.starts_at))
    past = theirs.where(Appointment.ends_at < clock.now()).order_by(col(Appointment.starts_at).desc())
    found = [*session.exec(ahead.limit(_MOST)), *session.exec(past.limit(_MOST))]
    return [_appointment(each, zone) for each in found]


def _appointment(appointment: Appointment, zone: str) -> AppointmentLine:
    return AppointmentLine(
        href=f"/calendar?appointment={appointment.id}",
        when=written_time(appointment.starts_at, zone),
        title=appointment.title,
        status=appointment.status.label,
        is_past=appointment.ends_at < clock.now(),
    )
