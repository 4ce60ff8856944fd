from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import recurring_ical_events
from httpx import ASGITransport, AsyncClient
from icalendar import Calendar
from sqlmodel import Session, update
from starlette.applications import Starlette

from carehub.accounts.models import User, UserSite
from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid, NotFound
from carehub.patients.models import Patient
from carehub.shared_calendar import service, subscriptions
from carehub.shared_calendar.feed_routes import ROUTES, address_of
from carehub.shared_calendar.models import Shows
from carehub.shared_calendar.requests import Booking
from carehub.shared_calendar.slots import slot_at
from carehub.shared_calendar.status import AppointmentStatus, AppointmentType
from tests.conftest import People, make_patient
from tests.shared_calendar.making import MONDAY, NINE, booked, for_patient, id_of, slot


def _events(session: Session, secret: str) -> list[tuple[str, datetime, str]]:
    """What an independent reader of calendars finds in the week of the appointments."""
    calendar = Calendar.from_ical(subscriptions.read_by(session, secret))
    found = recurring_ical_events.of(calendar).between(date(2026, 11, 9), date(2026, 11, 16))
    return [(str(event["UID"]), event.decoded("DTSTART"), str(event["SUMMARY"])) for event in found]


def test_another_program_reads_my_appointments_at_the_right_time(
    session: Session, people: People, maria: Patient
) -> None:
    made = id_of(booked(session, people, maria))
    secret = subscriptions.subscribe(session, people.pat, None, Shows.BUSY)
    assert _events(session, secret) == [(f"appointment-{made}@carehub", NINE, "Busy")]
    service.move(session, people.bob, made, 1, slot(2))
    assert _events(session, secret) == [(f"appointment-{made}@carehub", slot(2).starts_at, "Busy")]


@pytest.mark.parametrize("day", [date(2026, 3, 7), date(2026, 3, 9), date(2026, 10, 31), date(2026, 11, 2)])
def test_nine_stays_nine_on_both_sides_of_a_change_of_the_clocks(
    session: Session, people: People, maria: Patient, day: date
) -> None:
    with clock.freeze(datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2)):
        at = slot_at(day, time(9), 30, "America/Chicago")
        booked(session, people, maria, at=at)
        secret = subscriptions.subscribe(session, people.pat, None, Shows.BUSY)
        calendar = Calendar.from_ical(subscriptions.read_by(session, secret))
    [event] = calendar.walk("VEVENT")
    shown = clock.local(event.decoded("DTSTART"), "America/Chicago")
    assert (shown.date(), shown.hour, shown.minute) == (day, 9, 0)


def test_no_name_and_no_word_of_the_patient_leaves_the_house(
    session: Session, people: People, maria: Patient
) -> None:
    details = replace(for_patient(people, maria, staff=people.pat), type=AppointmentType.THERAPY, note="HIV")
    service.book(session, people.alice, Booking(details, slot()))
    north = people.sites["Northside"]
    secret = subscriptions.subscribe(session, people.alice, north, Shows.INITIALS)
    assert [summary for _, _, summary in _events(session, secret)] == ["M.G. Therapy"]
    text = subscriptions.read_by(session, secret).decode()
    for word in ("Garcia", "GARCIA", "Maria", "Therapy intake", "HIV", "Lindqvist"):
        assert word not in text


def test_what_is_cancelled_or_waits_is_left_out(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    made = id_of(booked(session, people, maria))
    details = for_patient(people, bo, staff=people.pat)
    service.book(session, people.alice, Booking(details, slot(1), status=AppointmentStatus.WAITLIST))
    secret = subscriptions.subscribe(session, people.pat, None, Shows.BUSY)
    service.cancel(session, people.bob, made, 1, AppointmentStatus.CANCELLED_BY_US, "ill")
    assert _events(session, secret) == []


def test_a_person_reads_own_appointments_only_and_a_site_all_of_it(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    booked(session, people, maria)
    booked(session, people, bo, staff=people.alice)
    mine = subscriptions.subscribe(session, people.alice, None, Shows.BUSY)
    site = subscriptions.subscribe(session, people.alice, people.sites["Northside"], Shows.BUSY)
    assert (len(_events(session, mine)), len(_events(session, site))) == (1, 2)


def test_only_a_hash_of_the_secret_is_kept(session: Session, people: People) -> None:
    secret = subscriptions.subscribe(session, people.pat, None, Shows.BUSY)
    [known] = subscriptions.mine(session, people.pat)
    assert secret not in str(known.row.model_dump())
    assert (len(secret) > 40, known.of, known.row.last_used_at) == (True, "", None)


def test_an_ended_address_and_a_wrong_one_find_nothing(session: Session, people: People) -> None:
    secret = subscriptions.subscribe(session, people.pat, None, Shows.BUSY)
    [known] = subscriptions.mine(session, people.pat)
    with pytest.raises(NotFound):
        subscriptions.revoke(session, people.charlie, known.row.id or 0)
    subscriptions.revoke(session, people.pat, known.row.id or 0)
    for wrong in (secret, "", "x" * 43):
        with pytest.raises(NotFound):
            subscriptions.read_by(session, wrong)
    assert subscriptions.mine(session, people.pat) == []
    with pytest.raises(NotFound):
        subscriptions.revoke(session, people.pat, known.row.id or 0)


def test_the_owners_rights_count_at_the_moment_of_reading(
    session: Session, people: People, maria: Patient
) -> None:
    booked(session, people, maria)
    north = people.sites["Northside"]
    secret = subscriptions.subscribe(session, people.alice, north, Shows.BUSY)
    moved = session.get_one(UserSite, (people.alice.user_id, north))
    session.delete(moved)
    session.flush()
    with pytest.raises(NotFound):
        subscriptions.read_by(session, secret)


def test_only_own_sites_and_not_without_end(session: Session, people: People) -> None:
    with pytest.raises(NotFound):
        subscriptions.subscribe(session, people.charlie, people.sites["Northside"], Shows.BUSY)
    for _ in range(subscriptions.MOST_EACH):
        subscriptions.subscribe(session, people.pat, None, Shows.BUSY)
    with pytest.raises(Invalid, match="End one"):
        subscriptions.subscribe(session, people.pat, None, Shows.BUSY)


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(Starlette(routes=ROUTES))
    async with AsyncClient(transport=transport, base_url="http://carehub") as opened:
        yield opened


async def test_the_address_answers_without_a_session_and_notes_its_use(
    client: AsyncClient, people: People
) -> None:
    with unit_of_work() as session:
        make_patient(session, people.sites["Northside"])
        secret = subscriptions.subscribe(session, people.pat, None, Shows.BUSY)
    answer = await client.get(address_of(secret))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.text.startswith("BEGIN:VCALENDAR")
    with unit_of_work(write=False) as session:
        [known] = subscriptions.mine(session, people.pat)
    assert known.row.last_used_at == MONDAY


async def test_a_disabled_person_and_a_guess_get_the_same_answer(client: AsyncClient, people: People) -> None:
    with unit_of_work() as session:
        secret = subscriptions.subscribe(session, people.pat, None, Shows.BUSY)
        session.exec(update(User).where(User.id == people.pat.user_id).values(is_active=False))  # pyright: ignore[reportArgumentType]
    answers = [await client.get(address_of(each)) for each in (secret, "x" * 43, "y" * 5_000)]
    assert [(each.status_code, each.text) for each in answers] == [(404, "There is no such calendar.")] * 3
