"""Makes the plan of a list of referrals against what is here now. Runs in the child process."""

from collections.abc import Callable

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.spreadsheet_import import center
from carehub.spreadsheet_import.cleaning.cleaned import ColumnFacts
from carehub.spreadsheet_import.cleaning.rows import clean_rows
from carehub.spreadsheet_import.mapping.uses import Mapping
from carehub.spreadsheet_import.matching import People
from carehub.spreadsheet_import.orders import Orders, Placing
from carehub.spreadsheet_import.planned import Plan
from carehub.spreadsheet_import.reader.layout import Table
from carehub.spreadsheet_import.referral_list import reading
from carehub.spreadsheet_import.referral_list.plan import Planner, plan_referrals
from carehub.spreadsheet_import.referral_list.rows import what_a_referral_lacks


def plan_table(
    session: Session,
    actor: Actor,
    table: Table,
    mapping: Mapping,
    facts: ColumnFacts,
    people: People,
    placing: Placing,
    orders: Orders,
    tell: Callable[[int], None],
) -> Plan:
    """What committing the table would do; nothing is kept."""
    rows = list(clean_rows(table, mapping, facts, tell, what_a_referral_lacks))
    seen_before = [row.fingerprint for row in rows]
    center.recall_rows(session, people, seen_before)
    planner = Planner(
        people,
        reading.referrals_of(session, actor, seen_before),
        reading.board_of(session),
        placing,
        orders,
    )
    return plan_referrals(rows, table.skipped, planner)


def stamp_of(session: Session) -> str:
    """Differs as soon as any patient or referral was added, changed or removed."""
    return f"{center.stamp_of(session)}/{reading.stamp_of(session)}"
