"""Every page that lists patients says whom it showed, and who saw a patient is found by it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.accounts import sessions
from carehub.accounts.grants import SENSITIVE
from carehub.auditing import exporting, reading
from carehub.auditing.kinds import JournalKind
from carehub.auditing.reading import JournalView
from carehub.caseloads import service as caseloads
from carehub.core import clock, journal, list_looks
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.journal import JournalEntry
from carehub.core.list_looks import LISTED, LOOKS
from carehub.desk.caseload.state import CaseloadState
from carehub.desk.merging.state import MergingState
from carehub.desk.my_day.state import MyDayState
from carehub.desk.palette import PaletteState
from carehub.desk.patient.hospital.list_state import HomeListState
from carehub.discharges import service as discharges
from carehub.discharges.checklist import Complexity
from carehub.discharges.service import NewDischarge
from carehub.patients.state import PatientsState
from carehub.referrals import service
from carehub.referrals.service import NewReferral
from carehub.referrals.state import BoardState
from carehub.shared_calendar import service as calendar
from carehub.shared_calendar.call_list_state import CallListState
from carehub.shared_calendar.requests import Booking
from carehub.shared_calendar.routes import FEED, ROUTES
from carehub.shared_calendar.status import AppointmentStatus
from carehub.shared_calendar.waitlist_state import WaitlistState
from tests.conftest import People, make_patient
from tests.shared_calendar.making import NINE, for_patient, slot
from tests.states import state_of

DAY = NINE.date()
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def nine() -> Iterator[None]:
    with clock.freeze(NINE):
        yield


@pytest.fixture
def maria(people: People) -> int:
    """On alice's caseload and board, in her calendar, and new to her on My day."""
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"])
        patient_id = patient.id or 0
        make_patient(session, people.sites["Southside"], last_name="Quill")
        caseloads.assign(session, people.alice, patient_id, people.alice.user_id)
        kind = service.shown_types(session)[0].id or 0
        service.create(session, people.alice, NewReferral(patient_id, kind))
        told = NewDischarge("St. Mary", "Pneumonia", DAY, Complexity.HIGH, "The hospital", DAY)
        discharges.write_down(session, people.alice, patient_id, told)
        for hours, status in ((24, AppointmentStatus.BOOKED), (26, AppointmentStatus.WAITLIST)):
            details = for_patient(people, patient, staff=people.pat)
            calendar.book(session, people.alice, Booking(details, slot(hours), status=status))
        return patient_id


def written() -> list[tuple[str, str]]:
    with clock.freeze(clock.now() + timedelta(seconds=3)):
        list_looks.write(LOOKS)
    with unit_of_work(write=False) as session:
        listed = session.exec(select(JournalEntry).where(JournalEntry.action == LISTED))
        return [(entry.subject, entry.fields) for entry in listed]


async def _typed(people: People) -> None:
    await state_of(PaletteState, people.alice).find("gar")


async def _fed(people: People) -> None:
    with unit_of_work() as session:
        cookie = f"{sessions.cookie_name()}={sessions.start(session, people.alice.user_id)}"
    around = {"start": "2026-11-01T00:00:00Z", "end": "2026-12-01T00:00:00Z"}
    TestClient(Starlette(routes=ROUTES)).get(FEED, params=around, headers={"Cookie": cookie})


PAGES: dict[str, Callable[[People], Awaitable[object]]] = {
    "board": lambda people: state_of(BoardState, people.alice, "/board").load(),
    "calendar": _fed,
    "call_list": lambda people: state_of(CallListState, people.alice, "/calendar/call-list").load(),
    "caseload": lambda people: state_of(CaseloadState, people.alice, "/caseload").load(),
    "hospital": lambda people: state_of(HomeListState, people.alice, "/hospital").load(),
    "my_day": lambda people: state_of(MyDayState, people.alice, "/").load(),
    "patients": lambda people: state_of(PatientsState, people.alice, "/patients").load(),
    "search": _typed,
    "waitlist": lambda people: state_of(WaitlistState, people.alice, "/calendar/waitlist").load(),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_whom_it_showed(people: People, maria: int, page: str) -> None:
    asyncio.run(PAGES[page](people))  # pyright: ignore[reportArgumentType]
    assert written() == [(f"page:{page}", str(maria))]


def test_two_records_that_are_compared_are_both_seen(people: People) -> None:
    with unit_of_work() as session:
        born = {"birth_date": DAY.replace(year=1961), "phone": "+13125550142"}
        alike = [make_patient(session, people.sites["Northside"], **born).id or 0 for _ in range(2)]
    asyncio.run(state_of(MergingState, people.erin, "/patients/duplicates").load())  # pyright: ignore[reportArgumentType]
    assert written() == [("page:duplicates", ",".join(map(str, alike)))]


def seen_by(session: Session, actor: Actor, patient_id: int) -> list[tuple[str, str]]:
    view = JournalView(patient_id, kind=JournalKind.LOOK)
    return [(deed.who, deed.what) for deed in reading.page(session, actor, view).deeds]


def test_who_saw_a_patient_in_a_list_is_found_and_where_with_the_grant_only(
    session: Session, people: People
) -> None:
    """On the board stands who has a referral, and this one's only one may be sensitive."""
    ada = make_patient(session, people.sites["Northside"]).id or 0
    for page in ("board", "caseload"):
        fields = [str(ada), f"{ada}1", f"1{ada}"]
        journal.record(session, people.pat, LISTED, subject=f"page:{page}", fields=fields)
    journal.record(session, people.pat, LISTED, subject="page:board", fields=[f"1{ada}"])
    assert seen_by(session, people.erin, ada) == [("Pat Lindqvist", "Saw in a list")] * 2
    granted = replace(people.erin, grants=SENSITIVE)
    assert [what for _, what in seen_by(session, granted, ada)] == [
        "Looked at a caseload",
        "Looked at the board",
    ]


def test_which_list_was_printed_is_told_with_the_grant_only(session: Session, people: People) -> None:
    """Who stands on the sheet of a day has an appointment, and it may be for a sensitive referral."""
    ada = make_patient(session, people.sites["Northside"]).id or 0
    for action, how in (("calendar.print", "initials"), ("caseload.print", "1 patients")):
        journal.record(session, people.pat, action, fields=[str(ada)], reason=how)
    for grants, told in (
        (frozenset(), [("Printed a list", "")] * 2),
        (SENSITIVE, [("Printed a caseload", "1 patients"), ("Printed the calendar", "initials")]),
    ):
        page = reading.page(session, replace(people.erin, grants=grants), JournalView(ada))
        assert [(deed.what, deed.reason) for deed in page.deeds] == told


def test_a_signed_file_withholds_lists_without_the_grant(session: Session, people: People) -> None:
    for page in ("board", "caseload"):
        journal.record(session, people.pat, LISTED, subject=f"page:{page}", fields=["1"])
    journal.record(session, people.pat, "calendar.print", subject="day_sheet:2026-11-12", fields=["1"])
    for grants, is_told in ((frozenset(), False), (SENSITIVE, True)):
        told = "".join(exporting.signed(session, replace(people.dana, grants=grants)))
        assert {where in told for where in ("page:board", "page:caseload", "day_sheet")} == {is_told}
