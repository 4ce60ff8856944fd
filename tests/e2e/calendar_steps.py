"""What people do in the calendar: a week at least two weeks from now without a holiday, in Chicago."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from holidays.countries.united_states import UnitedStates
from playwright.sync_api import Locator, Page, expect
from sqlmodel import Session, select

from carehub.core.database import unit_of_work
from carehub.referrals import service as referrals
from carehub.referrals.models import Stage
from carehub.referrals.service import NewReferral
from carehub.referrals.status import Status, Urgency
from carehub.shared_calendar import service
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import slot_at
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.conftest import SignedIn
from tests.serving.running import RunningServer

CHICAGO = "America/Chicago"
TODAY = datetime.now(ZoneInfo(CHICAGO)).date()
HOLIDAYS = UnitedStates(years=(TODAY.year, TODAY.year + 1))
TUESDAY = next(
    tuesday
    for weeks in range(2, 9)
    for tuesday in [TODAY + timedelta(days=(1 - TODAY.weekday()) % 7, weeks=weeks)]
    if not any(tuesday + timedelta(days=offset) in HOLIDAYS for offset in range(-1, 4))
)
MONDAY, WEDNESDAY, THURSDAY = (TUESDAY + timedelta(days=offset) for offset in (-1, 1, 2))

Book = Callable[..., int]


@pytest.fixture
def book(people: People) -> Book:
    """Puts an appointment of a new patient with pat at Northside into the calendar."""

    def put(family: str, day: date, at: time, minutes: int = 60) -> int:
        with unit_of_work() as session:
            patient = make_patient(session, people.sites["Northside"], last_name=family, mrn=family.upper())
            details = Details(
                "Therapy intake", people.sites["Northside"], patient.id, staff_id=people.pat.user_id
            )
            made = service.book(session, people.alice, Booking(details, slot_at(day, at, minutes, CHICAGO)))
            assert made.id is not None
            return made.id

    return put


def accepted_referral(session: Session, people: People, patient_id: int) -> int:
    """A referral of the patient that waits for a date."""
    kind = referrals.shown_types(session)[0].id or 0
    new = NewReferral(patient_id, kind, Urgency.ROUTINE, "Lakeside Cardiology", "Chest pain")
    made = referrals.create(session, people.alice, new)
    stage = session.exec(select(Stage).where(Stage.status == Status.ACCEPTED)).one()
    made.stage_id, made.status = stage.id or 0, Status.ACCEPTED
    session.flush()
    return made.id or 0


def calendar_of(signed_in: SignedIn, user_name: str, view: str = "week") -> Page:
    page = signed_in(user_name, _address(view))
    expect(page.get_by_role("tab", name="Week view")).to_be_visible()
    return page


def open_calendar(page: Page, server: RunningServer, view: str = "week") -> None:
    page.goto(server.url + _address(view))
    steps.is_alive(page)
    expect(page.get_by_role("tab", name="Week view")).to_be_visible()


def _address(view: str) -> str:
    return f"/calendar?view={view}&date={TUESDAY}"


def open_with(page: Page, server: RunningServer, appointment: int) -> None:
    """The address of an appointment: its panel opens with the page."""
    page.goto(f"{server.url}/calendar?view=week&date={TUESDAY}&appointment={appointment}")


def choose(page: Page, typed: str, patient: str) -> None:
    """Find the patient by typing; ends when the dialog shows whom it is for, and stays as it lies."""
    page.get_by_label("Patient", exact=True).fill(typed)
    page.get_by_role("button", name=patient).click()
    expect(page.get_by_role("button", name="Another patient")).to_be_visible()


def event_of(page: Page, family: str) -> Locator:
    return page.get_by_role("main").get_by_role("button", name=re.compile(family.upper()))


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there."""
    expect(target).to_be_visible()
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not reach it")


def drag(page: Page, event: Locator, *, hours: int) -> None:
    """Take an event of one hour by its top and put it so many hours further down."""
    event.hover(position={"x": 20, "y": 8})
    box = event.bounding_box()
    assert box is not None
    x, y, down = box["x"] + 20, box["y"] + 8, hours * (box["height"] + 1)
    page.mouse.down()
    page.mouse.move(x, y + down / 2, steps=5)
    page.mouse.move(x, y + down, steps=5)
    page.mouse.up()


def drag_to(page: Page, event: Locator, column: Locator) -> None:
    """Take an event by its top and put it, at the same time of the day, under another column's title."""
    event.hover(position={"x": 20, "y": 8})
    box, over = event.bounding_box(), column.bounding_box()
    assert box is not None
    assert over is not None
    x, y, there = box["x"] + 20, box["y"] + 8, over["x"] + over["width"] / 2
    page.mouse.down()
    page.mouse.move((x + there) / 2, y, steps=5)
    page.mouse.move(there, y, steps=5)
    page.mouse.up()
