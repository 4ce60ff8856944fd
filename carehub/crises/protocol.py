"""The steps of the center's protocol and who is on call: an admin sets both."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, delete, select

from carehub.accounts.models import Center
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Conflict, Invalid
from carehub.crises.kinds import USUAL_STEPS
from carehub.crises.models import CrisisProtocol, OnCall

EVERY_DAY = 7
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MOST_STEPS = 30
_LONGEST_STEP = 300
_LONGEST_LINE = 80


def steps_now(session: Session, actor: Actor) -> tuple[list[str], int]:
    """The steps as they are now, and the number of their version; 0 for the ones that CareHub brings."""
    require(
        actor, Permission.CRISES_RUN if not actor.may(Permission.SETTINGS_MANAGE) else Permission.PATIENTS_SEE
    )
    newest = _newest(session)
    return (list(newest.steps), newest.number) if newest else (list(USUAL_STEPS), 0)


def set_steps(session: Session, actor: Actor, number: int, steps: Sequence[str]) -> None:
    """A new version of the protocol, made from version ``number``. A crisis keeps the steps it began with."""
    require(actor, Permission.SETTINGS_MANAGE)
    wanted = [step.strip() for step in steps if step.strip()]
    if not 0 < len(wanted) <= _MOST_STEPS:
        raise Invalid(f"Write 1 to {_MOST_STEPS} steps, one on each line.")
    if any(len(step) > _LONGEST_STEP for step in wanted):
        raise Invalid(f"Keep each step under {_LONGEST_STEP} characters: it is read in a hurry.")
    newest = _newest(session)
    if (newest.number if newest else 0) != number:
        raise Conflict(
            "Somebody saved the protocol while you changed it. Copy your steps, then load it again."
        )
    _keep(session, number + 1, wanted, actor.user_id)
    journal.record(session, actor, "crises.set_protocol", subject=f"crisis_protocol:{number + 1}")
    changes.announce(session, changes.Topic.CRISES)


def rota(session: Session, actor: Actor) -> dict[int, OnCall]:
    """Who is on call, by weekday; ``EVERY_DAY`` stands for the rest."""
    require(actor, Permission.PATIENTS_SEE)
    every = session.exec(select(OnCall).execution_options(populate_existing=True))
    return {entry.weekday: entry for entry in every}


def set_rota(session: Session, actor: Actor, people: Mapping[int, tuple[str, str]]) -> None:
    """Who is on call from now on: (name, phone) by weekday; a day without a name has nobody of its own."""
    require(actor, Permission.SETTINGS_MANAGE)
    wanted = {day: (name.strip(), phone.strip()) for day, (name, phone) in people.items()}
    for day, (name, phone) in wanted.items():
        if day not in range(EVERY_DAY + 1) or max(len(name), len(phone)) > _LONGEST_LINE:
            raise Invalid(f"Keep names and phones under {_LONGEST_LINE} characters.")
        if bool(name) != bool(phone):
            raise Invalid("Write the name and the phone of who is on call, or neither.")
    session.exec(delete(OnCall))
    session.add_all(
        OnCall(weekday=day, name=name, phone=phone) for day, (name, phone) in wanted.items() if name
    )
    session.flush()
    journal.record(session, actor, "crises.set_rota", subject="on_call")
    changes.announce(session, changes.Topic.CRISES)


def on_call_now(session: Session, actor: Actor) -> OnCall | None:
    """Who is on call today, by the center's clock; None when nobody was named."""
    people = rota(session, actor)
    today = clock.today(session.get_one(Center, 1).time_zone).weekday()
    return people.get(today) or people.get(EVERY_DAY)


def protocol_in_force(session: Session) -> CrisisProtocol:
    """The version that a crisis begins with; the steps that CareHub brings are kept at their first use."""
    return _newest(session) or _keep(session, 1, list(USUAL_STEPS), None)


def _newest(session: Session) -> CrisisProtocol | None:
    return session.exec(select(CrisisProtocol).order_by(col(CrisisProtocol.number).desc()).limit(1)).first()


def _keep(session: Session, number: int, steps: list[str], by_id: int | None) -> CrisisProtocol:
    kept = CrisisProtocol(number=number, steps=steps, made_at=clock.now(), made_by_id=by_id)
    session.add(kept)
    session.flush()
    return kept
