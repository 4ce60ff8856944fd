"""What is done with the appointment that is open in the panel."""

import reflex as rx

from carehub.referrals.status import MissedReason
from carehub.shared_calendar import booking_claims, claims, series, service, taking_back
from carehub.shared_calendar.card import Card
from carehub.shared_calendar.state import CalendarState, nothing_moved, opened_card
from carehub.shared_calendar.status import AppointmentStatus
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.session import acting
from carehub.ui.undoing import Undo


class AppointmentState(rx.State):
    """Holds nothing of its own: the calendar's state knows which appointment is open, at which version."""

    @rx.event
    async def mark(self, status: str) -> None:
        """Write down how the opened appointment went."""
        wanted = claims.one_of(AppointmentStatus, status)
        card = await self._card()
        async with acting(self) as (session, actor):
            service.mark(session, actor, card["id"], card["version"], wanted)
        await self._done(f"Saved: {wanted.label.lower()}")

    @rx.event
    async def miss(self, form: dict[str, str]) -> None:
        """Mark the opened appointment as a no-show, with the reason."""
        why = claims.one_of(MissedReason, parse(dict[str, str], form).get("why"))
        card = await self._card()
        async with acting(self) as (session, actor):
            service.mark(session, actor, card["id"], card["version"], AppointmentStatus.NO_SHOW, why)
        await self._done("Saved: no-show")

    @rx.event
    async def mark_late(self, late: bool) -> None:
        """The patient came late, or did not."""
        is_late = parse(bool, late)
        card = await self._card()
        async with acting(self) as (session, actor):
            service.mark_late(session, actor, card["id"], card["version"], late=is_late)
        await self._done("Saved: came late" if is_late else "Saved: came in time")

    @rx.event
    async def mark_left(self) -> None:
        """The patient left without a visit."""
        card = await self._card()
        async with acting(self) as (session, actor):
            service.mark_left(session, actor, card["id"], card["version"])
        await self._done("Saved: left without a visit")

    @rx.event
    async def tell_patient(self) -> None:
        """The patient knows the time, or that it is cancelled."""
        card = await self._card()
        async with acting(self) as (session, actor):
            service.tell_patient(session, actor, card["id"], card["version"])
        await self._done("Saved: the patient was told")

    @rx.event
    async def tell_moved(self, told: bool) -> None:
        """Answer what was asked after a drag: whether the patient was told of the new time."""
        calendar = await self.get_state(CalendarState)
        moved, calendar.moved = calendar.moved, nothing_moved()
        if not moved or not parse(bool, told):
            return
        async with acting(self) as (session, actor):
            known = service.tell_patient(session, actor, moved["id"], moved["version"])
        calendar._remember(moved["id"], moved["version"], known.version)
        await say(self, "Saved: the patient was told")

    @rx.event
    async def cancel(self, form: dict[str, str]) -> None:
        """Cancel the opened appointment, or more of its series: who cancelled, why, and who knows."""
        asked = booking_claims.cancelling(form)
        card = await self._card()
        async with acting(self) as (session, actor):
            done = series.cancel(
                session,
                actor,
                card["id"],
                card["version"],
                asked.status,
                asked.reason,
                asked.scope,
                told=asked.told,
            )
        words = "Cancelled" if done.reached == 1 else f"Cancelled {done.reached} appointments"
        await self._done(words, Undo(taking_back.KIND, done.undo))

    async def _card(self) -> Card:
        return opened_card(await self.get_state(CalendarState))

    async def _done(self, text: str, undo: Undo | None = None) -> None:
        calendar = await self.get_state(CalendarState)
        calendar.asking, before = "", opened_card(calendar)
        await calendar._show_card()
        # One more than before: nobody else was there meanwhile.
        if calendar.card and calendar.card["version"] == before["version"] + 1:
            calendar._remember(before["id"], before["version"], calendar.card["version"])
        await say(self, text, undo)
