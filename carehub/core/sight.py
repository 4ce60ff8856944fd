"""What somebody may see, as a condition of a query, is put together once.

It says who a person is and nothing about now: of two equal actors the same rows are visible. A page asks for
it twenty times, and putting it together takes longer than asking the database. The statements of a page that
is read all day are put together once for everybody of the same sight: who asks, and when, are parameters.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import BindParameter, Date, Integer, bindparam

from carehub.core.actor import Actor, Permission, Role
from carehub.core.database import UtcDateTime

Condition = TypeVar("Condition")
Statement = TypeVar("Statement")
Shape = ParamSpec("Shape")
# So many people work at a center at once, with some to spare.
_PEOPLE = 256
_STATEMENTS = 128

# What a statement of ``once_for_each_sight`` leaves open. Without its value it is refused, not answered.
NOW: BindParameter[datetime] = bindparam("now", type_=UtcDateTime())
TODAY: BindParameter[date] = bindparam("today", type_=Date())
MOST: BindParameter[int] = bindparam("most", type_=Integer())
IDS: BindParameter[int] = bindparam("ids", type_=Integer(), expanding=True)
_ME: BindParameter[int] = bindparam("sight_me", type_=Integer())
_PATIENT: BindParameter[int] = bindparam("sight_patient", type_=Integer())
_SITES: BindParameter[int] = bindparam("sight_sites", type_=Integer(), expanding=True)


def once_for_each_actor(make: Callable[[Actor], Condition]) -> Callable[[Actor], Condition]:
    """For functions of an actor and nothing else: no clock, no session. Refusals are made anew each time."""
    return lru_cache(_PEOPLE)(make)


def once_for_each_sight(
    make: Callable[Concatenate[Actor, Shape], Statement],
) -> Callable[Concatenate[Actor, Shape], Statement]:
    """For functions that make a statement of an actor, and of what else changes its form.

    ``make`` gets somebody with the same role, grants and reach, whose id and sites are parameters: it cannot
    know who asks, so nothing of one person stays in it for the next. Execute it with ``asked_by``.
    """

    whoever = cast(Callable[..., Statement], make)

    @lru_cache(_STATEMENTS)
    def kept(*sight: Any) -> Statement:
        role, grants, all_sites, in_emergency, *shape = sight
        return whoever(_anybody(role, grants, all_sites, in_emergency), *shape)

    def statement(actor: Actor, *shape: Shape.args, **_: Shape.kwargs) -> Statement:
        return kept(actor.role, actor.grants, actor.all_sites, actor.only_patient_id is not None, *shape)

    return statement


def asked_by(actor: Actor, **said: object) -> dict[str, Any]:
    """The parameters of a statement of ``once_for_each_sight``: who asks, and what else it leaves open."""
    who = {"sight_me": actor.user_id, "sight_patient": actor.only_patient_id}
    return {**who, "sight_sites": sorted(actor.site_ids), **said}


def sites_of(actor: Actor) -> Collection[int] | BindParameter[int]:
    """The sites of a person, for the ``in_`` of a condition."""
    sites: object = actor.site_ids
    return cast(BindParameter[int], sites) if sites is _SITES else sorted(actor.site_ids)


def _anybody(role: Role, grants: frozenset[Permission], all_sites: bool, in_emergency: bool) -> Actor:
    return Actor(
        user_id=cast(int, _ME),
        name="",
        role=role,
        site_ids=cast(frozenset[int], _SITES),
        all_sites=all_sites,
        grants=grants,
        only_patient_id=cast(int, _PATIENT) if in_emergency else None,
    )
