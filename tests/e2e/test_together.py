"""Two at one board: what one has in hand survives what the other does; lanes; the directory."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect
from sqlmodel import Session

from carehub.core.database import unit_of_work
from carehub.directory import service as directory
from carehub.directory.draft import ReceiverDraft
from carehub.referrals import service
from carehub.referrals.service import NewReferral
from carehub.referrals.status import Urgency
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.conftest import SignedIn
from tests.e2e.test_board import card, carry, column, drag, lift, open_board

NAMES = ("Abara", "Beck", "Choi", "Diaz", "Eze", "Fang")


@pytest.fixture(scope="module")
def cards(people: People) -> None:
    """Six drafts of alice's, the first of them stat; Lakeside Cardiology is in the directory."""
    with unit_of_work() as session:
        lakeside = ReceiverDraft(
            "Lakeside Cardiology", specialty="Cardiology", city="Aurora", usual_wait_days=21
        )
        directory.add(session, people.alice, lakeside)
        for name in NAMES:
            _make(people, session, name, Urgency.STAT if name == "Abara" else Urgency.ROUTINE)


def _make(people: People, session: Session, last_name: str, urgency: Urgency) -> None:
    patient = make_patient(session, people.sites["Northside"], last_name=last_name, first_name="Ines")
    kind = service.shown_types(session)[0].id or 0
    new = NewReferral(patient.id or 0, kind, urgency, "Lakeside Cardiology", "Is this angina?")
    service.create(session, people.alice, new)


def test_what_one_has_in_hand_survives_what_another_does(signed_in: SignedIn, cards: None) -> None:
    alices, erins = open_board(signed_in("alice")), open_board(signed_in("erin"))
    expect(alices.get_by_role("list", name="Also looking at this board")).to_contain_text("Erin Castellano")
    expect(erins.get_by_role("list", name="Also looking at this board")).to_contain_text("Alice Moreno")
    alices.get_by_label("Search the board").fill("Ines")
    expect(alices.get_by_text("6 cards")).to_be_visible()
    alices.get_by_role("button", name="Actions for ABARA, Ines").click()
    _move_to_ready(erins, "BECK, Ines")
    expect(_anywhere(alices, "Ready", "BECK, Ines")).to_be_visible()
    alices.get_by_role("menuitem", name="Pin on top").click()
    expect(card(erins, "ABARA, Ines").get_by_label("Pinned")).to_be_visible()
    alices.get_by_role("button", name="New referral").click()
    alices.get_by_label("Clinical question").fill("Swollen hands for three months")
    _move_to_ready(erins, "CHOI, Ines")
    expect(_anywhere(alices, "Ready", "CHOI, Ines")).to_be_visible()
    expect(alices.get_by_label("Clinical question")).to_have_value("Swollen hands for three months")
    alices.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(alices.get_by_role("dialog")).to_have_count(0)
    expect(alices.get_by_label("Search the board")).to_have_value("Ines")


def test_a_card_in_the_air_stays_there_while_another_moves(signed_in: SignedIn, cards: None) -> None:
    alices, erins = signed_in("alice"), open_board(signed_in("erin"))
    sockets: list[WebSocket] = []
    alices.on("websocket", lambda socket: sockets.append(socket))
    alices.reload()
    steps.is_alive(alices)
    open_board(alices)
    lift(alices, "EZE, Ines", over="Needs info")
    with sockets[-1].expect_event("framereceived", lambda frame: "FANG, Ines" in str(frame)):
        _move_to_ready(erins, "FANG, Ines")
    expect(card(alices, "EZE, Ines")).to_have_attribute("data-dragging", "true")
    expect(card(column(alices, "Draft"), "FANG, Ines")).to_be_visible()
    carry(alices, "Ready")
    alices.mouse.up()
    for name in ("EZE, Ines", "FANG, Ines"):
        expect(card(column(alices, "Ready"), name)).to_be_visible()
        expect(card(column(erins, "Ready"), name)).to_be_visible()


def _move_to_ready(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Actions for {name}").click()
    page.get_by_role("menuitem", name="Ready").click()
    expect(card(column(page, "Ready"), name)).to_be_visible()


def _anywhere(page: Page, title: str, name: str) -> Locator:
    """Also behind a dialog or a menu, where roles are hidden."""
    return page.get_by_role("region", name=title, include_hidden=True).get_by_role(
        "listitem", name=name, include_hidden=True
    )


def test_a_board_with_lanes_moves_cards_within_their_lane(signed_in: SignedIn, cards: None) -> None:
    page = open_board(signed_in("alice"))
    page.get_by_label("Lanes").select_option(label="Lanes by urgency")
    stat = page.get_by_role("region", name="Stat", exact=True)
    expect(card(stat, "ABARA, Ines")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?lanes=urgency$"))
    drag(page, "DIAZ, Ines", "Routine: Ready")
    expect(card(page.get_by_role("region", name="Routine: Ready"), "DIAZ, Ines")).to_be_visible()
    steps.is_accessible(page)
    page.reload()
    expect(card(page.get_by_role("region", name="Routine: Ready"), "DIAZ, Ines")).to_be_visible()


def test_a_receiver_is_typed_from_the_directory_and_added_to_it(signed_in: SignedIn, cards: None) -> None:
    page = open_board(signed_in("alice"))
    page.get_by_role("button", name="New referral").click()
    page.get_by_label("Receiver", exact=True).fill("cardio")
    offered = page.locator("datalist option[value='Lakeside Cardiology']")
    expect(offered.first).to_have_text("Cardiology · Aurora · usual wait 21 days")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    steps.go_to(page, "Directory")
    page.get_by_role("button", name="Add receiver").click()
    panel = page.get_by_role("dialog", name="Add receiver")
    panel.get_by_label("Name", exact=True).fill("Heart House")
    panel.get_by_label("NPI").fill("1234567890")
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_role("alert")).to_contain_text("NPI cannot be right")
    panel.get_by_label("NPI").fill("1234567893")
    panel.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Heart House")).to_be_visible()
    page.get_by_role("button", name="Lakeside Cardiology").click()
    expect(page.get_by_role("region", name="Report card")).to_contain_text("6")
    steps.is_accessible(page)
    page.get_by_role("link", name="Its referrals on the board").click()
    expect(card(page, "ABARA, Ines")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/board\?receiver=1$"))


def test_a_list_of_receivers_is_looked_at_and_brought_in(signed_in: SignedIn, tmp_path: Path) -> None:
    file = tmp_path / "receivers.csv"
    file.write_text("Receiver;City;NPI\nQuest;Elgin;\nRiver Therapy;Aurora;\nWrong;Elgin;123\n")
    alices, erins = signed_in("alice"), signed_in("erin")
    for page in (alices, erins):
        steps.go_to(page, "Directory")
    expect(alices.get_by_role("button", name="Bring in a list")).to_have_count(0)
    erins.get_by_role("button", name="Bring in a list").click()
    dialog = erins.get_by_role("dialog", name="Bring in a list of receivers")
    dialog.get_by_label("Drop the list here").set_input_files(file)
    expect(dialog.get_by_text("This NPI cannot be right")).to_be_visible(timeout=30_000)
    steps.is_accessible(erins)
    dialog.get_by_role("button", name="Bring in 2 receivers").click()
    expect(dialog.get_by_text("This list came in")).to_be_visible()
    for page in (alices, erins):
        expect(page.get_by_text("River Therapy")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
