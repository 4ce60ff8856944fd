"""The dialog in which an appointment is booked, moved and changed."""

from collections.abc import Callable

import reflex as rx
from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.core import clock
from carehub.core.actor import Actor, Permission
from carehub.core.errors import CareHubError, NotFound
from carehub.patients import service as patients
from carehub.patients.names import listed_name
from carehub.shared_calendar import booking_claims, claims, linked_referral, reading, series, taking_back
from carehub.shared_calendar.booking_claims import Rhythm
from carehub.shared_calendar.booking_form import Prefilled, again, blank, kept_of, nothing, of_card
from carehub.shared_calendar.claims import StartOfBooking
from carehub.shared_calendar.conflicts import Taken
from carehub.shared_calendar.showing import (
    NOBODY,
    Choice,
    Hit,
    SiteMark,
    hits_of,
    identity,
    marks_of,
    referral_choices,
    room_choices,
    staff_choices,
)
from carehub.shared_calendar.state import CalendarState, opened_card
from carehub.shared_calendar.status import Kind
from carehub.shared_calendar.wording import booked_words, other_clock, reached_words
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.session import acting
from carehub.ui.undoing import TAKE_BACK, Undo
from carehub.ui.widgets.calendar import SlotPicked
from carehub.working_time import service as working_time

TAKE_BACK[taking_back.BOOKING] = taking_back.take_back_booking

MOST_HITS = 8
Does = Callable[[Session, Actor], tuple[str, Undo]]


class BookingState(rx.State):
    """What the open dialog shows; ``purpose`` is book, move or change, empty when it is closed.

    The dialog's inputs begin with ``form`` and come back with the form. After a refusal ``problem`` says
    why and ``lines`` what is in the way; ``may_insist``: this person may book over it with a reason;
    ``unfit``: so many dates of a series can be left out. ``other_clock`` warns where the site has another.
    """

    purpose: rx.Field[str] = rx.field("")
    headline: rx.Field[str] = rx.field("")
    kind: rx.Field[str] = rx.field("")
    form: rx.Field[Prefilled] = rx.field(default_factory=nothing)
    patient_id: rx.Field[int] = rx.field(0)
    patient_name: rx.Field[str] = rx.field("")
    patient_identity: rx.Field[str] = rx.field("")
    hits: rx.Field[list[Hit]] = rx.field(default_factory=list)
    searched: rx.Field[bool] = rx.field(False)
    referrals: rx.Field[list[Choice]] = rx.field(default_factory=list)
    sites: rx.Field[list[SiteMark]] = rx.field(default_factory=list)
    site: rx.Field[str] = rx.field("")
    staff: rx.Field[list[Choice]] = rx.field(default_factory=list)
    rooms: rx.Field[list[Choice]] = rx.field(default_factory=list)
    other_clock: rx.Field[str] = rx.field("")
    rhythm: rx.Field[str] = rx.field("")
    whole_days: rx.Field[bool] = rx.field(False)
    in_series: rx.Field[bool] = rx.field(False)
    problem: rx.Field[str] = rx.field("")
    lines: rx.Field[list[str]] = rx.field(default_factory=list)
    may_insist: rx.Field[bool] = rx.field(False)
    unfit: rx.Field[int] = rx.field(0)
    _appointment_id: int = 0
    _version: int = 0
    _time_zone: str = ""
    _kept: dict[str, Choice] = {}

    @rx.event
    async def open_new(self) -> None:
        """Book: begin on the day that the calendar shows."""
        calendar = await self.get_state(CalendarState)
        await self._begin(calendar, blank(StartOfBooking(calendar.date, "", "30")))

    @rx.event
    async def open_at(self, slot: SlotPicked) -> None:
        """Book: begin at the time that was clicked or drawn in the calendar."""
        calendar = await self.get_state(CalendarState)
        start = claims.start_of_booking(slot, calendar.time_zone)
        await self._begin(calendar, blank(start), start.site)

    @rx.event
    async def open_again(self) -> None:
        """Book again what was missed: same patient, same purpose, another day."""
        calendar = await self.get_state(CalendarState)
        card = opened_card(calendar)
        await self._begin(calendar, again(card))
        await self._choose_patient(card["patient_id"])
        await self._prefer_site(card["site_id"])

    @rx.event
    async def open_move(self) -> None:
        """Give the opened appointment another time, or to somebody else."""
        self._take_over(await self.get_state(CalendarState), "move")
        await self._list_staff_and_rooms()

    @rx.event
    async def open_change(self) -> None:
        """Change the opened appointment, all but its time."""
        self._take_over(await self.get_state(CalendarState), "change")
        await self._list_staff_and_rooms()

    @rx.event
    def close(self) -> None:
        """Close the dialog; nothing is kept."""
        self.reset()

    @rx.event
    def choose_kind(self, kind: str) -> None:
        """A patient's appointment, a meeting of staff, or somebody's absence."""
        self.kind = claims.one_of(Kind, kind).value
        self.whole_days = self.kind == Kind.OUT_OF_OFFICE
        self._forget_problem()

    @rx.event
    def choose_rhythm(self, rhythm: str) -> None:
        """Show what else this rhythm wants to know."""
        self.rhythm = claims.one_of(Rhythm, rhythm).value

    @rx.event
    def choose_whole_days(self, whole: bool) -> None:
        """Somebody is away for whole days, or for some hours."""
        self.whole_days = parse(bool, whole)

    @rx.event
    async def find_patients(self, typed: str) -> None:
        """The patients that fit what was typed so far."""
        words = parse(str, typed)
        self._check_open()
        async with acting(self, write=False) as (session, actor):
            found = patients.search(session, actor, words, most=MOST_HITS)
        self.hits = hits_of(found, clock.today(self._time_zone))
        self.searched = len(words.strip()) > 1

    @rx.event
    async def choose_patient(self, patient_id: int) -> None:
        """The appointment is for this patient; offer the referrals that wait for a date."""
        wanted = parse(int, patient_id)
        self._check_open()
        await self._choose_patient(wanted)

    @rx.event
    def forget_patient(self) -> None:
        """Choose another patient."""
        self.patient_id, self.patient_name, self.patient_identity, self.referrals = 0, "", "", []

    @rx.event
    async def choose_site(self, site: str) -> None:
        """Offer the staff and the rooms of this site."""
        wanted = str(claims.row_id(site))
        self._check_open()
        self.site = wanted
        await self._list_staff_and_rooms()

    @rx.event
    async def book(self, form: dict[str, str]) -> None:
        """Book what the form says."""

        def book(session: Session, actor: Actor) -> tuple[str, Undo]:
            asked = booking_claims.booking_of(
                form, self._kind(), self.patient_id, self._time_zone, whole_days=self.whole_days
            )
            made = series.book(session, actor, asked)
            words = booked_words(made, self._time_zone)
            return words, Undo(taking_back.BOOKING, taking_back.token_of_booking(made))

        await self._save(book)

    @rx.event
    async def move(self, form: dict[str, str]) -> None:
        """Move the appointment, or more of its series, to the day, time, person and room of the form."""

        def move(session: Session, actor: Actor) -> tuple[str, Undo]:
            slot = claims.slot_of(form, self._time_zone)
            scope, insisting = booking_claims.scope_of(form), booking_claims.insisting(form)
            seats, told = claims.seats_of(form, self.form["attendees"]), booking_claims.knows(form)
            this = (self._appointment_id, self._version)
            done = series.move(session, actor, *this, slot, scope, insisting, seats=seats, told=told)
            return reached_words("Moved", done), Undo(taking_back.KIND, done.undo)

        await self._save(move)

    @rx.event
    async def change(self, form: dict[str, str]) -> None:
        """Change what the appointment, or more of its series, is about."""

        def change(session: Session, actor: Actor) -> tuple[str, Undo]:
            details = claims.details_of(form, self._kind(), self.patient_id)
            scope, insisting = booking_claims.scope_of(form), booking_claims.insisting(form)
            this = (self._appointment_id, self._version)
            done = series.change(session, actor, *this, details, scope, insisting)
            return reached_words("Saved", done), Undo(taking_back.KIND, done.undo)

        await self._save(change)

    async def _save(self, does: Does) -> None:
        """Do it and close, or keep the dialog as it is and say in it why not."""
        self._forget_problem()
        may_insist = self.kind == Kind.OUT_OF_OFFICE
        try:
            self._check_open()
            async with acting(self) as (session, actor):
                may_insist = may_insist or actor.may(Permission.APPOINTMENTS_OVERRIDE_CONFLICT)
                words, undo = does(session, actor)
        except Taken as refusal:
            is_away = self.kind == Kind.OUT_OF_OFFICE
            self.problem, self.lines = _headline(refusal, is_away), list(refusal.lines)
            self.may_insist = may_insist
            self.unfit = refusal.unfit if refusal.unfit < refusal.asked and not is_away else 0
            return
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        self.reset()
        await say(self, words, undo)

    def _kind(self) -> Kind:
        """What the dialog is about; Invalid when none is open."""
        return claims.one_of(Kind, self.kind)

    def _check_open(self) -> None:
        if not self.purpose:
            raise NotFound("Open the booking form first.")

    def _forget_problem(self) -> None:
        self.problem, self.lines, self.may_insist, self.unfit = "", [], False, 0

    async def _begin(self, calendar: CalendarState, form: Prefilled, site: str = "") -> None:
        async with acting(self, write=False) as (session, actor):
            sites, zone = marks_of(accounts.sites(session, actor)), accounts.center(session).time_zone
        self.reset()
        self._time_zone, self.form, self.sites = calendar.time_zone or zone, form, sites
        self.purpose, self.kind, self.rhythm = "book", Kind.APPOINTMENT.value, Rhythm.NEVER.value
        await self._prefer_site(site or calendar.only_site or (self.sites[0]["id"] if self.sites else ""))

    def _take_over(self, calendar: CalendarState, purpose: str) -> None:
        """Begin with the appointment that is open in the panel, at the version that is shown there."""
        card = opened_card(calendar)
        self.reset()
        self._time_zone, self.sites = calendar.time_zone, calendar.sites
        self._appointment_id, self._version = card["id"], card["version"]
        self.purpose, self.headline, self.kind = purpose, card["headline"], card["kind"]
        self.patient_id, self.site, self.in_series = card["patient_id"], card["site_id"], bool(card["series"])
        self.form, self._kept = of_card(card), kept_of(card)

    async def _choose_patient(self, wanted: int) -> None:
        async with acting(self, write=False) as (session, actor):
            patient = patients.find(session, actor, wanted)
            waiting = linked_referral.waiting(session, actor, wanted)
        self.patient_id, self.hits, self.searched = wanted, [], False
        self.patient_name = listed_name(patient.last_name, patient.first_name)
        self.patient_identity = identity(patient.birth_date, patient.mrn, clock.today(self._time_zone))
        self.referrals = referral_choices(waiting)
        await self._prefer_site(str(patient.home_site_id))

    async def _prefer_site(self, site: str) -> None:
        if any(each["id"] == site for each in self.sites):
            self.site = site
            await self._list_staff_and_rooms()

    async def _list_staff_and_rooms(self) -> None:
        site_id = int(self.site)
        async with acting(self, write=False) as (session, actor):
            self.staff = staff_choices(reading.staff_at(session, actor, site_id))
            self.rooms = room_choices(working_time.rooms(session, site_id))
            zone = working_time.time_zone(session, site_id)
        self.other_clock = other_clock(self._time_zone, zone)
        for field, offered in (("staff", self.staff), ("room", self.rooms)):
            if any(each["value"] == self.form[field] for each in offered):
                continue
            if self.purpose == "move" and field in self._kept:
                offered.append(self._kept[field])
            else:
                self.form = Prefilled(**{**self.form, field: NOBODY})


def _headline(refusal: Taken, is_away: bool) -> str:
    if is_away:
        return "In this time stand appointments that need another day or another person:"
    if refusal.asked == 1:
        return "This does not fit. Choose another time."
    return f"{refusal.unfit} of {refusal.asked} dates do not fit:"
