"""When a card moves, a hundred open boards ask the same question at once: it is answered once for all
who look with the same eyes."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session

from carehub.core import clock, database
from carehub.core.actor import Actor
from carehub.core.changes import HUB, Topic
from carehub.referrals import service
from carehub.referrals.cards import BoardColumn, ReferralCard, View, cards_of, column_of, view_for
from carehub.referrals.filters import ME, BoardView

# Cards say how late they are in hours and days, and a board that stays open is read again now and then.
_GOOD_FOR = timedelta(seconds=10)
# A whole board is kept for those who open it in the same moment only: what another process saved (a list that
# came in from the command line) is announced to nobody here, and must be seen by whoever looks next.
_OPENED_TOGETHER = timedelta(seconds=0.5)
_EYES_KEPT = 32
_CARDS_KEPT = 500

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Counts:
    """``totals`` by stage, of a view; ``whole`` is how many the board has without its filters."""

    totals: dict[int, int]
    whole: int


@dataclass(frozen=True)
class Board:
    """Everything that a view shows when it is opened."""

    columns: list[BoardColumn]
    counts: Counts


@dataclass(frozen=True)
class News:
    """What became of some referrals: the ``cards`` that fit a view, of the ``ids`` that were looked at."""

    ids: frozenset[int]
    cards: list[ReferralCard]
    counts: Counts


@dataclass(frozen=True)
class _Kept(Generic[Answer]):
    """An answer; the hub had reached ``rev`` before the transaction began that read it."""

    answer: Answer
    rev: int
    at: datetime

    def holds(self, rev: int, good_for: timedelta = _GOOD_FOR) -> bool:
        """Whether it tells of everything up to ``rev``."""
        return self.rev >= rev and clock.now() - self.at < good_for


@dataclass
class _Answers:
    """What was read for one pair of eyes; a card is None that does not fit the view."""

    cards: OrderedDict[int, _Kept[ReferralCard | None]] = field(default_factory=OrderedDict)
    counts: _Kept[Counts] | None = None
    board: _Kept[Board] | None = None


_answers: OrderedDict[Hashable, _Answers] = OrderedDict()
_views: WeakKeyDictionary[Engine, _Kept[View]] = WeakKeyDictionary()


def board_at(session: Session, actor: Actor, rev: int, only: BoardView) -> Board:
    """The board at ``rev``, which the hub had reached before this transaction began, or a later one."""
    known = _answers_for(actor, only)
    if known.board is None or not known.board.holds(rev, _OPENED_TOGETHER):
        known.board = _Kept(_board(session, actor, rev, only), rev, clock.now())
    return known.board.answer


def news_of(
    session: Session,
    actor: Actor,
    rev: int,
    referrals: Mapping[int, int],
    patients: Mapping[int, int],
    only: BoardView,
) -> News:
    """What became of these at ``rev``, as for ``board_at``; both are by id, with the last change of each."""
    of_patients = service.ids_for_patients(session, actor, patients)
    changed = {**referrals, **dict.fromkeys(of_patients, rev)}
    known = _answers_for(actor, only)
    cards = _cards(session, actor, rev, changed, only, known)
    if known.counts is None or not known.counts.holds(rev):
        known.counts = _Kept(_counts(session, actor, only), rev, clock.now())
    return News(frozenset(changed), cards, known.counts.answer)


def _answers_for(actor: Actor, only: BoardView) -> _Answers:
    key = (database.engine(), _eyes(actor, only), only)
    known = _answers.setdefault(key, _Answers())
    _answers.move_to_end(key)
    if len(_answers) > _EYES_KEPT:
        _answers.popitem(last=False)
    return known


def _eyes(actor: Actor, only: BoardView) -> Hashable:
    """Everything of a person that decides which cards they see and what these offer."""
    named = actor.user_id if only.coordinator == ME else None
    return actor.role, actor.site_ids, actor.all_sites, actor.grants, actor.only_patient_id, named


def _cards(
    session: Session, actor: Actor, rev: int, changed: Mapping[int, int], only: BoardView, known: _Answers
) -> list[ReferralCard]:
    kept = {number: known.cards.get(number) for number in changed}
    unread = [number for number, at in changed.items() if not ((one := kept[number]) and one.holds(at))]
    if unread:
        found = service.changed_cards(session, actor, unread, only)
        drawn = {card["id"]: card for card in cards_of(found, _view(session, actor, rev))}
        kept |= {number: _Kept(drawn.get(number), rev, clock.now()) for number in unread}
        _remember(known, {number: kept[number] for number in unread})
    return [one.answer for one in kept.values() if one and one.answer]


def _view(session: Session, actor: Actor, rev: int) -> View:
    """The stages and days of the center are the same for everyone until somebody changes them."""
    kept = _views.get(database.engine())
    if kept is None or not kept.holds(0) or HUB.changed(Topic.REFERRALS, kept.rev) is None:
        kept = _views[database.engine()] = _Kept(view_for(session, actor), rev, clock.now())
    return replace(kept.answer, actor=actor, now=clock.now())


def _remember(known: _Answers, cards: Mapping[int, _Kept[ReferralCard | None] | None]) -> None:
    for number, card in cards.items():
        if card is not None:
            known.cards[number] = card
            known.cards.move_to_end(number)
    while len(known.cards) > _CARDS_KEPT:
        known.cards.popitem(last=False)


def _board(session: Session, actor: Actor, rev: int, only: BoardView) -> Board:
    view = _view(session, actor, rev)
    read = service.board(session, actor, only)
    columns = [column_of(column, view, is_whole=not only.is_filtered) for column in read]
    totals = {column.stage.id or 0: column.total for column in read}
    whole = service.stage_totals(session, actor) if only.is_filtered else totals
    return Board(columns, Counts(totals, sum(whole.values())))


def _counts(session: Session, actor: Actor, only: BoardView) -> Counts:
    totals = service.stage_totals(session, actor, only)
    whole = service.stage_totals(session, actor) if only.is_filtered else totals
    return Counts(totals, sum(whole.values()))
