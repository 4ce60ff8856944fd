"""What attacks on the real server share: a patient to look for, work to touch, whether anything changed."""

import hashlib
from datetime import timedelta

from reflex_base.registry import RegistrationContext

from carehub.core import clock
from carehub.core.database import engine, unit_of_work
from carehub.gate import short_name
from carehub.referrals import service as referrals
from carehub.shared_calendar import service as calendar
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import Slot
from tests.conftest import People

CANARY = "Zzyzxkowski"
# What anybody changes about oneself: where one is signed in, which columns one sees; and what is said of it.
BY_ONESELF = {"caseload_columns", "sign_in_sessions", "sign_in_attempts", "journal"}


def northside_work(people: People, patient_id: int) -> tuple[int, int]:
    """A referral and tomorrow's appointment of the patient; returns their ids."""
    start = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    with unit_of_work() as session:
        kind = referrals.shown_types(session)[0].id or 0
        referral = referrals.create(session, people.alice, referrals.NewReferral(patient_id, kind))
        details = Details("Check-in", people.sites["Northside"], patient_id)
        slot = Slot(
            start + timedelta(hours=referral.id or 0), start + timedelta(hours=(referral.id or 0) + 1)
        )
        appointment = calendar.book(session, people.alice, Booking(details, slot))
        return referral.id or 0, appointment.id or 0


def dragged(appointment_id: int) -> dict[str, object]:
    """The claim of somebody who drags that appointment to the week after next."""
    start = clock.now() + timedelta(days=9)
    return {
        "op": "b",
        "id": str(appointment_id),
        "version": 1,
        "start": start.isoformat(),
        "end": (start + timedelta(hours=1)).isoformat(),
        "all_day": False,
    }


def full(short: str) -> str:
    """The name by which a browser calls a handler: of `State.handler` as it stands in handlers.py."""
    import carehub.carehub  # noqa: F401  registers every handler

    return next(name for name in RegistrationContext.get().event_handlers if short_name(name) == short)


def fingerprint() -> str:
    """A hash over every row of every table that holds the center's work."""
    from sqlmodel import SQLModel

    import carehub.models  # noqa: F401

    total = hashlib.sha256()
    with engine().connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in BY_ONESELF:
                rows = connection.execute(table.select().order_by(*table.primary_key.columns))
                total.update(repr(rows.fetchall()).encode())
    return total.hexdigest()
