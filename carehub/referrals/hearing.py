"""Who hears, in the same transaction, that a referral changed: a table, since referrals know no slice above.

See docs/decisions/0009.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.referrals.models import Referral

if TYPE_CHECKING:
    from carehub.referrals.change import Story

Hears = Callable[[Session, Actor, Referral, "Story"], None]

# Entered by the slice that hears, at its import.
HEARD_BY: list[Hears] = []
