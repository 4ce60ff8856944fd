"""The panel's states: contacts, notes, documents, edits that meet, what each role is shown."""

import os
from collections.abc import Callable

import pytest

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError
from carehub.documents import service as documents
from carehub.documents import storage
from carehub.documents.models import FileKind
from carehub.documents.service import Received
from carehub.referrals import notes, service
from carehub.referrals.contact_state import ContactState
from carehub.referrals.document_state import DocumentState
from carehub.referrals.evidence import Evidence
from carehub.referrals.note_state import NoteState
from carehub.referrals.panel_state import ReferralState
from carehub.referrals.service import NewReferral
from tests.conftest import People, make_patient
from tests.documents.files import pdf
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CALL = {
    "whom": "patient",
    "how": "phone",
    "answer": "no_answer",
    "minutes": "4",
    "at": "",
    "note": "Voicemail",
}
EDIT = {"type_id": "1", "urgency": "stat", "receiver": "Heart House", "question": "And now?"}


@pytest.fixture
def number(people: People) -> int:
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"], last_name="Okonkwo")
        kind = service.shown_types(session)[0].id or 0
        new = NewReferral(patient.id or 0, kind, receiver="Lakeside Cardiology", question="Is this angina?")
        return service.create(session, people.alice, new).id or 0


@pytest.fixture
def document(people: People, number: int) -> int:
    with unit_of_work() as session:
        key = storage.new_key()
        with os.fdopen(storage.create(key), "wb") as file:
            file.write(pdf())
        patient_id = service.find(session, people.alice, number).patient_id
        received = Received(key, "MRI.pdf", FileKind.PDF, len(pdf()))
        return documents.add(session, people.alice, patient_id, received, number).id or 0


async def panel_of(actor: Actor, number: int) -> ReferralState:
    panel = state_of(ReferralState, actor)
    await panel.open_card(number)
    return panel


async def test_a_contact_is_logged_and_shown_with_what_it_counts_for(people: People, number: int) -> None:
    panel = await panel_of(people.alice, number)
    log = await panel.get_state(ContactState)
    log.press("c")
    assert log.is_logging
    await log.log({**CALL, "minutes": "four"})
    assert "minutes" in log.problem
    await log.log({**CALL, "whom": "the cat"})
    assert "whom" in log.problem
    await log.log({**CALL, "at": "2999-01-01T10:00"})
    assert "future" in log.problem
    await log.log({**CALL, "at": "2026-03-02T21:30"})
    assert not log.is_logging
    (line,) = panel.attempts
    assert line["what"] == "Phone to patient: no answer"
    assert line["when"] == "02-Mar-2026, 9:30 PM · 4 min"
    assert panel.tried.startswith("1 attempt on 1 day by 1 way")


async def test_a_note_is_saved_and_waits_for_whom_it_names(people: People, number: int) -> None:
    panel = await panel_of(people.alice, number)
    page = await panel.get_state(NoteState)
    await page.write({"text": "@Charlie Okafor look"})
    assert "Charlie Okafor may not read" in page.problem
    await page.write({"text": " @Pat Lindqvist look "})
    assert (page.problem, page.saved, page.saved_count) == ("", "@Pat Lindqvist look", 1)
    assert panel.notes[0]["to"] == "Pat Lindqvist"
    with unit_of_work(write=False) as session:
        assert len(notes.unread(session, people.pat)) == 1
    await panel_of(people.pat, number)
    with unit_of_work(write=False) as session:
        assert notes.unread(session, people.pat) == []


async def test_a_document_is_removed_with_a_reason_and_its_bytes_are_deleted(
    people: People, number: int, document: int
) -> None:
    panel = await panel_of(people.bob, number)
    assert [line["name"] for line in panel.documents] == ["MRI.pdf"]
    page = await panel.get_state(DocumentState)
    await page.ask(document)
    await page.remove({"reason": ""})
    assert "Say why" in page.removing_problem
    assert len(list(storage.folder().iterdir())) == 1
    await page.remove({"reason": "Wrong patient"})
    assert (page.removing, panel.documents, list(storage.folder().iterdir())) == (0, [], [])


async def test_front_desk_and_admin_are_shown_no_notes_and_no_contacts(
    people: People, number: int, document: int
) -> None:
    panel = await panel_of(people.alice, number)
    await (await panel.get_state(ContactState)).log(CALL)
    await (await panel.get_state(NoteState)).write({"text": "Between us"})
    for actor, names in ((people.bob, ["MRI.pdf"]), (people.dana, [])):
        shown = await panel_of(actor, number)
        assert (shown.attempts, shown.notes, shown.colleagues, shown.tried) == ([], [], [], "")
        assert [line["name"] for line in shown.documents] == names


async def test_what_charlie_sends_to_the_panels_handlers_changes_nothing(
    people: People, number: int, document: int
) -> None:
    panel = await panel_of(people.charlie, number)
    assert not panel.is_open
    # As if the page of another site had been opened by hand.
    panel._opened = number
    log, note = await panel.get_state(ContactState), await panel.get_state(NoteState)
    page = await panel.get_state(DocumentState)
    await log.log(CALL)
    await note.write({"text": "Hello"})
    with pytest.raises(CareHubError):
        await page.ask(document)
    page.removing = document
    await page.remove({"reason": "Mine"})
    with pytest.raises(CareHubError):
        await panel.tell_patient()
    assert all("Ask a supervisor" in problem for problem in (log.problem, note.problem))
    assert "another site" in page.removing_problem
    shown = await panel_of(people.alice, number)
    assert (shown.attempts, shown.notes, len(shown.documents)) == ([], [], 1)


async def test_an_edit_that_met_another_can_be_saved_once_it_was_seen(people: People, number: int) -> None:
    panel = await panel_of(people.alice, number)
    await panel.edit()
    with unit_of_work() as session:
        service.pin(session, people.erin, number, 1, pinned=True)
    await panel.save(EDIT)
    assert panel.is_editing
    assert "Erin Castellano pinned this referral" in panel.problem
    await panel.save(EDIT)
    assert (panel.is_editing, panel.detail.get("receiver")) == (False, "Heart House")


async def test_the_authorization_is_edited_and_a_bad_day_is_named(people: People, number: int) -> None:
    panel = await panel_of(people.alice, number)
    await panel.edit()
    await panel.save({**EDIT, "authorization_until": "soon"})
    assert "last day of the authorization" in panel.problem
    granted = {"authorization_payer": "Sunrise", "authorization_visits": "2", "authorization_until": ""}
    await panel.save({**EDIT, **granted})
    assert panel.detail.get("warning") == "Authorization: 2 visits left"
    assert {"label": "Payer", "value": "Sunrise"} in panel.authorization


async def test_the_history_reads_from_top_to_bottom(
    people: People, number: int, walk_to: Callable[..., None]
) -> None:
    walk_to(number, "Ready")
    walk_to(number, "Sent", {"sent_channel": "fax", "sent_to": "312 555 0142", "sent_on": "2026-03-02"})
    panel = await panel_of(people.alice, number)
    await panel.edit()
    await panel.save(EDIT)
    changed, sent, ready, made = panel.timeline
    assert made["what"] == "Alice Moreno made it"
    assert ready["what"] == "Alice Moreno moved it from Draft to Ready"
    assert sent["what"] == "Alice Moreno moved it from Ready to Sent"
    assert sent["proof"] == "Sent by: Fax · Number or address: 312 555 0142 · Sent on: 02-Mar-2026"
    assert changed["what"] == "Alice Moreno changed the urgency, the receiver and the question"


@pytest.fixture
def walk_to(people: People) -> Callable[..., None]:
    def go(number: int, stage: str, evidence: dict[str, str] | None = None) -> None:
        with unit_of_work() as session:
            ids = {each.name: each.id or 0 for each in service.shown_stages(session)}
            version = service.find(session, people.alice, number).version
            said = Evidence.model_validate(evidence or {})
            service.move(session, people.alice, number, version, ids[stage], said)

    return go
