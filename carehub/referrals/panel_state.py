"""The panel with one referral: read, edit, follow what happens to it."""

from typing import cast

import reflex as rx

from carehub.core.changes import HUB, Topic
from carehub.core.errors import CareHubError, Conflict, NotFound
from carehub.referrals import notes, sensitivity, service, telling
from carehub.referrals.cards import ADDRESS
from carehub.referrals.claims import Edited, filled_in, sensitivity_in
from carehub.referrals.details import Detail, Fact
from carehub.referrals.disclosing_shown import Part2Shown
from carehub.referrals.panel_reading import (
    AppointmentLine,
    AttemptLine,
    DocumentLine,
    FollowUpLine,
    NoteLine,
    Sheet,
    sheet,
)
from carehub.referrals.prompts import Choice
from carehub.referrals.timeline import Line
from carehub.ui.claims import parse
from carehub.ui.feedback import refuse, say
from carehub.ui.session import acting

_CLOSED = "/board"


class ReferralState(rx.State):
    """``address`` is what the browser shows, so that a copied link opens the same referral.

    While it is edited, ``detail`` stays what the edit began with: the form does not change under
    the person's hands.
    """

    is_open: rx.Field[bool] = rx.field(False)
    is_editing: rx.Field[bool] = rx.field(False)
    address: rx.Field[str] = rx.field("")
    detail: rx.Field[Detail] = rx.field(default_factory=Detail)
    facts: rx.Field[list[Fact]] = rx.field(default_factory=list)
    authorization: rx.Field[list[Fact]] = rx.field(default_factory=list)
    dates: rx.Field[list[Fact]] = rx.field(default_factory=list)
    appointments: rx.Field[list[AppointmentLine]] = rx.field(default_factory=list)
    attempts: rx.Field[list[AttemptLine]] = rx.field(default_factory=list)
    tried: rx.Field[str] = rx.field("")
    follow_ups: rx.Field[list[FollowUpLine]] = rx.field(default_factory=list)
    documents: rx.Field[list[DocumentLine]] = rx.field(default_factory=list)
    notes: rx.Field[list[NoteLine]] = rx.field(default_factory=list)
    colleagues: rx.Field[list[str]] = rx.field(default_factory=list)
    part2: rx.Field[Part2Shown] = rx.field(default_factory=lambda: cast(Part2Shown, {}))
    timeline: rx.Field[list[Line]] = rx.field(default_factory=list)
    types: rx.Field[list[Choice]] = rx.field(default_factory=list)
    problem: rx.Field[str] = rx.field("")

    _opened: int = 0
    _rev: int = 0

    @rx.event
    async def load(self) -> None:
        """Open the referral that the address names."""
        wanted = self.router.url.query_parameters.get("referral", "")
        self._shut()
        if wanted.isdecimal():
            await self._open(int(wanted))

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
        """Turn the panel into a form, of the referral as it is now."""
        self.problem = ""
        await self._open(self._opened)
        self.is_editing = self.is_open

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
        except Conflict as refusal:
            await self._lost_to(refusal)
        except CareHubError as refusal:
            self.problem = str(refusal)
        else:
            await self._finish_edit("Referral saved")

    @rx.event
    async def mark_sensitive(self, kind: str) -> None:
        """Say why the referral is sensitive; an empty word says that it is not."""
        chosen = sensitivity_in(parse(str, kind))
        async with acting(self) as (session, actor):
            sensitivity.mark(session, actor, self._opened, self.detail.get("version", 0), chosen)
        await self._open(self._opened)
        await say(self, f"Sensitive: {chosen.label}" if chosen else "Not sensitive any more")

    @rx.event
    async def tell_patient(self) -> None:
        """The patient was told of the appointment or of the report."""
        async with acting(self) as (session, actor):
            telling.patient_told(session, actor, self._opened, self.detail.get("version", 0))
        await self._open(self._opened)
        await say(self, "Noted: the patient was told")

    async def _lost_to(self, refusal: Conflict) -> None:
        """Someone was faster. Saving once more is then a decision, made with their change in sight."""
        read = await self._read(self._opened)
        self.timeline = read.timeline
        self.detail["version"] = read.detail.get("version", 0)
        self.problem = f"{refusal} Look at the history below; to keep what you typed, save again."

    async def _finish_edit(self, news: str = "") -> None:
        self.is_editing, self.problem = False, ""
        await self._open(self._opened)
        if news:
            await say(self, news)

    async def _refresh(self) -> None:
        """Show what has just been added; an edit in progress keeps what it began with."""
        if not self.is_editing:
            await self._open(self._opened)
            return
        read = await self._read(self._opened)
        self.attempts, self.tried, self.documents = read.attempts, read.tried, read.documents
        self.notes, self.timeline, self.follow_ups = read.notes, read.timeline, read.follow_ups

    async def _follow(self) -> None:
        """Show what others did to the open referral; an edit in progress is left alone."""
        if self._is_old() and not self.is_editing:
            await self._open(self._opened)

    def _is_old(self) -> bool:
        changed = HUB.since(Topic.REFERRALS, self._rev)
        return self._opened > 0 and (changed is None or self._opened in changed)

    async def _open(self, referral_id: int) -> None:
        self._rev = HUB.rev
        try:
            read = await self._read(referral_id)
        except NotFound as refusal:
            self._shut()
            await refuse(self, refusal)
            return
        self._show(read)
        self.is_open, self._opened, self.address = True, referral_id, f"{ADDRESS}{referral_id}"
        if read.waits_for_me:
            async with acting(self) as (session, actor):
                notes.mark_read(session, actor, referral_id)

    async def _read(self, referral_id: int) -> Sheet:
        async with acting(self, write=False) as (session, actor):
            return sheet(session, actor, referral_id)

    def _show(self, read: Sheet) -> None:
        self.detail, self.facts, self.authorization = read.detail, read.facts, read.authorization
        self.dates, self.appointments, self.timeline = read.dates, read.appointments, read.timeline
        self.attempts, self.tried, self.documents = read.attempts, read.tried, read.documents
        self.notes, self.colleagues, self.types = read.notes, read.colleagues, read.types
        self.follow_ups = read.follow_ups
        self.part2 = read.part2 or cast(Part2Shown, {})

    def _shut(self) -> None:
        self.is_open, self.is_editing, self._opened, self.address = False, False, 0, _CLOSED
        self.problem = ""
