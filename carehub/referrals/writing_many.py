"""Many referrals in a few statements: what each will hold was worked out before.

Writing holds the database's lock, and everybody who saves waits meanwhile; so nothing is read or computed
for one referral alone in here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import CursorResult, bindparam, delete, func, insert, select, text, update
from sqlmodel import Session, SQLModel, col

from carehub.core import clock, field_history
from carehub.core.actor import Actor
from carehub.core.changes import Topic, announce
from carehub.core.errors import Conflict
from carehub.referrals.change import Story
from carehub.referrals.clocks import order_key
from carehub.referrals.hearing import HEARD_BY
from carehub.referrals.models import Happening, Referral, ReferralEvent, ReferralNote
from carehub.referrals.reading import visible_to

_AT_ONCE = 2_000
_FROM_THE_SEQUENCE = text(
    "SELECT nextval(pg_get_serial_sequence('referrals', 'id')) FROM generate_series(1, :many)"
)
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What changes in a referral that is at ``version``, by column; what those columns hold ``before``; how
    it is told, and a note beside it."""

    referral_id: int
    version: int
    values: Mapping[str, object]
    before: Mapping[str, object]
    story: Story
    created_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Addition:
    """A referral that is not here yet, by column; its key is made of ``head`` and the number it will have."""

    values: Mapping[str, object]
    head: str
    created_at: datetime
    stage: str
    note: str = ""


def add_many(session: Session, actor: Actor, additions: Sequence[Addition], source: str) -> list[int]:
    """The referrals, at least one, told in their history to come from ``source``; their ids in order."""
    ids = _take_numbers(session, len(additions))
    numbered = list(zip(ids, additions, strict=True))
    rows = [
        {**each.values, "id": number, "order_key": order_key(each.head, each.created_at, number)}
        for number, each in numbered
    ]
    session.connection().execute(insert(_table(Referral)), rows)
    _tell(session, actor, [(number, each.created_at, _created(each, source)) for number, each in numbered])
    _write_notes(session, actor, numbered)
    announce(session, Topic.REFERRALS)
    return ids


def rewrite_many(session: Session, actor: Actor, rewrites: Sequence[Rewrite]) -> None:
    """Change the referrals; Conflict when one of them was changed, or is out of sight, since.

    The caller's next entry in the journal tells of it; after it, ``let_hear``.
    """
    alike: defaultdict[tuple[str, ...], list[Rewrite]] = defaultdict(list)
    for each in rewrites:
        alike[tuple(sorted(each.values))].append(each)
    _refuse_lost(session, actor, [each.referral_id for each in rewrites])
    for columns, of_these in alike.items():
        _update_alike(session, columns, of_these)
    moment = clock.now()
    _tell(session, actor, [(each.referral_id, moment, each.story) for each in rewrites])
    _write_notes(session, actor, [(each.referral_id, each) for each in rewrites])
    for each in rewrites:
        field_history.note(session, "referrals", each.referral_id, each.before, each.values)
    announce(session, Topic.REFERRALS)


def remove_many(session: Session, actor: Actor, seen: Mapping[int, int]) -> None:
    """Remove the referrals, by id and the version seen, with their notes and history; Conflict when one of
    them was changed, or is out of sight, since."""
    _refuse_lost(session, actor, list(seen))
    for part in _parts(list(seen)):
        for model in (ReferralNote, ReferralEvent):
            session.exec(delete(model).where(col(model.referral_id).in_(part)))
    table = _table(Referral)
    statement = delete(table).where(table.c.id == bindparam("which"), table.c.version == bindparam("was_at"))
    rows = [{"which": number, "was_at": version} for number, version in seen.items()]
    _refuse_fewer(session.connection().execute(statement, rows), len(rows))
    announce(session, Topic.REFERRALS)


def let_hear(session: Session, actor: Actor, rewrites: Sequence[Rewrite]) -> None:
    """Tell whoever hears of referrals."""
    stories = {each.referral_id: each.story for each in rewrites}
    for part in _parts(stories):
        changed = (
            visible_to(actor).where(col(Referral.id).in_(part)).execution_options(populate_existing=True)
        )
        heard = [(referral, stories[referral.id or 0]) for referral in session.exec(changed)]
        for hears in HEARD_BY:
            hears(session, actor, heard)


def _take_numbers(session: Session, how_many: int) -> list[int]:
    if session.get_bind().dialect.name == "postgresql":
        return sorted(session.execute(_FROM_THE_SEQUENCE, {"many": how_many}).scalars())
    # Who writes holds the one lock: nobody else takes a number meanwhile.
    last = session.execute(select(func.max(col(Referral.id)))).scalar() or 0
    return list(range(last + 1, last + 1 + how_many))


def _update_alike(session: Session, columns: Sequence[str], rewrites: Sequence[Rewrite]) -> None:
    """Change the same columns of many referrals, each only if nobody changed it since."""
    table = _table(Referral)
    statement = (
        update(table)
        .where(table.c.id == bindparam("which"), table.c.version == bindparam("seen"))
        .values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in columns})
        .values(version=table.c.version + 1, updated_at=clock.now())
    )
    rows = [
        {"which": each.referral_id, "seen": each.version}
        | {f"new_{name}": each.values[name] for name in columns}
        for each in rewrites
    ]
    _refuse_fewer(session.connection().execute(statement, rows), len(rows))


def _refuse_fewer(written: object, wanted: int) -> None:
    assert isinstance(written, CursorResult)
    if written.rowcount != wanted:
        raise Conflict("One of these referrals was changed meanwhile. Nothing was saved; look at them again.")


def _refuse_lost(session: Session, actor: Actor, referral_ids: Collection[int]) -> None:
    for part in _parts(referral_ids):
        seen = visible_to(actor).where(col(Referral.id).in_(part)).with_only_columns(col(Referral.id))
        if len(session.execute(seen).all()) != len(set(part)):
            raise Conflict("One of these referrals is not in your list any more. Look at them again.")


def _tell(session: Session, actor: Actor, told: Sequence[tuple[int, datetime, Story]]) -> None:
    rows = [
        {
            "referral_id": referral_id, "at": moment, "actor_id": actor.user_id,
            "happening": story.happening, "from_stage": story.from_stage, "to_stage": story.to_stage,
            "reason": story.reason, "detail": dict(story.detail), "token": story.token, "before": None,
        }
        for referral_id, moment, story in told
    ]  # fmt: skip
    session.connection().execute(insert(_table(ReferralEvent)), rows)


def _write_notes(session: Session, actor: Actor, noted: Sequence[tuple[int, Rewrite | Addition]]) -> None:
    rows = [
        {"referral_id": referral_id, "text": each.note, "at": each.created_at, "by_id": actor.user_id}
        for referral_id, each in noted
        if each.note
    ]
    if rows:
        session.connection().execute(insert(_table(ReferralNote)), rows)


def _created(each: Addition, source: str) -> Story:
    return Story(Happening.CREATED, to_stage=each.stage, reason=source)


def _table(model: type[SQLModel]) -> Any:
    # The table itself: rows of the session are not asked whether they are meant.
    return model.__table__  # pyright: ignore[reportAttributeAccessIssue]


def _parts(items: Collection[Item]) -> Iterator[list[Item]]:
    left = iter(items)
    while part := list(islice(left, _AT_ONCE)):
        yield part
