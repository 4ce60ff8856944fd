"""A discharge is written down, settled line by line, and closed."""

from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from carehub.contacts.models import How
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.database import versioned_update
from carehub.core.errors import Conflict, Invalid
from carehub.discharges.checklist import (
    CONTACT_WITHIN,
    Answer,
    Complexity,
    EndedBecause,
    Item,
    blanks,
    named,
    visit_by,
)
from carehub.discharges.models import Discharge, DischargeItem
from carehub.discharges.reading import find, items_of
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.models import FollowUp
from carehub.follow_ups.service import NewFollowUp, Origin
from carehub.follow_ups.status import Ended, Priority
from carehub.patients import service as patients

_CONTACT, _VISIT = "discharge_contact", "discharge_visit"
_LONGEST_LINE, _LONGEST_REASON = 200, 500


@dataclass(frozen=True)
class NewDischarge:
    """What we were told: from where, why, when, and by whom we know."""

    facility: str
    reason: str
    discharged_on: date
    complexity: Complexity
    told_by: str
    told_on: date
    admitted_on: date | None = None


def write_down(session: Session, actor: Actor, patient_id: int, new: NewDischarge) -> Discharge:
    """A patient came home: its checklist begins blank, and somebody is to call and to see the patient."""
    require(actor, Permission.CARE_EDIT)
    patients.find(session, actor, patient_id)
    said = _checked(session, new)
    _refuse_twice(session, patient_id, new.discharged_on)
    discharge = Discharge(
        patient_id=patient_id,
        **asdict(said),
        contact_by=follow_ups.in_business_days(session, CONTACT_WITHIN, new.discharged_on),
        visit_by=visit_by(new.discharged_on, new.complexity),
        created_at=clock.now(),
        created_by_id=actor.user_id,
    )
    session.add(discharge)
    session.flush()
    session.add_all(DischargeItem(discharge_id=discharge.id or 0, item=item) for item in Item)
    session.flush()
    _derive(session, actor, discharge)
    _tell(session, actor, "write_down", discharge, sorted(asdict(said)))
    return discharge


def answer(
    session: Session,
    actor: Actor,
    discharge_id: int,
    version: int,
    item: Item,
    answered: Answer | None,
    reason: str = "",
) -> Discharge:
    """Answer a line of the checklist, or make it blank again; "not needed" says why."""
    require(actor, Permission.CARE_EDIT)
    discharge = _still_open(session, actor, discharge_id)
    why = reason.strip()
    if answered is Answer.NOT_NEEDED and not why:
        raise Invalid("Say why this is not needed.")
    if len(why) > _LONGEST_REASON:
        raise Invalid(f"Keep the reason under {_LONGEST_REASON} characters.")
    line = session.get_one(DischargeItem, (discharge_id, item))
    line.answer, line.reason = answered, why if answered else ""
    line.at, line.by_id = clock.now(), actor.user_id
    # A blank line takes back that everything is settled.
    ready = {} if answered else {"ready_at": None, "ready_by_id": None}
    return _change(session, actor, discharge, version, "answer", **ready)


def make_ready(session: Session, actor: Actor, discharge_id: int, version: int) -> Discharge:
    """Say that everything at home is settled; refused, with names, while a line is blank."""
    require(actor, Permission.CARE_EDIT)
    discharge = _still_open(session, actor, discharge_id)
    answers = {line.item: line.answer for line in items_of(session, actor, discharge_id)}
    if left := blanks(answers):
        raise Invalid(f"Not ready: still blank are {named(left)}. Answer each, or say why it is not needed.")
    return _change(
        session, actor, discharge, version, "ready", ready_at=clock.now(), ready_by_id=actor.user_id
    )


def record_contact(session: Session, actor: Actor, discharge_id: int, version: int, on: date) -> Discharge:
    """Somebody spoke with the patient or the family on that day."""
    require(actor, Permission.CARE_EDIT)
    discharge = _still_open(session, actor, discharge_id)
    _refuse_day(session, discharge, on)
    _complete(session, actor, discharge, _CONTACT, Ended.REACHED)
    return _change(session, actor, discharge, version, "contact", reached_on=on)


def record_visit(session: Session, actor: Actor, discharge_id: int, version: int, on: date) -> Discharge:
    """The patient was seen on that day."""
    require(actor, Permission.CARE_EDIT)
    discharge = _still_open(session, actor, discharge_id)
    _refuse_day(session, discharge, on)
    _complete(session, actor, discharge, _VISIT, Ended.DONE)
    return _change(session, actor, discharge, version, "visit", visited_on=on)


def close(
    session: Session, actor: Actor, discharge_id: int, version: int, because: EndedBecause
) -> Discharge:
    """Nobody waits for anything any more. COMPLETED wants the call, the visit and the checklist."""
    require(actor, Permission.CARE_EDIT)
    discharge = _still_open(session, actor, discharge_id)
    if because is EndedBecause.COMPLETED and (missing := _missing(discharge)):
        raise Invalid(f"This is not settled: {missing} is missing. Record it, or choose another reason.")
    for kind in (_CONTACT, _VISIT):
        follow_ups.withdraw(session, actor, _origin(kind, discharge), "The discharge was closed")
    return _change(
        session, actor, discharge, version, "close",
        closed_at=clock.now(), closed_by_id=actor.user_id, closed_because=because,
    )  # fmt: skip


def reopen(session: Session, actor: Actor, discharge_id: int, version: int) -> Discharge:
    """It is not settled after all."""
    require(actor, Permission.CARE_EDIT)
    discharge = find(session, actor, discharge_id)
    if discharge.closed_at is None:
        raise Conflict("This discharge is open already.")
    _derive(session, actor, discharge)
    return _change(
        session, actor, discharge, version, "reopen", closed_at=None, closed_by_id=None, closed_because=None
    )


def _checked(session: Session, new: NewDischarge) -> NewDischarge:
    facility, told_by, reason = (" ".join(each.split()) for each in (new.facility, new.told_by, new.reason))
    if not facility or not reason or not told_by:
        raise Invalid("Say which hospital, why the patient was there, and who told us.")
    if max(len(facility), len(told_by)) > _LONGEST_LINE or len(reason) > _LONGEST_REASON:
        raise Invalid(f"Keep names under {_LONGEST_LINE} and the reason under {_LONGEST_REASON} characters.")
    today = follow_ups.today_of(session)
    if new.discharged_on > today or new.told_on > today:
        raise Invalid("A discharge is written down once the patient is home. Check the dates.")
    if (today - new.discharged_on).days > 90:
        raise Invalid("This is more than 90 days ago. Check the year.")
    if new.admitted_on and new.admitted_on > new.discharged_on:
        raise Invalid("The patient was admitted before coming home. Check the dates.")
    return replace(new, facility=facility, reason=reason, told_by=told_by)


def _refuse_twice(session: Session, patient_id: int, discharged_on: date) -> None:
    same = select(Discharge).where(
        Discharge.patient_id == patient_id, Discharge.discharged_on == discharged_on
    )
    for other in session.exec(same):
        if other.closed_because is not EndedBecause.ENTERED_IN_ERROR:
            raise Conflict(f"The discharge of that day from {other.facility} is written down already.")


def _derive(session: Session, actor: Actor, discharge: Discharge) -> None:
    """Somebody calls, somebody sees the patient: each is asked for once, as long as it has not happened."""
    wanted = (
        (_CONTACT, discharge.reached_on, discharge.contact_by, "Call after the hospital", How.PHONE),
        (_VISIT, discharge.visited_on, discharge.visit_by, "Visit after the hospital", How.IN_PERSON),
    )
    for kind, happened, due_on, text, how in wanted:
        if happened is None:
            new = NewFollowUp(
                discharge.patient_id, text, due_on, priority=Priority.HIGH, how=how, about=_subject(discharge)
            )
            follow_ups.derive(session, actor, _origin(kind, discharge), new)


def _complete(session: Session, actor: Actor, discharge: Discharge, kind: str, ended: Ended) -> None:
    asked = follow_ups.visible_to(actor).where(
        FollowUp.origin == kind, FollowUp.origin_key == str(discharge.id), col(FollowUp.done_at).is_(None)
    )
    for follow_up in session.exec(asked).all():
        follow_ups.complete(session, actor, follow_up.id or 0, follow_up.version, ended)


def _origin(kind: str, discharge: Discharge) -> Origin:
    return Origin(kind, str(discharge.id))


def _subject(discharge: Discharge) -> str:
    return f"discharge:{discharge.id}"


def _missing(discharge: Discharge) -> str:
    if discharge.reached_on is None:
        return "the call"
    if discharge.visited_on is None:
        return "the visit"
    return "" if discharge.ready_at else "the checklist"


def _refuse_day(session: Session, discharge: Discharge, on: date) -> None:
    if not discharge.discharged_on <= on <= follow_ups.today_of(session):
        raise Invalid("This day lies between the discharge and today.")


def _still_open(session: Session, actor: Actor, discharge_id: int) -> Discharge:
    discharge = find(session, actor, discharge_id)
    if discharge.closed_at is not None:
        raise Conflict("Someone closed this discharge first. Open it again to go on.")
    return discharge


def _change(
    session: Session, actor: Actor, discharge: Discharge, version: int, action: str, **values: object
) -> Discharge:
    assert discharge.id is not None
    if not versioned_update(session, Discharge, discharge.id, version, **values):
        raise Conflict("Someone else changed this discharge first. Nothing of yours was saved; look again.")
    session.refresh(discharge)
    _tell(session, actor, action, discharge, list(values))
    return discharge


def _tell(session: Session, actor: Actor, action: str, discharge: Discharge, fields: list[str]) -> None:
    journal.record(
        session, actor, f"discharges.{action}",
        patient_id=discharge.patient_id, subject=_subject(discharge), fields=fields,
    )  # fmt: skip
    changes.announce(session, changes.Topic.DISCHARGES, discharge.id or 0)
    changes.announce(session, changes.Topic.PATIENTS, discharge.patient_id)
