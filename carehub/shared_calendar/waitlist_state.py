"""The waitlist page: who waits, and the times that would do."""

from datetime import datetime
from typing import TypedDict

import reflex as rx

from carehub.core import clock
from carehub.core.changes import Topic
from carehub.core.errors import Invalid
from carehub.core.list_looks import LOOKS, ListPage
from carehub.patients.wording import spoken_language
from carehub.shared_calendar import waitlist
from carehub.shared_calendar.reading import patients_in
from carehub.shared_calendar.sheets import phones_of
from carehub.shared_calendar.showing import identity
from carehub.shared_calendar.slots import Slot, said
from carehub.shared_calendar.waitlist import Offer, Waiter
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.live import changes_of
from carehub.ui.session import acting
from carehub.working_time import service as working_time


class OfferRow(TypedDict):
    """A time as a button; ``value`` is its start, its end and whose it is, as giving it takes it back."""

    label: str
    value: str
    is_freed: bool


class WaiterRow(TypedDict):
    id: int
    version: int
    patient_id: int
    patient: str
    identity: str
    heed: str
    phones: str
    language: str
    what: str
    wish: str
    offers: list[OfferRow]


class WaitlistState(rx.State):
    """``freed`` counts the people for whom a time became free."""

    rows: rx.Field[list[WaiterRow]] = rx.field(default_factory=list)
    freed: rx.Field[int] = rx.field(0)
    ready: rx.Field[bool] = rx.field(default=False)

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        await self._read()
        self.ready = True
        return [WaitlistState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """A cancellation anywhere shows here at once as a time that became free."""
        async for _ in changes_of(Topic.APPOINTMENTS, Topic.PATIENTS, Topic.WORKING_TIME):
            async with self:
                await self._read()

    @rx.event
    async def give(self, appointment_id: int, version: int, value: str) -> None:
        """Book the person who waits into this time."""
        wanted, seen = parse(int, appointment_id), parse(int, version)
        slot, staff_id = _time_in(parse(str, value))
        async with acting(self) as (session, actor):
            booked = waitlist.give(session, actor, wanted, seen, slot, staff_id)
            zone = working_time.time_zone(session, booked.site_id)
        await say(self, f"Booked: {said(slot, zone)}. Tell the patient.")
        await self._read()

    async def _read(self) -> None:
        async with acting(self, write=False) as (session, actor):
            found = waitlist.waiters(session, actor)
            LOOKS.saw(actor, ListPage.WAITLIST, patients_in(each.entry for each in found))
            zones = {each: working_time.time_zone(session, each) for each in _sites(found)}
        self.rows = [_row(each, zones[each.entry.appointment.site_id]) for each in found]
        self.freed = sum(1 for row in self.rows if any(offer["is_freed"] for offer in row["offers"]))


def _sites(found: list[Waiter]) -> set[int]:
    return {each.entry.appointment.site_id for each in found}


def _row(waiter: Waiter, zone: str) -> WaiterRow:
    entry, patient = waiter.entry, waiter.patient
    appointment = entry.appointment
    return WaiterRow(
        id=appointment.id or 0,
        version=appointment.version,
        patient_id=appointment.patient_id or 0,
        patient=entry.patient_name,
        identity=identity(patient.birth_date, patient.mrn, clock.today(zone)),
        heed=waiter.heed,
        phones=phones_of(patient),
        language=spoken_language(patient),
        what=" · ".join(filter(None, (appointment.title, entry.staff_name, entry.site.name))),
        wish=said(appointment.slot, zone),
        offers=[_offer(each, zone) for each in waiter.offers],
    )


def _offer(offer: Offer, zone: str) -> OfferRow:
    return OfferRow(
        label=("Became free: " if offer.is_freed else "") + said(offer.slot, zone),
        value=f"{offer.slot.starts_at.isoformat()} {offer.slot.ends_at.isoformat()} {offer.staff_id or 0}",
        is_freed=offer.is_freed,
    )


def _time_in(value: str) -> tuple[Slot, int | None]:
    start, end, staff = (*value.split(" "), "", "")[:3]
    try:
        return Slot(datetime.fromisoformat(start), datetime.fromisoformat(end)), int(staff) or None
    except ValueError:
        raise Invalid("This is no time. Reload the page.") from None
