"""The list of reports that are late, kept up to date while it is open."""

from typing import TypedDict

import reflex as rx

from carehub.core.changes import Topic
from carehub.core.dates import ago, written_date
from carehub.core.list_looks import LOOKS, ListPage
from carehub.patients.names import listed_name
from carehub.referrals import chasing, clocks
from carehub.referrals.cards import ADDRESS, View, view_for
from carehub.referrals.chasing import Chased
from carehub.referrals.wording import lateness
from carehub.ui.live import changes_of
from carehub.ui.session import acting


class LateReport(TypedDict):
    """A line of the list; ``asked`` says how often the report was asked for again."""

    id: int
    patient: str
    href: str
    receiver: str
    type: str
    seen: str
    late: str
    asked: str
    coordinator: str


class ChasingState(rx.State):
    """``counted`` says how many reports are late."""

    rows: rx.Field[list[LateReport]] = rx.field(default_factory=list)
    counted: rx.Field[str] = rx.field("")
    is_loaded: rx.Field[bool] = rx.field(default=False)

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """Read the list, and again whenever a referral changes."""
        await self._read()
        return [ChasingState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """Follow what arrives and what is asked for meanwhile."""
        async for _ in changes_of(Topic.REFERRALS, Topic.PATIENTS):
            async with self:
                await self._read()

    async def _read(self) -> None:
        async with acting(self, write=False) as (session, actor):
            view = view_for(session, actor)
            late = chasing.overdue_reports(session, actor)
            rows = [_row(each, view) for each in late]
            LOOKS.saw(actor, ListPage.LATE_REPORTS, [each.entry.referral.patient_id for each in late])
            total = chasing.count_overdue(session, actor)
        if rows != self.rows or not self.is_loaded:
            self.rows, self.is_loaded = rows, True
        self.counted = f"{total:,} {'report is' if total == 1 else 'reports are'} late"


def _row(chased: Chased, view: View) -> LateReport:
    referral, patient = chased.entry.referral, chased.entry.patient
    late = clocks.late_by(referral.due_at, referral.urgency, view.now, view.days)
    return LateReport(
        id=referral.id or 0,
        patient=listed_name(patient.last_name, patient.first_name),
        href=f"{ADDRESS}{referral.id}",
        receiver=referral.receiver,
        type=chased.entry.type_name,
        seen=written_date(referral.seen_on) if referral.seen_on else "",
        late=lateness(late),
        asked=_asked(chased, view),
        coordinator=chased.entry.coordinator or "",
    )


def _asked(chased: Chased, view: View) -> str:
    if chased.asked_at is None:
        return "Not yet"
    times = "Once" if chased.asked == 1 else f"{chased.asked} times"
    return f"{times}, last {ago(chased.asked_at, view.now)}"
