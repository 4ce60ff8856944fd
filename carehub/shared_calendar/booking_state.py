"""The dialog in which an appointment is booked, moved and changed."""

from collections.abc import Callable

import reflex as rx
from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.core import clock
from carehub.core.actor import Actor, Permission
from carehub.core.errors import CareHubError
from carehub.patients import service as patients
from carehub.patients.names import listed_name
from carehub.shared_calendar import claims, linked_referral, reading, service
from carehub.shared_calendar.claims import StartOfBooking
from carehub.shared_calendar.conflicts import Taken
from carehub.shared_calendar.requests import Booking
from carehub.shared_calendar.showing import (
    NOBODY,
    Choice,
    Hit,
    SiteMark,
    hits_of,
    identity,
    marks_of,
    referral_choices,
    staff_choices,
)
from carehub.shared_calendar.state import CalendarState
from carehub.shared_calendar.status import Kind, Mode
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.session import acting
from carehub.ui.widgets.calendar import SlotPicked

MOST_HITS = 8


class BookingState(rx.State):
    """What the open dialog shows; ``purpose`` is book, move or change, empty when it is closed.

    The dialog's inputs begin with these values and come back with the form; ``problem`` says why
    the last attempt was refused, ``may_insist`` that this person may book over it with a reason.
    """

    purpose: rx.Field[str] = rx.field("")
    headline: rx.Field[str] = rx.field("")
    kind: rx.Field[str] = rx.field("")
    patient_id: rx.Field[int] = rx.field(0)
    patient_name: rx.Field[str] = rx.field("")
    patient_identity: rx.Field[str] = rx.field("")
    hits: rx.Field[list[Hit]] = rx.field(default_factory=list)
    searched: rx.Field[bool] = rx.field(False)
    referrals: rx.Field[list[Choice]] = rx.field(default_factory=list)
    sites: rx.Field[list[SiteMark]] = rx.field(default_factory=list)
    site: rx.Field[str] = rx.field("")
    staff: rx.Field[list[Choice]] = rx.field(default_factory=list)
    staff_id: rx.Field[str] = rx.field("")
    day: rx.Field[str] = rx.field("")
    at: rx.Field[str] = rx.field("")
    minutes: rx.Field[str] = rx.field("")
    mode: rx.Field[str] = rx.field("")
    title: rx.Field[str] = rx.field("")
    note: rx.Field[str] = rx.field("")
    problem: rx.Field[str] = rx.field("")
    may_insist: rx.Field[bool] = rx.field(False)
    _appointment_id: int = 0
    _version: int = 0
    _time_zone: str = ""

    @rx.event
    async def open_new(self) -> None:
        """Book: begin on the day that the calendar shows."""
        calendar = await self.get_state(CalendarState)
        await self._begin(calendar, StartOfBooking(calendar.date, "", "30"))

    @rx.event
    async def open_at(self, slot: SlotPicked) -> None:
        """Book: begin at the time that was clicked or drawn in the calendar."""
        calendar = await self.get_state(CalendarState)
        await self._begin(calendar, claims.start_of_booking(slot, calendar.time_zone))

    @rx.event
    async def open_move(self) -> None:
        """Give the opened appointment another time."""
        self._take_over(await self.get_state(CalendarState), "move")

    @rx.event
    async def open_change(self) -> None:
        """Change the opened appointment, all but its time."""
        self._take_over(await self.get_state(CalendarState), "change")
        await self._list_staff()

    @rx.event
    def close(self) -> None:
        """Close the dialog; nothing is kept."""
        self.reset()

    @rx.event
    def choose_kind(self, kind: str) -> None:
        """A patient's appointment, or a meeting of staff."""
        self.kind, self.problem = claims.one_of(Kind, kind).value, ""

    @rx.event
    async def find_patients(self, typed: str) -> None:
        """The patients that fit what was typed so far."""
        words = parse(str, typed)
        async with acting(self, write=False) as (session, actor):
            found = patients.search(session, actor, words, most=MOST_HITS)
        self.hits = hits_of(found, clock.today(self._time_zone))
        self.searched = len(words.strip()) > 1

    @rx.event
    async def choose_patient(self, patient_id: int) -> None:
        """The appointment is for this patient; offer the referrals that wait for a date."""
        wanted = parse(int, patient_id)
        async with acting(self, write=False) as (session, actor):
            patient = patients.find(session, actor, wanted)
            waiting = linked_referral.waiting(session, actor, wanted)
        self.patient_id, self.hits, self.searched = wanted, [], False
        self.patient_name = listed_name(patient.last_name, patient.first_name)
        self.patient_identity = identity(patient.birth_date, patient.mrn, clock.today(self._time_zone))
        self.referrals = referral_choices(waiting)
        await self._prefer_site(str(patient.home_site_id))

    @rx.event
    def forget_patient(self) -> None:
        """Choose another patient."""
        self.patient_id, self.patient_name, self.patient_identity, self.referrals = 0, "", "", []

    @rx.event
    async def choose_site(self, site: str) -> None:
        """Offer the staff of this site."""
        self.site = str(claims.row_id(site))
        await self._list_staff()

    @rx.event
    async def book(self, form: dict[str, str]) -> None:
        """Book what the form says."""
        await self._save(lambda session, actor: service.book(session, actor, self._booking(form)), "Booked")

    @rx.event
    async def move(self, form: dict[str, str]) -> None:
        """Move the appointment to the day and time of the form."""

        def move(session: Session, actor: Actor) -> object:
            slot = claims.slot_of(form, self._time_zone)
            why = claims.despite(form)
            return service.move(session, actor, self._appointment_id, self._version, slot, why)

        await self._save(move, "Moved")

    @rx.event
    async def change(self, form: dict[str, str]) -> None:
        """Change what the appointment is about."""

        def change(session: Session, actor: Actor) -> object:
            details = claims.details_of(form, Kind(self.kind), self.patient_id)
            why = claims.despite(form)
            return service.change(session, actor, self._appointment_id, self._version, details, why)

        await self._save(change, "Saved")

    def _booking(self, form: dict[str, str]) -> Booking:
        return Booking(
            claims.details_of(form, Kind(self.kind), self.patient_id),
            claims.slot_of(form, self._time_zone),
            referral_id=claims.referral_of(form),
            told=claims.is_told(form),
            despite=claims.despite(form),
        )

    async def _save(self, does: Callable[[Session, Actor], object], done: str) -> None:
        """Do it and close, or keep the dialog as it is and say in it why not."""
        try:
            async with acting(self) as (session, actor):
                self.may_insist = actor.may(Permission.APPOINTMENTS_OVERRIDE_CONFLICT)
                does(session, actor)
        except CareHubError as refusal:
            self.problem = str(refusal)
            self.may_insist = self.may_insist and isinstance(refusal, Taken)
            return
        self.reset()
        await say(self, done)

    async def _begin(self, calendar: CalendarState, start: StartOfBooking) -> None:
        self.reset()
        self._time_zone = calendar.time_zone
        self.purpose, self.kind, self.mode = "book", Kind.APPOINTMENT.value, Mode.IN_PERSON.value
        self.day, self.at, self.minutes, self.staff_id = start.day, start.at, start.minutes, NOBODY
        async with acting(self, write=False) as (session, actor):
            self.sites = marks_of(accounts.sites(session, actor))
        await self._prefer_site(calendar.only_site or (self.sites[0]["id"] if self.sites else ""))

    def _take_over(self, calendar: CalendarState, purpose: str) -> None:
        """Begin with the appointment that is open in the panel, at the version that is shown there."""
        card = calendar.card
        self.reset()
        self._time_zone, self.sites = calendar.time_zone, calendar.sites
        self._appointment_id, self._version = card["id"], card["version"]
        self.purpose, self.headline, self.kind = purpose, card["headline"], card["kind"]
        self.patient_id, self.site, self.staff_id = card["patient_id"], card["site_id"], card["staff_id"]
        self.day, self.at, self.minutes = card["day"], card["at"], card["minutes"]
        self.mode, self.title, self.note = card["mode"], card["title"], card["note"]

    async def _prefer_site(self, site: str) -> None:
        if any(each["id"] == site for each in self.sites):
            self.site = site
            await self._list_staff()

    async def _list_staff(self) -> None:
        async with acting(self, write=False) as (session, actor):
            names = reading.staff_at(session, actor, int(self.site))
        self.staff = staff_choices(names)
        if all(each["value"] != self.staff_id for each in self.staff):
            self.staff_id = NOBODY
