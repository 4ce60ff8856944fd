"""The panel with one referral: read, edit, follow what happens to it."""

import reflex as rx

from carehub.core.changes import HUB, Topic
from carehub.core.errors import CareHubError, NotFound
from carehub.referrals import service
from carehub.referrals.cards import ADDRESS, view_for
from carehub.referrals.claims import Edited, filled_in
from carehub.referrals.details import Detail, Fact, Line, detail_of, facts_of, line_of
from carehub.referrals.prompts import Choice
from carehub.ui.claims import parse
from carehub.ui.feedback import refuse, say
from carehub.ui.live import changes_of
from carehub.ui.session import acting

_CLOSED = "/board"


class ReferralState(rx.State):
    """``address`` is what the browser shows, so that a copied link opens the same referral."""

    is_open: bool = False
    is_editing: bool = False
    address: str = ""
    detail: Detail = {}
    facts: list[Fact] = []
    timeline: list[Line] = []
    types: list[Choice] = []
    problem: str = ""

    _opened: int = 0
    _rev: int = 0

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """Open the referral that the address names."""
        wanted = self.router.url.query_parameters.get("referral", "")
        self._shut()
        if wanted.isdecimal():
            await self._open(int(wanted))
        return [ReferralState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """Follow what others do to the open referral; an edit in progress is left alone."""
        async for _ in changes_of(Topic.REFERRALS):
            async with self:
                if self._is_old() and not self.is_editing:
                    await self._open(self._opened)

    @rx.event
    async def open_card(self, referral_id: int) -> None:
        """Show a referral."""
        self.is_editing = False
        await self._open(parse(int, referral_id))

    @rx.event
    async def close(self) -> None:
        """Put the panel away."""
        self._shut()

    @rx.event
    async def edit(self) -> None:
        """Turn the panel into a form."""
        self.is_editing, self.problem = True, ""

    @rx.event
    async def leave_edit(self) -> None:
        """Drop what was typed and show the referral as it is now."""
        await self._finish_edit()

    @rx.event
    async def save(self, form: dict[str, str]) -> None:
        """Keep what was edited; what was typed stays when it is refused."""
        try:
            changes = filled_in(Edited, form).changes()
            async with acting(self) as (session, actor):
                service.edit(session, actor, self._opened, self.detail.get("version", 0), changes)
        except CareHubError as refusal:
            self.problem = str(refusal)
        else:
            await self._finish_edit("Referral saved")

    async def _finish_edit(self, news: str = "") -> None:
        self.is_editing = False
        await self._open(self._opened)
        if news:
            await say(self, news)

    def _is_old(self) -> bool:
        changed = HUB.since(Topic.REFERRALS, self._rev)
        return self._opened > 0 and (changed is None or self._opened in changed)

    async def _open(self, referral_id: int) -> None:
        self._rev = HUB.rev
        try:
            async with acting(self, write=False) as (session, actor):
                view = view_for(session, actor)
                entry = service.read(session, actor, referral_id)
                history = service.history(session, actor, referral_id)
                types = service.shown_types(session)
        except NotFound as refusal:
            self._shut()
            await refuse(self, refusal)
            return
        self.detail, self.facts = detail_of(entry, view), facts_of(entry, view)
        self.timeline = [line_of(line, view) for line in history]
        self.types = [Choice(value=str(kind.id), label=kind.name) for kind in types]
        self.is_open, self._opened, self.address = True, referral_id, f"{ADDRESS}{referral_id}"

    def _shut(self) -> None:
        self.is_open, self.is_editing, self._opened, self.address = False, False, 0, _CLOSED
