"""The address of the calendar page: what stands open over one does not stay open over another."""

import reflex as rx

from carehub.shared_calendar.booking_state import BookingState
from carehub.shared_calendar.find_time_state import FindTimeState
from carehub.shared_calendar.state import CalendarState


class AddressState(rx.State):
    """Looks at the address before CalendarState follows it, and has nothing of its own to show."""

    @rx.event
    async def follow(self) -> None:
        """Another address than that which is shown (a link, the back button) closes dialogs; the same again,
        as after a lost connection, leaves them and what was typed."""
        calendar = await self.get_state(CalendarState)
        if not calendar.ready or _shown(calendar) != dict(self.router.url.query_parameters):
            await self._close_dialogs(calendar)

    @rx.event
    async def leave(self) -> None:
        """Show nothing on the next visit before its address has been read, and no dialog of this one."""
        calendar = await self.get_state(CalendarState)
        calendar.ready = False
        await self._close_dialogs(calendar)

    async def _close_dialogs(self, calendar: CalendarState) -> None:
        calendar.asking = ""
        (await self.get_state(BookingState)).reset()
        (await self.get_state(FindTimeState)).reset()


def _shown(calendar: CalendarState) -> dict[str, str]:
    """What the address of this calendar says."""
    parts = {**calendar.address, "view": calendar.view, "date": calendar.date}
    return {key: value for key, value in parts.items() if value}
