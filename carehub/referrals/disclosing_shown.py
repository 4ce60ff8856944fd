"""What the panel shows of a Part 2 record: by what it may leave the center, and what is over."""

from typing import TypedDict

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.core import clock
from carehub.core.actor import Actor, Permission
from carehub.core.dates import written_date
from carehub.disclosures.models import DisclosureGround
from carehub.referrals import disclosing


class GroundLine(TypedDict):
    """``standing`` says whether it holds, or since when and why not."""

    id: int
    label: str
    detail: str
    standing: str
    can_revoke: bool


class Part2Shown(TypedDict):
    """``is_offered``: the center runs such a program, or this is such a record."""

    is_offered: bool
    can_mark: bool
    is_record: bool
    may_leave: bool
    lines: list[GroundLine]


def part2_shown(session: Session, actor: Actor, referral_id: int, receiver: str) -> Part2Shown:
    center = accounts.center(session)
    is_record = disclosing.is_part2(session, actor, referral_id)
    today = clock.today(center.time_zone)
    rows = disclosing.grounds_of(session, actor, referral_id) if is_record else []
    edits = actor.may(Permission.REFERRALS_EDIT)
    held = [(row, disclosing.holds(row, receiver, today)) for row in rows]
    return Part2Shown(
        is_offered=is_record or center.runs_part2,
        can_mark=edits,
        is_record=is_record,
        may_leave=any(holds for _, holds in held),
        lines=[_line(row, holds, center.time_zone, edits) for row, holds in held],
    )


def _line(row: DisclosureGround, holds: bool, zone: str, edits: bool) -> GroundLine:
    until = f"until {written_date(row.expires_on)}" if row.expires_on else "until revoked"
    if row.revoked_at:
        standing = f"Revoked {written_date(clock.local(row.revoked_at, zone))}"
    elif holds:
        standing = f"Holds {until}"
    else:
        standing = f"Does not hold now ({until}, to {row.recipient})"
    return GroundLine(
        id=row.id or 0,
        label=row.ground.label,
        detail=f"{row.what}, for: {row.purpose}. Signed {written_date(row.signed_on)}",
        standing=standing,
        can_revoke=edits and holds and row.ground.is_consent,
    )
