"""Undo: a change is taken back as long as nobody has touched the referral since."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import CareHubError, Conflict, NotFound
from carehub.patients.models import Patient
from carehub.patients.names import listed_name
from carehub.referrals.change import Story, rewrite, who_was_first
from carehub.referrals.models import Happening, Referral, ReferralEvent, Stage
from carehub.referrals.reading import find

_AS_LONG_AS = timedelta(hours=1)
_NAMED = 3
_TOO_LATE = "This was undone already, or is too long ago."


def undo(session: Session, actor: Actor, token: str) -> str:
    """Take back what this person changed under ``token``, card by card; says what came of it.

    Conflict, with who did what since, when no card could be put back.
    """
    require(actor, Permission.REFERRALS_MOVE)
    events = _done_under(session, actor, token)
    if not events:
        raise NotFound(_TOO_LATE)
    if len(events) == 1:
        return _put_back(session, actor, events[0])
    return _put_all_back(session, actor, events)


def _done_under(session: Session, actor: Actor, token: str) -> list[ReferralEvent]:
    own = select(ReferralEvent).where(
        ReferralEvent.token == token,
        col(ReferralEvent.before).is_not(None),
        ReferralEvent.actor_id == actor.user_id,
        ReferralEvent.at > clock.now() - _AS_LONG_AS,
    )
    return list(session.exec(own.order_by(col(ReferralEvent.id)))) if token else []


def _put_all_back(session: Session, actor: Actor, events: list[ReferralEvent]) -> str:
    refusals = []
    for event in events:
        try:
            with session.begin_nested():
                _put_back(session, actor, event)
        except CareHubError as refusal:
            refusals.append(f"{_patient(session, actor, event)}: {refusal}")
    if len(refusals) == len(events):
        raise Conflict(f"Nothing was undone. {_listed(refusals)}")
    if not refusals:
        return f"{len(events)} referrals put back"
    return f"{len(events) - len(refusals)} of {len(events)} put back. {_listed(refusals)}"


def _put_back(session: Session, actor: Actor, event: ReferralEvent) -> str:
    referral = find(session, actor, event.referral_id)
    values = _values(event.before or {})
    if referral.version != values.pop("version") + 1:  # pyright: ignore[reportOperatorIssue]
        raise Conflict(f"{who_was_first(session, referral)} So it was not undone.")
    stage = _stage_again(session, referral, values)
    source = session.get_one(Stage, referral.stage_id)
    story = Story(Happening.UNDONE, source.name, stage.name)
    rewrite(session, actor, referral, referral.version, story, **values)
    return f"Put back in {stage.name}" if stage is not source else "Undone"


def _values(before: Mapping[str, object]) -> dict[str, object]:
    # Each field as its own type again: a model of a table takes what it is given without looking.
    return {name: _adapter(name).validate_python(value) for name, value in before.items()}


@cache
def _adapter(name: str) -> TypeAdapter[object]:
    annotation = Referral.model_fields[name].annotation
    assert annotation is not None
    return TypeAdapter(annotation)


def _stage_again(session: Session, referral: Referral, values: Mapping[str, object]) -> Stage:
    stage = session.get(Stage, values.get("stage_id", referral.stage_id))
    if stage is None or stage.is_hidden or stage.status != values.get("status", referral.status):
        raise Conflict("The stage it stood in is no longer on the board. Move it by hand.")
    return stage


def _patient(session: Session, actor: Actor, event: ReferralEvent) -> str:
    try:
        patient = session.get_one(Patient, find(session, actor, event.referral_id).patient_id)
    except NotFound:
        return "A referral"
    return listed_name(patient.last_name, patient.first_name)


def _listed(refusals: list[str]) -> str:
    more = len(refusals) - _NAMED
    return " ".join(refusals[:_NAMED]) + (f" And {more} more." if more > 0 else "")
