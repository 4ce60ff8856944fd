"""When a card moves, a hundred open boards ask the same question at once: it is answered once for all
who look with the same eyes."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from sqlmodel import Session

from carehub.core import clock, database
from carehub.core.actor import Actor
from carehub.referrals import service
from carehub.referrals.cards import ReferralCard, cards_of, view_for
from carehub.referrals.filters import ME, BoardView

_KEPT = 64


@dataclass(frozen=True)
class News:
    """What became of some referrals: the ``cards`` that fit a view, of the ``ids`` that were looked at.

    ``totals`` by stage, of the view; ``whole`` is how many the board has without its filters.
    """

    ids: frozenset[int]
    cards: list[ReferralCard]
    totals: dict[int, int]
    whole: int


_recent: OrderedDict[Hashable, News] = OrderedDict()


def news_of(
    session: Session,
    actor: Actor,
    rev: int,
    referrals: frozenset[int],
    patients: frozenset[int],
    only: BoardView,
) -> News:
    """The news at ``rev``, which the hub had reached before this transaction began.

    What is kept was read at that revision or later, for the same eyes, within the same second.
    """
    second = clock.now().replace(microsecond=0)
    key = (database.engine(), second, rev, _eyes(actor, only), referrals, patients, only)
    if key not in _recent:
        _recent[key] = _read(session, actor, referrals, patients, only)
        if len(_recent) > _KEPT:
            _recent.popitem(last=False)
    return _recent[key]


def _eyes(actor: Actor, only: BoardView) -> Hashable:
    """Everything of a person that decides which cards they see and what these offer."""
    named = actor.user_id if only.coordinator == ME else None
    return actor.role, actor.site_ids, actor.all_sites, named


def _read(
    session: Session, actor: Actor, referrals: frozenset[int], patients: frozenset[int], only: BoardView
) -> News:
    ids = referrals | service.ids_for_patients(session, actor, patients)
    found = service.changed_cards(session, actor, ids, only)
    totals = service.stage_totals(session, actor, only)
    whole = service.stage_totals(session, actor) if only.is_filtered else totals
    return News(ids, cards_of(found, view_for(session, actor)), totals, sum(whole.values()))
