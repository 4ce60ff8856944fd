"""The timeline of the patient page: a page at a time, of one kind or of all."""

import reflex as rx

from carehub.core.changes import Topic
from carehub.core.errors import CareHubError
from carehub.desk.patient.address import patient_in
from carehub.desk.patient.timeline.kinds import Kind, Place
from carehub.desk.patient.timeline.reading import (
    PAGE,
    TimelineLine,
    TimelinePage,
    timeline,
    timeline_lines,
)
from carehub.desk.patient.touched import changes_about
from carehub.patients.looking import looking_at, reading_about
from carehub.ui.claims import parse

TOLD_OF = (
    Topic.PATIENTS, Topic.CASELOADS, Topic.REFERRALS, Topic.APPOINTMENTS, Topic.FOLLOW_UPS, Topic.DISCHARGES,
    Topic.PROGRAMS, Topic.CARE_PLANS, Topic.ASSESSMENTS, Topic.CRISES,
)  # fmt: skip


class TimelineState(rx.State):
    """``only`` is the kind that is shown, empty for all; ``address`` opens the same view."""

    lines: rx.Field[list[TimelineLine]] = rx.field(default_factory=list)
    only: rx.Field[str] = rx.field("")
    address: rx.Field[str] = rx.field("")
    has_more: rx.Field[bool] = rx.field(default=False)
    is_loaded: rx.Field[bool] = rx.field(default=False)
    _patient_id: int = 0
    _size: int = PAGE
    _next: Place | None = None

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        asked = self.router.url.query_parameters.get("only", "")
        self.only = asked if asked in list(Kind) else ""
        self.lines, self._size, self.is_loaded = [], PAGE, False
        try:
            self._patient_id = patient_in(self.router.url.path)
            async with looking_at(self, "timeline", self._patient_id):
                pass
            await self._refresh()
        except CareHubError:
            # The frame says why nobody is shown.
            return []
        return [TimelineState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_about(self._patient_id, *TOLD_OF):
            try:
                async with self:
                    await self._refresh()
            except CareHubError:
                async with self:
                    self.lines = []
                return

    @rx.event
    async def choose(self, only: str) -> None:
        """Show one kind, or all."""
        wanted = parse(str, only)
        self.only, self._size = (wanted if wanted in list(Kind) else ""), PAGE
        await self._refresh()

    @rx.event
    async def show_more(self) -> None:
        """The next page below; what stands above stays."""
        async with reading_about(self, self._patient_id) as (session, actor):
            page = timeline(session, actor, self._patient_id, self._kind(), self._next)
            more = timeline_lines(session, page.entries)
        self._size += PAGE
        self.lines, self._next, self.has_more = [*self.lines, *more], page.next, page.next is not None

    async def _refresh(self) -> None:
        async with reading_about(self, self._patient_id) as (session, actor):
            page = timeline(session, actor, self._patient_id, self._kind(), size=self._size)
            self._show(page, timeline_lines(session, page.entries))

    def _show(self, page: TimelinePage, lines: list[TimelineLine]) -> None:
        self.lines, self._next, self.has_more = lines, page.next, page.next is not None
        query = f"?only={self.only}" if self.only else ""
        self.address, self.is_loaded = f"/patients/{self._patient_id}/timeline{query}", True

    def _kind(self) -> Kind | None:
        return Kind(self.only) if self.only else None
