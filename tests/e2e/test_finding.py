"""Finding referrals on the board: filters, links, saved views, what was closed long ago."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.programs import service as programs
from carehub.programs.models import ProgramKind
from carehub.referrals import service
from carehub.referrals.ending import Ending
from carehub.referrals.evidence import NOTHING
from carehub.referrals.reasons import EndReason
from carehub.referrals.service import NewReferral
from carehub.referrals.status import Outcome, Urgency
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.conftest import SignedIn
from tests.e2e.test_board import card, column, open_board
from tests.referrals.conftest import EVIDENCE
from tests.serving.running import RunningServer


def _make(people: People, session: Session, last_name: str, urgency: Urgency) -> int:
    patient = make_patient(session, people.sites["Northside"], last_name=last_name, first_name="Ines")
    kind = service.shown_types(session)[0].id or 0
    new = NewReferral(patient.id or 0, kind, urgency, "Lakeside Cardiology", "Is this angina?")
    return service.create(session, people.alice, new).id or 0


@pytest.fixture(scope="module")
def cards(people: People) -> dict[str, int]:
    """Of alice's: a stat card (its patient is in a program), a routine one, one closed a month ago."""
    made = {}
    with unit_of_work() as session, clock.freeze(clock.now() - timedelta(days=30)):
        made["HOLLOWAY, Ines"] = _make(people, session, "Holloway", Urgency.ROUTINE)
        number = made["HOLLOWAY, Ines"]
        ending = Ending(Outcome.CANCELLED, EndReason.MOVED_AWAY)
        service.close_without_visit(session, people.alice, number, 1, ending)
    with unit_of_work() as session:
        made["ABARA, Ines"] = _make(people, session, "Abara", Urgency.STAT)
        made["ZIEGLER, Ines"] = _make(people, session, "Ziegler", Urgency.ROUTINE)
        diabetes = programs.add_program(session, people.dana, "Diabetes", ProgramKind.CCM)
        patient_id = service.find(session, people.alice, made["ABARA, Ines"]).patient_id
        programs.enrol(session, people.alice, patient_id, diabetes.id or 0)
    return made


def test_filters_make_a_link_that_opens_the_same_view(
    server: RunningServer, signed_in: SignedIn, cards: dict[str, int]
) -> None:
    page = open_board(signed_in("alice"))
    page.get_by_role("button", name="Mine").click()
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_label("Urgency").select_option(label="Stat")
    page.get_by_role("combobox", name="Program").select_option(label="Diabetes")
    expect(page.get_by_text("1 of 2 cards")).to_be_visible()
    steps.is_accessible(page)
    expect(page).to_have_url(re.compile(r"/board\?coordinator=me&urgency=stat&program=1$"))
    page.get_by_role("combobox", name="Program").select_option(label="Any program")
    page.keyboard.press("Escape")
    expect(card(page, "ABARA, Ines")).to_be_visible()
    expect(card(page, "ZIEGLER, Ines")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/board\?coordinator=me&urgency=stat$"))
    card(page, "ABARA, Ines").get_by_text("Lakeside").click()
    expect(page).to_have_url(re.compile(rf"\?referral={cards['ABARA, Ines']}&coordinator=me&urgency=stat$"))
    linked = signed_in("alice")
    linked.goto(page.url)
    expect(linked.get_by_role("dialog", name="ABARA, Ines")).to_be_visible()
    linked.keyboard.press("Escape")
    expect(linked.get_by_text("1 of 2 cards")).to_be_visible()
    linked.get_by_role("button", name="Clear").click()
    expect(card(linked, "ZIEGLER, Ines")).to_be_visible()
    expect(linked).to_have_url(re.compile(r"/board$"))


def test_a_card_leaves_one_filtered_board_and_enters_another_while_somebody_types(
    signed_in: SignedIn, people: People, cards: dict[str, int]
) -> None:
    with unit_of_work() as session:
        _make(people, session, "Yilmaz", Urgency.ROUTINE)
    erins, pats = open_board(signed_in("erin")), open_board(signed_in("pat"))
    erins.get_by_label("Search the board").fill("yilmaz")
    expect(erins.get_by_text("1 card", exact=True)).to_be_visible()
    pats.get_by_role("button", name="Closed", exact=True).click()
    expect(pats.get_by_text("1 card", exact=True)).to_be_visible()
    alices = open_board(signed_in("alice"))
    alices.get_by_role("button", name="Late").click()
    expect(alices.get_by_text("0 of 3 cards")).to_be_visible()
    _close(erins, "YILMAZ, Ines")
    expect(card(column(erins, "Closed"), "YILMAZ, Ines")).to_be_visible()
    expect(card(column(pats, "Closed"), "YILMAZ, Ines")).to_be_visible()
    expect(pats.get_by_text("2 cards")).to_be_visible()
    expect(pats).to_have_url(re.compile(r"/board\?closed=1$"))
    expect(erins.get_by_label("Search the board")).to_have_value("yilmaz")
    expect(erins).to_have_url(re.compile(r"/board$"))
    alices.get_by_role("button", name="Clear").click()
    expect(card(alices, "YILMAZ, Ines")).to_be_visible()
    expect(card(alices, "HOLLOWAY, Ines")).to_have_count(0)


def _close(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Actions for {name}").click()
    page.get_by_role("menuitem", name="Close without a visit...").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("How it ended").click()
    page.get_by_role("option", name="Cancelled").click()
    dialog.get_by_role("button", name="Save").click()
    dialog.get_by_label("Why").click()
    page.get_by_role("option", name="Moved away").click()
    dialog.get_by_role("button", name="Save").click()


def test_a_view_is_saved_shared_opened_and_brought_back(signed_in: SignedIn, cards: dict[str, int]) -> None:
    alices = open_board(signed_in("alice"))
    alices.get_by_role("button", name="Closed", exact=True).click()
    expect(card(column(alices, "Closed"), "HOLLOWAY, Ines")).to_be_visible()
    _save_view(alices, "Everything closed")
    erins = open_board(signed_in("erin"))
    erins.get_by_role("button", name="Views").click()
    erins.get_by_role("button", name="Everything closed").click()
    expect(card(column(erins, "Closed"), "HOLLOWAY, Ines")).to_be_visible()
    alices.get_by_role("button", name="Remove view Everything closed").click()
    steps.is_told(alices, "View removed")
    alices.get_by_role("button", name="Undo").click()
    steps.is_told(alices, "The view is back")


def _save_view(page: Page, name: str) -> None:
    page.get_by_role("button", name="Views").click()
    page.get_by_label("Name of the view").fill(name)
    page.get_by_label("Share with everyone here").check()
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()


def test_late_reports_are_asked_for_again_in_one_go(
    signed_in: SignedIn, people: People, cards: dict[str, int]
) -> None:
    with unit_of_work() as session, clock.freeze(clock.now() - timedelta(days=60)):
        for name in ("Castellanos", "Dvorak"):
            _see(people, session, _make(people, session, name, Urgency.ROUTINE))
    page = open_board(signed_in("alice"))
    page.get_by_role("link", name="Reports to chase").click()
    expect(page.get_by_text("2 reports are late")).to_be_visible()
    page.get_by_label(re.compile("report of DVORAK")).uncheck()
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Write down and print letters").click()
    letters = opened.value
    expect(letters.get_by_role("article")).to_have_count(1)
    expect(letters.get_by_role("article")).to_contain_text("CASTELLANOS, Ines")
    steps.is_accessible(letters)
    line = page.get_by_role("row", name=re.compile("CASTELLANOS"))
    expect(line.get_by_text("Once, last")).to_be_visible()
    expect(page.get_by_label(re.compile("report of DVORAK"))).not_to_be_checked()


def _see(people: People, session: Session, number: int) -> None:
    stages = {stage.name: stage.id or 0 for stage in service.shown_stages(session)}
    for name in ("Ready", "Sent", "Accepted", "Awaiting report"):
        version = service.find(session, people.alice, number).version
        known = EVIDENCE.get(name, NOTHING)
        service.move(session, people.alice, number, version, stages[name], known)
