"""What was handed over for an absence comes back by itself, as long as the server runs."""

import asyncio

from sqlmodel import Session, col, select

from carehub.accounts import service as accounts
from carehub.accounts.models import User
from carehub.core import clock, recurring
from carehub.core.actor import Actor, Role
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError
from carehub.desk.handover.models import Handover
from carehub.desk.handover.planning import refuse_others
from carehub.desk.handover.service import take_back

LOOK_EVERY_SECONDS = 600


async def returning() -> None:
    """Look every ten minutes whether an absence is over."""
    await recurring.every(LOOK_EVERY_SECONDS, _return_all_past)


async def _return_all_past() -> None:
    await asyncio.to_thread(return_all_past)


def return_all_past() -> None:
    """Hand back what was handed over for absences that are past, each in a transaction of its own."""
    with unit_of_work(write=False) as session:
        past = past_absences(session)
    for handover_id in past:
        try:
            with unit_of_work() as session:
                return_past(session, handover_id)
        except CareHubError:
            # Another server was faster, or too much is being saved: the next look tells.
            continue


def past_absences(session: Session) -> list[int]:
    """The handovers for absences that are over and were not taken back."""
    today = clock.today(accounts.center(session).time_zone)
    past = select(Handover.id).where(col(Handover.until) < today, col(Handover.returned_at).is_(None))
    return [number for number in session.exec(past.order_by(col(Handover.id))) if number]


def return_past(session: Session, handover_id: int) -> None:
    """Take back one of ``past_absences`` in the name of who handed it over.

    When that person has no such right any more, it is in the name of a supervisor; without one it waits.
    """
    able = _in_whose_name(session, session.get_one(Handover, handover_id))
    if able is not None:
        take_back(session, able, handover_id)


def _in_whose_name(session: Session, handover: Handover) -> Actor | None:
    supervisors = select(User).where(User.role == Role.SUPERVISOR).order_by(col(User.id))
    for person in (session.get_one(User, handover.by_id), *session.exec(supervisors)):
        if not person.is_active:
            continue
        able = accounts.actor_named(session, person.user_name)
        try:
            refuse_others(able, handover.from_id)
        except CareHubError:
            continue
        return able
    return None
