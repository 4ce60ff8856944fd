"""Chasing reports: visits that took place, whose reports are late, and how often each was asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, and_, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid, NotFound
from carehub.referrals.change import Story, id_of, tell, working_days
from carehub.referrals.models import Happening, Referral, ReferralEvent
from carehub.referrals.reading import Entry, changed_cards, visible_to
from carehub.referrals.status import Status

MOST_LETTERS = 200
PAGE = "/reports-due"


@dataclass(frozen=True)
class Chased:
    """A referral that waits for its report; ``asked`` counts the requests since the visit."""

    entry: Entry
    asked: int
    asked_at: datetime | None


def overdue_reports(session: Session, actor: Actor) -> list[Chased]:
    """Every referral whose visit was and whose report is late, by receiver, the longest waiting first."""
    longest = _late(actor).order_by(col(Referral.due_at)).limit(MOST_LETTERS)
    numbers = [id_of(referral) for referral in session.exec(longest)]
    return chased(session, actor, numbers)


def count_overdue(session: Session, actor: Actor) -> int:
    """How many reports are late."""
    return session.execute(_late(actor).with_only_columns(func.count())).scalar_one()


def chased(session: Session, actor: Actor, referral_ids: Collection[int]) -> list[Chased]:
    """Those of the referrals that wait for a report, in the order of their letters."""
    asked = _requests(session, referral_ids)
    waiting = [
        Chased(entry, *asked.get(id_of(entry.referral), (0, None)))
        for entry in changed_cards(session, actor, referral_ids)
        if entry.referral.status is Status.SEEN
    ]
    return sorted(
        waiting, key=lambda one: (one.entry.referral.receiver.casefold(), one.entry.referral.order_key)
    )


def ask_again(session: Session, actor: Actor, referral_ids: Collection[int]) -> None:
    """Write down that these reports are asked for again; those that have come meanwhile are left out.

    Twice on one day counts once: somebody printed again. No clock is reset, and the version stays, so
    that nobody's move is refused for it.
    """
    require(actor, Permission.REFERRALS_EDIT)
    if not 0 < len(referral_ids) <= MOST_LETTERS:
        raise Invalid(f"Choose 1 to {MOST_LETTERS} reports to ask for.")
    found = session.exec(visible_to(actor).where(col(Referral.id).in_(sorted(referral_ids)))).all()
    if len(found) < len(set(referral_ids)):
        raise NotFound("One of these referrals is not on your board. Reload the page and choose again.")
    days = working_days(session)
    today = days.day_of(clock.now())
    for one in chased(session, actor, referral_ids):
        if one.asked_at is None or days.day_of(one.asked_at) < today:
            tell(session, actor, one.entry.referral, Story(Happening.REPORT_ASKED), ["report"])


def _late(actor: Actor) -> SelectOfScalar[Referral]:
    return visible_to(actor).where(Referral.status == Status.SEEN, col(Referral.due_at) <= clock.now())


def _requests(session: Session, referral_ids: Collection[int]) -> dict[int, tuple[int, datetime]]:
    """How often each report was asked for since the visit was confirmed, and when last."""
    since_the_visit = and_(
        col(Referral.id) == ReferralEvent.referral_id,
        col(ReferralEvent.at) >= col(Referral.status_entered_at),
    )
    counted = (
        select(ReferralEvent.referral_id, func.count(), func.max(ReferralEvent.at))
        .join(Referral, since_the_visit)
        .where(
            ReferralEvent.happening == Happening.REPORT_ASKED,
            col(ReferralEvent.referral_id).in_(sorted(referral_ids)),
        )
        .group_by(col(ReferralEvent.referral_id))
    )
    return {number: (asked, at) for number, asked, at in session.exec(counted)}
