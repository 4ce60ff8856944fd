"""Emergency access as pages have it: the way in, the patient page, and that all else stays as it was."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from carehub.assessments.state import FormsState
from carehub.care_plans.state import CarePlanState
from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.core.journal import JournalEntry
from carehub.core.reads import IN_EMERGENCY, LOOKED
from carehub.desk.my_day.state import MyDayState
from carehub.desk.patient.contacts.state import ContactsPartState
from carehub.desk.patient.documents.state import DocumentsPartState
from carehub.desk.patient.follow_ups.state import FollowUpsPartState
from carehub.desk.patient.hospital.state import HospitalState
from carehub.desk.patient.people.state import AroundState
from carehub.desk.patient.programs.state import EnrolmentState
from carehub.desk.patient.state import PatientState
from carehub.desk.patient.story.state import StoryState
from carehub.desk.patient.timeline.state import TimelineState
from carehub.emergency_access.state import EmergencyAccessState
from carehub.patients.state import PatientsState
from carehub.referrals.state import BoardState
from carehub.related_people import service as related_people
from carehub.related_people.draft import PersonDraft
from carehub.related_people.models import Relation
from carehub.remarks import service as remarks
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORM: dict[str, object] = {
    "last_name": "Quill",
    "birth_date": "1961-03-07",
    "mrn": "",
    "code": "care_now",
    "words": "Found unconscious in our waiting room",
}


@pytest.fixture
def ada(people: People) -> int:
    with unit_of_work() as session:
        made = make_patient(
            session, people.sites["Northside"], last_name="Quill", birth_date=date(1961, 3, 7)
        )
        remarks.say_what_matters(session, people.alice, made.id or 0, 0, "To walk again")
        ben = PersonDraft(name="Ben Quill", relation=Relation.SISTER)
        related_people.add_person(session, people.alice, made.id or 0, ben)
        return made.id or 0


PARTS = (
    StoryState, TimelineState, FollowUpsPartState, ContactsPartState, CarePlanState, FormsState, AroundState,
    EnrolmentState, HospitalState, DocumentsPartState,
)  # fmt: skip
IS_SHOWN = ("is_loaded", "is_ready", "matters", "people")


async def _parts_shown(page: PatientState) -> set[str]:
    """The parts of the patient page, beside the overview, that show something."""
    shown = set[str]()
    for part in PARTS:
        state = await page.get_state(part)
        await state.load()
        if any(getattr(state, var, None) for var in IS_SHOWN):
            shown.add(part.__name__)
    return shown


async def _opened(people: People, ada: int) -> PatientState:
    """The patient page of charlie, who works elsewhere, after he said why."""
    page = state_of(PatientState, people.charlie, f"/patients/{ada}")
    door = await page.get_state(EmergencyAccessState)
    await door.open(FORM)
    assert door.problem == ""
    return page


async def test_every_part_of_the_patient_page_opens_and_only_for_reading(people: People, ada: int) -> None:
    page = await _opened(people, ada)
    await page.load()
    assert (page.name, page.missing, page.editable) == ("QUILL, Maria", "", [])
    assert page.emergency != ""
    assert await _parts_shown(page) == {part.__name__ for part in PARTS}
    await page.save({"first_name": "Eve"})
    assert page.problem.startswith("This patient is not in your list")


async def test_without_it_no_part_opens(people: People, ada: int) -> None:
    page = state_of(PatientState, people.charlie, f"/patients/{ada}")
    await page.load()
    assert (page.name, page.emergency) == ("", "")
    assert await _parts_shown(page) == set()


async def test_lists_stay_as_they_were(people: People, ada: int) -> None:
    page = await _opened(people, ada)
    listed = await page.get_state(PatientsState)
    board, day = await page.get_state(BoardState), await page.get_state(MyDayState)
    for each in (listed, board, day):
        await each.load()
    assert listed.rows == []
    assert "quill" not in f"{board.dict()} {day.dict()}".lower()


async def test_each_look_says_that_it_was_in_an_emergency(people: People, ada: int) -> None:
    page = await _opened(people, ada)
    await page.load()
    with unit_of_work(write=False) as session:
        reasons = session.exec(select(JournalEntry.reason).where(JournalEntry.action == LOOKED)).all()
    assert reasons == [IN_EMERGENCY]


async def test_when_the_hour_is_over_the_page_is_empty(people: People, ada: int) -> None:
    page = await _opened(people, ada)
    await page.load()
    with clock.freeze(clock.now() + timedelta(minutes=14)):
        await page._end_emergency()
        assert (await page._read()).emergency != ""
    await (await page.get_state(EmergencyAccessState)).end(ada)
    await page.load()
    assert (page.name, page.emergency) == ("", "")
    assert await _parts_shown(page) == set()


async def test_what_is_asked_wrongly_is_told_in_the_form(people: People, ada: int) -> None:
    door = state_of(EmergencyAccessState, people.charlie)
    for changed, words in (
        ({"last_name": "Quail"}, "No single patient fits"),
        ({"code": "curious"}, "Choose why"),
        ({"birth_date": "soon"}, "Write a date"),
        ({"words": "urgent"}, "Say in a few words"),
    ):
        assert await door.open({**FORM, **changed}) is None
        assert words in door.problem


async def test_a_number_in_the_address_names_only_who_is_visible(people: People, ada: int) -> None:
    for actor, name in ((people.charlie, ""), (people.alice, "QUILL, Maria")):
        door = state_of(EmergencyAccessState, actor, f"/emergency-access?patient={ada}")
        await door.load()
        assert door.patient == name
