from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from carehub.core.actor import Actor
from carehub.core.errors import Invalid, NotAllowed, NotFound
from carehub.shared_calendar import calendar_file
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.status import Kind
from tests.conftest import People
from tests.shared_calendar.making import MONDAY, NINE

CHICAGO = ZoneInfo("America/Chicago")


def _file(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n{body}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    ).encode()


DENTIST = "UID:1@x\nSUMMARY:Dentist\nDTSTART:20261112T150000Z\nDTEND:20261112T160000Z"


def _times(*events: str) -> list[tuple[datetime, timedelta]]:
    found = calendar_file.busy_times(_file(*events), CHICAGO, MONDAY)
    return [(busy.starts_at, busy.ends_at - busy.starts_at) for busy in found]


def _bring_in(session: Session, actor: Actor, site_id: int, *events: str) -> calendar_file.Imported:
    busy = calendar_file.busy_times(_file(*events), CHICAGO, MONDAY)
    return calendar_file.bring_in(session, actor, site_id, busy)


def test_an_event_becomes_a_time_out_of_the_office(session: Session, people: People) -> None:
    came = _bring_in(session, people.pat, people.sites["Northside"], DENTIST)
    [entry] = session.exec(select(Appointment)).all()
    assert (came.new, came.unchanged) == (1, 0)
    assert (entry.kind, entry.title, entry.staff_id) == (Kind.OUT_OF_OFFICE, "Dentist", people.pat.user_id)
    assert (entry.starts_at, entry.ends_at) == (NINE, NINE + timedelta(hours=1))


def test_the_same_file_again_adds_nothing(session: Session, people: People) -> None:
    north = people.sites["Northside"]
    _bring_in(session, people.pat, north, DENTIST)
    again = _bring_in(session, people.pat, north, DENTIST)
    assert (again.new, again.unchanged, len(session.exec(select(Appointment)).all())) == (0, 1, 1)


def test_times_are_read_as_they_are_meant() -> None:
    hour = timedelta(hours=1)
    assert _times("UID:a\nDTSTART:20261112T090000\nDURATION:PT1H") == [(NINE, hour)]
    assert _times("UID:b\nDTSTART;TZID=America/New_York:20261112T100000\nDURATION:PT1H") == [(NINE, hour)]
    day = datetime(2026, 11, 12, 6, tzinfo=UTC)
    assert _times("UID:c\nDTSTART;VALUE=DATE:20261112\nDTEND;VALUE=DATE:20261114") == [
        (day, timedelta(days=2))
    ]


def test_what_comes_again_keeps_its_wall_clock_and_its_exceptions() -> None:
    weekly = (
        "UID:d\nDTSTART;TZID=America/Chicago:20260105T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20270401T000000Z\n"
        "EXDATE;TZID=America/Chicago:20261116T090000"
    )
    starts = [at.astimezone(CHICAGO) for at, _ in _times(weekly)]
    assert starts[0].date().isoformat() == "2026-11-09"
    assert {(at.weekday(), at.hour) for at in starts} == {(0, 9)}
    assert "2026-11-16" not in {at.date().isoformat() for at in starts}
    # Both sides of 14 March 2027, when the clocks change.
    assert {"2027-03-08", "2027-03-15"} <= {at.date().isoformat() for at in starts}


def test_past_free_and_cancelled_events_are_left_out() -> None:
    assert _times(
        "UID:e\nDTSTART:20251112T150000Z\nDURATION:PT1H",
        DENTIST.replace("1@x", "f") + "\nSTATUS:CANCELLED",
        DENTIST.replace("1@x", "g") + "\nTRANSP:TRANSPARENT",
        "UID:h\nDTSTART:20990101T150000Z\nDURATION:PT1H",
    ) == []  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"PK\x03\x04",
        b"\xff\xfe" * 100,
        _file("UID:i\nDTSTART:sometime"),
        _file("UID:j\nDTSTART:20261112T150000Z\nDURATION:PT1H\nRRULE:FREQ=SECONDLY"),
        _file("UID:k\nDTSTART:20261112T150000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=nine"),
        b"x" * (calendar_file.LARGEST_FILE + 1),
        _file(*(DENTIST.replace("1@x", f"{n}") for n in range(calendar_file.MOST_EVENTS + 1))),
    ],
)
def test_what_is_no_calendar_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Invalid):
        calendar_file.busy_times(content, CHICAGO, MONDAY)


def test_only_into_the_own_calendar_at_an_own_site(session: Session, people: People) -> None:
    with pytest.raises(NotFound):
        _bring_in(session, people.charlie, people.sites["Northside"], DENTIST)
    with pytest.raises(NotAllowed):
        _bring_in(session, people.dana, people.sites["Northside"], DENTIST)
    assert session.exec(select(Appointment)).all() == []
