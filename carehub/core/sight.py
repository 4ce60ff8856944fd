"""What somebody may see, as a condition of a query, is put together once for each person.

It says who a person is and nothing about now: of two equal actors the same rows are visible. A page asks for
it twenty times, and putting it together takes longer than asking the database.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from carehub.core.actor import Actor

Condition = TypeVar("Condition")
# So many people work at a center at once, with some to spare.
_PEOPLE = 256


def once_for_each_actor(make: Callable[[Actor], Condition]) -> Callable[[Actor], Condition]:
    """For functions of an actor and nothing else: no clock, no session. Refusals are made anew each time."""
    return lru_cache(_PEOPLE)(make)
