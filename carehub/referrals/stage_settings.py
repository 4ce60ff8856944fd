"""The center's own stages: what an admin makes of the board. Each status keeps a stage that is shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import JSON, ColumnElement, Integer, func, insert, literal, type_coerce, update
from sqlmodel import Session, col, select

from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.database import UtcDateTime, versioned_update
from carehub.core.errors import Conflict, Invalid, NotFound
from carehub.referrals.change import recount_clocks
from carehub.referrals.models import Happening, Referral, ReferralEvent, Stage
from carehub.referrals.status import MEANINGS, OPTIONAL, Proof, Status, optional_proofs

COLOURS = (
    "gray",
    "amber",
    "orange",
    "red",
    "plum",
    "violet",
    "indigo",
    "blue",
    "cyan",
    "teal",
    "green",
    "lime",
)
_LONGEST_NAME = 40
_MOST = 999
_CLOCKS = ("stat_hours", "urgent_days", "routine_days")


@dataclass(frozen=True)
class StageWish:
    """A stage as the admin wants it; a clock or limit of None is the usual one, or none."""

    name: str
    status: Status
    colour: str = "gray"
    wip_limit: int | None = None
    stat_hours: int | None = None
    urgent_days: int | None = None
    routine_days: int | None = None
    asks: frozenset[Proof] | None = None


@dataclass(frozen=True)
class StageLine:
    """A stage with how many referrals of the whole center stand in it."""

    stage: Stage
    cards: int


def every_stage(session: Session, actor: Actor) -> list[StageLine]:
    """All stages, hidden ones too, from left to right."""
    require(actor, Permission.STAGES_MANAGE)
    counted = select(Referral.stage_id, func.count()).group_by(col(Referral.stage_id))
    cards = dict(session.exec(counted).all())
    return [StageLine(stage, cards.get(stage.id or 0, 0)) for stage in _in_order(session)]


def add_stage(session: Session, actor: Actor, wish: StageWish) -> Stage:
    """A new stage, to the right of the last one with its status."""
    require(actor, Permission.STAGES_MANAGE)
    _refuse_unusable(session, wish)
    order = _in_order(session)
    before = [stage for stage in order if stage.status is wish.status]
    stage = Stage(position=0, status=wish.status, **_values(wish))  # pyright: ignore[reportArgumentType]
    order.insert(order.index(before[-1]) + 1 if before else len(order), stage)
    session.add(stage)
    _number(order)
    session.flush()
    _tell(session, actor, "added", stage.id or 0, _values(wish))
    return stage


def edit_stage(session: Session, actor: Actor, stage_id: int, version: int, wish: StageWish) -> Stage:
    """Change what a stage is called, asks for and allows; the clocks of its cards are counted again."""
    require(actor, Permission.STAGES_MANAGE)
    stage = _find(session, stage_id, version)
    _refuse_unusable(session, wish, stage_id)
    if wish.status is not stage.status:
        _refuse_loss_of_meaning(session, stage)
    _write(session, actor, stage, "edited", status=wish.status, **_values(wish))
    recount_clocks(session, [stage_id])
    return stage


def move_stage(session: Session, actor: Actor, stage_id: int, version: int, *, to_the_left: bool) -> Stage:
    """Change places with the next stage on that side."""
    require(actor, Permission.STAGES_MANAGE)
    stage, order = _find(session, stage_id, version), _in_order(session)
    at = order.index(stage)
    other = at - 1 if to_the_left else at + 1
    if not 0 <= other < len(order):
        raise Invalid("This stage is at the end of the board already.")
    order[at], order[other] = order[other], order[at]
    _number(order)
    session.flush()
    _tell(session, actor, "moved", stage_id, ["position"])
    return stage


def hide_stage(session: Session, actor: Actor, stage_id: int, version: int, into: int | None = None) -> Stage:
    """Take a stage off the board; its cards go to another stage of the same status."""
    require(actor, Permission.STAGES_MANAGE)
    stage = _find(session, stage_id, version)
    _refuse_last(session, stage)
    _empty(session, actor, stage, into)
    return _write(session, actor, stage, "hidden", is_hidden=True)


def show_stage(session: Session, actor: Actor, stage_id: int, version: int) -> Stage:
    require(actor, Permission.STAGES_MANAGE)
    return _write(session, actor, _find(session, stage_id, version), "shown", is_hidden=False)


def delete_stage(
    session: Session, actor: Actor, stage_id: int, version: int, into: int | None = None
) -> None:
    """Delete a stage; its cards go to another stage of the same status. History keeps its name."""
    require(actor, Permission.STAGES_MANAGE)
    stage = _find(session, stage_id, version)
    _refuse_last(session, stage)
    _empty(session, actor, stage, into)
    session.delete(stage)
    session.flush()
    _tell(session, actor, "deleted", stage_id, ["name"])


def _in_order(session: Session) -> list[Stage]:
    return list(session.exec(select(Stage).order_by(col(Stage.position), col(Stage.id))))


def _find(session: Session, stage_id: int, version: int) -> Stage:
    stage = session.get(Stage, stage_id)
    if stage is None:
        raise NotFound("This stage is not in the list any more.")
    if stage.version != version:
        raise Conflict("Someone changed this stage meanwhile. Look at it again.")
    return stage


def _write(session: Session, actor: Actor, stage: Stage, deed: str, **values: object) -> Stage:
    if not versioned_update(session, Stage, stage.id or 0, stage.version, **values):
        raise Conflict("Someone changed this stage meanwhile. Look at it again.")
    _tell(session, actor, deed, stage.id or 0, values)
    return stage


def _tell(session: Session, actor: Actor, deed: str, stage_id: int, fields: Iterable[str]) -> None:
    journal.record(session, actor, f"stages.{deed}", subject=f"stage:{stage_id}", fields=fields)
    # No ids: every open board reads itself again.
    changes.announce(session, changes.Topic.REFERRALS)


def _number(order: list[Stage]) -> None:
    for position, stage in enumerate(order):
        stage.position = position


def _values(wish: StageWish) -> dict[str, object]:
    usual = frozenset(MEANINGS[wish.status].proofs) & OPTIONAL
    asks = None if wish.asks in (None, usual) else [proof.value for proof in Proof if proof in wish.asks]
    return {
        "name": _name(wish),
        "colour": wish.colour,
        "wip_limit": wish.wip_limit,
        "asks": asks,
        **{name: getattr(wish, name) for name in _CLOCKS},
    }


def _name(wish: StageWish) -> str:
    return " ".join(wish.name.split())


def _refuse_unusable(session: Session, wish: StageWish, stage_id: int | None = None) -> None:
    name = _name(wish)
    if not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
        raise Invalid(f"Give the stage a name of up to {_LONGEST_NAME} characters.")
    same = select(Stage.id).where(
        func.lower(Stage.name) == name.lower(), col(Stage.id).is_distinct_from(stage_id)
    )
    if session.exec(same).first() is not None:
        raise Invalid("Another stage has this name already.")
    if wish.colour not in COLOURS:
        raise Invalid("Choose a colour from the list.")
    numbers = (wish.wip_limit, *(getattr(wish, clock_) for clock_ in _CLOCKS))
    if any(number is not None and not 1 <= number <= _MOST for number in numbers):
        raise Invalid(f"Give limits and clocks as whole numbers from 1 to {_MOST}, or leave them empty.")
    if not (wish.asks or frozenset()) <= set(optional_proofs(wish.status)):
        raise Invalid("A stage of this status does not ask for that.")


def _refuse_last(session: Session, stage: Stage) -> None:
    others = select(Stage.id).where(
        Stage.status == stage.status, col(Stage.is_hidden).is_(False), Stage.id != stage.id
    )
    if not stage.is_hidden and session.exec(others).first() is None:
        raise Invalid(
            f"“{stage.name}” is the last stage for its status: referrals would have nowhere to stand. "
            "Show or add another one first."
        )


def _refuse_loss_of_meaning(session: Session, stage: Stage) -> None:
    _refuse_last(session, stage)
    if number := _cards(session, stage):
        raise Invalid(
            f"{_counted(number)} in “{stage.name}”. Move them first, then choose what the stage stands for."
        )


def _empty(session: Session, actor: Actor, stage: Stage, into: int | None) -> None:
    """Bring its cards to another stage of its status, all in one statement: there may be thousands."""
    if not (number := _cards(session, stage)):
        return
    target = session.get(Stage, into) if into is not None else None
    if target is None or target.is_hidden or target.status is not stage.status or target.id == stage.id:
        raise Invalid(f"{_counted(number)} in “{stage.name}”. Choose where they go.")
    moment = clock.now()
    _note_for_each(session, actor, stage, target)
    session.execute(
        update(Referral)
        .where(col(Referral.stage_id) == stage.id)
        .values(stage_id=target.id, stage_entered_at=moment, version=Referral.version + 1, updated_at=moment)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    _tell(session, actor, "emptied", stage.id or 0, ["stage_id"])
    recount_clocks(session, [target.id or 0])


def _note_for_each(session: Session, actor: Actor, stage: Stage, target: Stage) -> None:
    """A line in the history of each of its cards."""
    told: dict[str, ColumnElement[object]] = {
        "referral_id": type_coerce(col(Referral.id), Integer()),
        "at": literal(clock.now(), UtcDateTime()),
        "actor_id": literal(actor.user_id),
        "happening": literal(Happening.MOVED.value),
        "from_stage": literal(stage.name),
        "to_stage": literal(target.name),
        "reason": literal("The stage was taken off the board"),
        "detail": literal({}, JSON()),
        "token": literal(""),
    }
    cards = select(*told.values()).where(Referral.stage_id == stage.id)
    session.execute(insert(ReferralEvent).from_select(list(told), cards, include_defaults=False))


def _cards(session: Session, stage: Stage) -> int:
    return session.exec(select(func.count()).where(Referral.stage_id == stage.id)).one()


def _counted(number: int) -> str:
    return "1 referral stands" if number == 1 else f"{number:,} referrals stand"
