"""Makes the plan of a list of referrals against what is here now. Runs in the child process."""

from collections.abc import Sequence

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.spreadsheet_import import center
from carehub.spreadsheet_import.cleaning.rows import CleanRow
from carehub.spreadsheet_import.matching import People
from carehub.spreadsheet_import.orders import Orders, Placing
from carehub.spreadsheet_import.planned import Plan
from carehub.spreadsheet_import.reader.layout import Skipped
from carehub.spreadsheet_import.referral_list import reading
from carehub.spreadsheet_import.referral_list.plan import Planner, plan_referrals


def plan_rows(
    session: Session,
    actor: Actor,
    rows: Sequence[CleanRow],
    skipped: Sequence[Skipped],
    people: People,
    placing: Placing,
    orders: Orders,
) -> Plan:
    """What committing these rows would do; nothing is kept."""
    seen_before = [row.fingerprint for row in rows]
    center.recall_rows(session, people, seen_before)
    planner = Planner(
        people,
        reading.referrals_of(session, actor, seen_before),
        reading.board_of(session),
        placing,
        orders,
    )
    return plan_referrals(rows, skipped, planner)


def stamp_of(session: Session) -> str:
    """Differs as soon as any patient or referral was added, changed or removed."""
    return f"{center.stamp_of(session)}/{reading.stamp_of(session)}"
