from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from carehub.caseloads import service as caseloads
from carehub.core.database import unit_of_work
from carehub.core.errors import NotFound
from carehub.core.journal import JournalEntry
from carehub.core.reads import LOOKED
from carehub.desk.patient.state import PatientState
from carehub.patients import service as patients
from carehub.patients.record import drafted
from carehub.referrals import service as referrals
from carehub.referrals.service import NewReferral
from carehub.related_people import service as related_people
from carehub.related_people.draft import SafeDraft
from carehub.related_people.models import Safe
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def maria(people: People) -> int:
    with unit_of_work() as session:
        patient = make_patient(
            session,
            people.sites["Northside"],
            last_name="García",
            preferred_name="Pepa",
            birth_date=date(1961, 3, 7),
            mrn="A-417",
            language="es",
            interpreter=True,
            phone="+13125552368",
            phone_owner="sister",
            notes="Prefers mornings",
            extra={"Diagnosis": "secret"},
        )
        return patient.id or 0


async def _page(people: People, name: str, patient_id: int | str) -> PatientState:
    page = state_of(PatientState, getattr(people, name), f"/patients/{patient_id}")
    await page.load()
    return page


async def test_the_banner_says_who_this_is(people: People, maria: int) -> None:
    page = await _page(people, "alice", maria)
    assert (page.name, page.preferred_name, page.mrn) == ("GARCÍA, Maria", "Pepa", "A-417")
    assert page.born.startswith("07-Mar-1961 (")
    assert page.language == "Spanish, interpreter needed"
    assert {"label": "Phone", "value": "(312) 555-2368 (sister)"} in page.facts


@pytest.mark.parametrize(("name", "sees"), [("alice", True), ("pat", True), ("bob", False), ("dana", False)])
async def test_notes_and_unknown_columns_are_for_care_staff(
    people: People, maria: int, name: str, sees: bool
) -> None:
    page = await _page(people, name, maria)
    assert ("Prefers mornings" in page.notes) is sees
    assert any(fact["label"] == "Diagnosis" for fact in page.facts) is sees
    await page.open_form()
    assert ("Prefers mornings" in page.values.values()) is sees


@pytest.mark.parametrize("asked", ["someone else's", "0", "99999", "x", "-1", "9" * 40])
async def test_who_may_not_be_seen_is_not_there(people: People, maria: int, asked: str) -> None:
    page = await _page(people, "charlie", maria if asked == "someone else's" else asked)
    assert page.name == ""
    assert page.missing
    assert (page.facts, page.notes, page.referrals) == ([], "", [])


async def test_a_look_is_in_the_journal_once(people: People, maria: int) -> None:
    page = await _page(people, "alice", maria)
    await page.load()
    assert _looks_at(maria) == [people.alice.user_id]
    await _page(people, "charlie", maria)
    assert _looks_at(maria) == [people.alice.user_id]


async def test_what_cannot_be_written_down_is_not_shown(people: People, maria: int) -> None:
    with unit_of_work() as session:
        session.execute(
            text(
                "CREATE TRIGGER no_room BEFORE INSERT ON journal "
                "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
            )
        )
    page = state_of(PatientState, people.alice, f"/patients/{maria}")
    with pytest.raises(IntegrityError):
        await page.load()
    assert (page.name, page.facts) == ("", [])


def _looks_at(patient_id: int) -> list[int | None]:
    with unit_of_work() as session:
        looks = select(JournalEntry.actor_id).where(
            JournalEntry.action == LOOKED, JournalEntry.patient_id == patient_id
        )
        return list(session.exec(looks))


async def test_what_to_heed_stands_before_any_phone(people: People, maria: int) -> None:
    with unit_of_work() as session:
        quiet = SafeDraft(codes=frozenset({Safe.NO_VOICEMAIL}), ask_for="Rosa")
        related_people.set_safe_contact(session, people.alice, maria, 0, quiet)
    for name in ("alice", "bob", "pat"):
        page = await _page(people, name, maria)
        assert page.safe == "No voicemail · Ask for Rosa"


async def test_an_edit_is_saved_and_shown(people: People, maria: int) -> None:
    page = await _page(people, "bob", maria)
    await page.open_form()
    form: dict[str, object] = {name: value for name, value in page.values.items() if name in page.editable}
    await page.save({**form, "city": "Joliet"})
    assert (page.is_editing, page.problem) == (False, "")
    assert any("Joliet" in fact["value"] for fact in page.facts)


async def test_an_edit_over_someone_elses_is_refused_with_who(people: People, maria: int) -> None:
    page = await _page(people, "alice", maria)
    await page.open_form()
    with unit_of_work() as session:
        patients.edit(session, people.erin, maria, 1, drafted({"city": "Peoria"}))
    await page.save({"interpreter": "on", "city": "Joliet"})
    assert "Erin Castellano changed this patient first" in page.problem
    assert page.is_editing


async def test_a_patient_is_assigned_from_the_page(people: People, maria: int) -> None:
    page = await _page(people, "alice", maria)
    assert page.coordinator == ""
    await page.open_assigning()
    assert [choice["name"] for choice in page.choices] == ["Alice Moreno", "Erin Castellano"]
    await page.assign({"to": str(people.alice.user_id)})
    assert (page.coordinator, page.is_assigning) == ("Alice Moreno", False)
    await page.open_assigning()
    await page.assign({"to": "", "reason": ""})
    assert "Say why" in page.problem
    await page.assign({"to": "", "reason": "Goals met"})
    assert page.coordinator == ""


async def test_who_reassigns_late_is_told_who_was_first(people: People, maria: int) -> None:
    page = await _page(people, "alice", maria)
    await page.open_assigning()
    with unit_of_work() as session:
        caseloads.assign(session, people.erin, maria, people.erin.user_id)
    await page.assign({"to": str(people.alice.user_id)})
    assert "Erin Castellano assigned this patient" in page.problem


async def test_what_is_going_on_is_listed(people: People, maria: int) -> None:
    with unit_of_work() as session:
        kind = referrals.shown_types(session)[0]
        referrals.create(session, people.alice, NewReferral(maria, kind.id or 0, receiver="Lakeside"))
    page = await _page(people, "alice", maria)
    assert [(line["type"], line["receiver"], line["stage"]) for line in page.referrals] == [
        (kind.name, "Lakeside", "Draft")
    ]


async def test_a_patient_who_is_gone_from_ones_sites_cannot_be_edited_on(people: People, maria: int) -> None:
    page = await _page(people, "alice", maria)
    with unit_of_work() as session:
        south = people.sites["Southside"]
        patients.edit(session, people.erin, maria, 1, drafted({"home_site_id": south}))
    with pytest.raises(NotFound):
        await page.open_form()
