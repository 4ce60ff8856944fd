"""Who hears, in the same transaction, that referrals changed: a table, since referrals know no slice above.

See docs/decisions/0009.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.referrals.models import Referral

if TYPE_CHECKING:
    from carehub.referrals.change import Story

# One that changed alone, or all those that a list changed: who hears asks the database once for all.
Heard = Sequence[tuple[Referral, "Story"]]
Hears = Callable[[Session, Actor, Heard], None]

# Entered by the slice that hears, at its import.
HEARD_BY: list[Hears] = []
