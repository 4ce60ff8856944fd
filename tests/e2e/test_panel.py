"""Stories of the referral's panel: nothing typed is lost, documents, notes, contacts, the packet."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from carehub.core import database
from carehub.referrals import service
from carehub.referrals.service import NewReferral
from carehub.referrals.status import Urgency
from tests.conftest import People, make_patient
from tests.documents.files import pdf
from tests.e2e import steps
from tests.e2e.conftest import SignedIn
from tests.serving.running import RunningServer

OpenPanel = Callable[[Page], Locator]
LONG = "Featherstonehaugh-Montmorency-Papadopoulos"


@pytest.fixture
def referral_id(people: People) -> int:
    """A draft for a patient with a long name at Northside."""
    with database.unit_of_work() as session:
        patient = make_patient(
            session, people.sites["Northside"], last_name=LONG, first_name="Maria", mrn=None
        )
        kind = service.shown_types(session)[0].id or 0
        new = NewReferral(patient.id or 0, kind, Urgency.URGENT, "Lakeside Cardiology", "Is this angina?")
        return service.create(session, people.alice, new).id or 0


@pytest.fixture
def open_panel(server: RunningServer, referral_id: int) -> OpenPanel:
    def go(page: Page) -> Locator:
        page.goto(f"{server.url}/board?referral={referral_id}")
        steps.is_alive(page)
        panel = page.get_by_role("dialog", name=LONG.upper())
        expect(panel.get_by_role("region", name="History")).to_be_visible()
        return panel

    return go


def test_what_was_typed_is_never_dropped_silently(signed_in: SignedIn, open_panel: OpenPanel) -> None:
    page = signed_in("alice")
    panel = open_panel(page)
    question = panel.get_by_role("alertdialog", name="You have not saved")
    panel.get_by_role("button", name="Edit").click()
    panel.get_by_label("Receiver").fill("Heart House")
    page.keyboard.press("Escape")
    expect(question.get_by_role("button", name="Keep editing")).to_be_focused()
    page.keyboard.press("Enter")
    expect(question).to_be_hidden()
    expect(panel.get_by_label("Receiver")).to_have_value("Heart House")
    for leave in (panel.get_by_role("button", name="Close"), panel.get_by_role("link", name="Open patient")):
        leave.click()
        question.get_by_role("button", name="Keep editing").click()
    page.mouse.click(40, 400)
    steps.is_accessible(page)
    question.get_by_role("button", name="Discard it").click()
    expect(panel).to_be_hidden()
    panel = open_panel(page)
    expect(panel).to_contain_text("Lakeside Cardiology")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_documents_come_in_and_out_but_not_to_another_site(
    signed_in: SignedIn, open_panel: OpenPanel, server: RunningServer
) -> None:
    page = signed_in("bob")
    panel = open_panel(page)
    documents = panel.get_by_role("region", name="Documents")
    files = documents.get_by_label("Add documents")
    files.set_input_files(
        {"name": "report.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90 a program"}
    )
    expect(documents).to_contain_text("report.pdf: This file is not a PDF or a picture")
    files.set_input_files({"name": "MRI 12 Oct.pdf", "mimeType": "application/pdf", "buffer": pdf(2)})
    link = documents.get_by_role("link", name="MRI 12 Oct.pdf")
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "MRI 12 Oct.pdf"
    assert download.value.path().read_bytes() == pdf(2)
    address = server.url + (link.get_attribute("href") or "")
    assert signed_in("charlie").request.get(address).status == 404
    documents.get_by_role("button", name="Remove MRI 12 Oct.pdf").click()
    dialog = page.get_by_role("dialog", name="Remove document")
    dialog.get_by_label("Why is it removed?").fill("Wrong patient")
    dialog.get_by_role("button", name="Remove").click()
    steps.is_told(page, "Document removed")
    expect(link).to_be_hidden()
    assert page.request.get(address).status == 404


def test_the_packet_holds_what_was_chosen(
    signed_in: SignedIn, open_panel: OpenPanel, server: RunningServer
) -> None:
    page = signed_in("alice")
    panel = open_panel(page)
    files = panel.get_by_label("Add documents")
    for name in ("first.pdf", "second.pdf"):
        files.set_input_files({"name": name, "mimeType": "application/pdf", "buffer": pdf(2)})
        expect(panel.get_by_role("link", name=name)).to_be_visible()
    panel.get_by_text("Print packet").click()
    panel.get_by_role("checkbox", name="first.pdf").uncheck()
    with page.context.expect_page() as opened, page.context.expect_event("request") as asked:
        panel.get_by_role("button", name="Open the PDF").click()
    opened.value.close()
    printed = page.request.get(asked.value.url)
    cover, letter, *enclosed = [each.extract_text() for each in PdfReader(BytesIO(printed.body())).pages]
    assert LONG.upper() in letter.replace("\n", "")
    assert "Is this angina?" in letter
    assert "second.pdf" in letter
    assert "first.pdf" not in letter
    assert "Pages 4" in cover
    assert len(enclosed) == 2
    steps.is_accessible(page)


def test_a_named_colleague_finds_the_note_until_it_is_read(
    signed_in: SignedIn, open_panel: OpenPanel
) -> None:
    page, pats = signed_in("alice"), signed_in("pat")
    panel = open_panel(page)
    expect(pats.get_by_role("link", name="note for you")).to_be_hidden()
    note = panel.get_by_role("textbox", name="Note")
    note.click()
    page.keyboard.type("@pa")
    expect(panel.get_by_role("option", name="Pat Lindqvist")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel.get_by_role("option")).to_have_count(0)
    page.keyboard.type("t")
    expect(panel.get_by_role("option", name="Pat Lindqvist")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("is the MRI needed?")
    page.keyboard.press("Control+Enter")
    notes = panel.get_by_role("region", name="Notes").get_by_role("listitem")
    expect(notes).to_contain_text("@Pat Lindqvist is the MRI needed?")
    expect(notes).to_contain_text("Alice Moreno to Pat Lindqvist")
    expect(note).to_have_value("")
    pats.get_by_role("link", name="1 note for you").click()
    waiting = pats.get_by_role("region", name="Notes for you")
    expect(waiting).to_contain_text("is the MRI needed?")
    steps.is_accessible(pats)
    waiting.get_by_role("link", name=re.compile(LONG.upper())).click()
    expect(pats.get_by_role("dialog", name=LONG.upper())).to_contain_text("is the MRI needed?")
    pats.keyboard.press("Escape")
    expect(pats.get_by_role("link", name="note for you")).to_be_hidden()


def test_a_contact_is_logged_by_keyboard(signed_in: SignedIn, open_panel: OpenPanel) -> None:
    page = signed_in("alice")
    panel = open_panel(page)
    log = panel.get_by_role("region", name="Contact attempts")
    expect(log.get_by_role("button", name="Log a contact")).to_be_visible()
    page.keyboard.press("c")
    expect(log.get_by_label("Whom")).to_be_focused()
    page.keyboard.type("Rel")
    page.keyboard.press("Tab")
    page.keyboard.type("Text")
    page.keyboard.press("Tab")
    page.keyboard.type("No")
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    expect(log.get_by_role("listitem")).to_contain_text("Text to related person: no answer")
    expect(log.get_by_role("listitem")).to_contain_text("4 min")
    expect(log).to_contain_text("1 attempt on 1 day")
    page.keyboard.press("n")
    expect(panel.get_by_role("textbox", name="Note")).to_be_focused()


def test_a_referral_is_begun_from_anywhere(signed_in: SignedIn, people: People) -> None:
    with database.unit_of_work() as session:
        make_patient(session, people.sites["Northside"], last_name="Quillfeather", first_name="Ida")
    page = signed_in("alice")
    page.keyboard.press("Control+k")
    page.keyboard.type("new ref")
    page.get_by_role("option", name="New referral").click()
    dialog = page.get_by_role("dialog", name="New referral")
    dialog.get_by_role("textbox", name="Patient").fill("quillf")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("QUILLFEATHER, Ida")
    dialog.get_by_role("combobox", name="Type").click()
    page.get_by_role("option", name="Dental").click()
    dialog.get_by_label("Receiver").fill("Riverbend Dental")
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Keep editing").click()
    dialog.get_by_role("button", name="Make referral").click()
    steps.is_told(page, "Referral made")
