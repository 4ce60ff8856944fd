"""Stories of the board: what can be undone, and what is done to several cards at once."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from carehub.core import clock, database
from carehub.referrals import service
from tests.conftest import People
from tests.e2e import steps
from tests.e2e.conftest import SignedIn
from tests.e2e.test_board import CardOf, card, card_of, column, drag, open_board, take_to_report

__all__ = ["card_of"]


def choose_all(page: Page, names: list[str]) -> None:
    """The first by its own click, the rest by a shift-click on the last."""
    card(page, names[0]).click(modifiers=["Shift"], position={"x": 120, "y": 45})
    card(page, names[-1]).click(modifiers=["Shift"], position={"x": 120, "y": 45})
    expect(page.get_by_role("toolbar", name=f"{len(names)} selected")).to_be_visible()


def test_a_move_is_undone_from_its_toast_and_not_when_someone_was_there_since(
    signed_in: SignedIn, card_of: CardOf
) -> None:
    name = card_of("Regret", "Una")
    alices, erins = open_board(signed_in("alice")), open_board(signed_in("erin"))
    drag(alices, name, "Ready")
    steps.is_told(alices, f"{name}: moved to Ready")
    alices.get_by_role("button", name="Undo", exact=True).first.click()
    steps.is_told(alices, "Put back in Draft")
    for page in (alices, erins):
        expect(card(column(page, "Draft"), name)).to_be_visible()
    drag(alices, name, "Ready")
    expect(card(column(erins, "Ready"), name)).to_be_visible()
    erins.get_by_role("button", name=f"Actions for {name}").click()
    erins.get_by_role("menuitem", name="Pin on top").click()
    expect(card(alices, name).get_by_label("Pinned")).to_be_visible()
    alices.get_by_role("button", name="Undo", exact=True).first.click()
    steps.is_told(alices, re.compile("Erin Castellano pinned this referral .* So it was not undone"))
    expect(card(column(alices, "Ready"), name)).to_be_visible()


def test_several_cards_move_together_and_are_put_back_together(signed_in: SignedIn, card_of: CardOf) -> None:
    names = [card_of(f"Together{number}") for number in range(3)]
    page = open_board(signed_in("alice"))
    choose_all(page, names)
    steps.is_accessible(page)
    page.get_by_role("button", name="Move to", exact=True).click()
    page.get_by_role("menuitem", name="Needs info").click()
    dialog = page.get_by_role("dialog", name="Move to Needs info")
    expect(dialog).to_contain_text("3 referrals selected")
    dialog.get_by_role("combobox", name="Who has to supply it").click()
    page.get_by_role("option", name="Payer").click()
    dialog.get_by_label("What is missing").fill("Insurance card")
    dialog.get_by_role("button", name="Save").click()
    for name in names:
        expect(card(column(page, "Needs info"), name)).to_contain_text("Insurance card")
    expect(page.get_by_role("toolbar")).to_have_count(0)
    page.get_by_role("button", name="Undo", exact=True).first.click()
    steps.is_told(page, "3 referrals put back")
    for name in names:
        expect(card(column(page, "Draft"), name)).to_be_visible()


def test_a_bulk_move_shows_at_once_and_each_card_that_is_refused_goes_back_with_its_reason(
    signed_in: SignedIn, people: People, card_of: CardOf
) -> None:
    behind, pinned, ahead = card_of("Behind", "Bo"), card_of("Pinned", "Pia"), card_of("Ahead", "Al")
    with database.unit_of_work() as session:
        drafts = service.board(session, people.alice)[0].entries
        newest = sorted(entry.referral.id or 0 for entry in drafts)[-3:]
        take_to_report(session, people, newest[0])
    page = open_board(signed_in("alice"))
    for name in (ahead, pinned, behind):
        card(page, name).click(modifiers=["ControlOrMeta"], position={"x": 120, "y": 45})
    page.get_by_role("button", name="Move to", exact=True).click()
    # Until this transaction ends nobody else saves anything: what shows, shows before it is saved.
    with database.unit_of_work() as session:
        service.pin(session, people.erin, newest[1], 1, pinned=True)
        page.get_by_role("menuitem", name="Ready", exact=True).click()
        for name in (ahead, pinned):
            expect(card(column(page, "Ready"), name)).to_be_visible()
    results = page.get_by_role("dialog", name="1 of 3 moved to Ready")
    expect(results).to_contain_text(behind)
    expect(results).to_contain_text("cannot go from Report to review straight to Ready")
    expect(results).to_contain_text("Erin Castellano pinned this referral")
    steps.is_accessible(page)
    results.get_by_role("button", name="Close").click()
    expect(card(column(page, "Ready"), ahead)).to_be_visible()
    expect(card(column(page, "Draft"), pinned)).to_be_visible()
    expect(page.get_by_role("toolbar", name="2 selected")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_cards_are_selected_by_keys_and_by_menu(signed_in: SignedIn, card_of: CardOf, width: int) -> None:
    names = [card_of(f"Keys{width}{letter}") for letter in "ab"]
    page = signed_in("alice")
    page.set_viewport_size({"width": width, "height": 844})
    open_board(page)
    page.get_by_role("button", name=f"Move {names[0]}").focus()
    page.keyboard.press("x")
    expect(page.get_by_role("toolbar", name="1 selected")).to_be_visible()
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_role("toolbar", name="2 selected")).to_be_visible()
    expect(page.get_by_role("button", name=f"Move {names[1]}")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("toolbar")).to_have_count(0)
    page.get_by_role("button", name=f"Actions for {names[0]}").click()
    page.get_by_role("menuitem", name="Select", exact=True).click()
    expect(page.get_by_role("checkbox", name=f"Select {names[0]}")).to_be_checked()
    words = card(page, names[0]).get_by_text("Specialty", exact=True)
    in_light = str(words.evaluate("(each) => getComputedStyle(each).color"))
    page.emulate_media(color_scheme="dark")
    # The ground is dark at once, the words are light only when the page has drawn itself again.
    expect(words).not_to_have_css("color", in_light)
    steps.is_accessible(page)
    page.get_by_role("button", name="Urgency").click()
    page.get_by_role("menuitem", name="Stat").click()
    expect(card(page, names[0])).to_contain_text("Stat")
    expect(page.get_by_role("toolbar")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_clock_is_paused_from_the_menu_and_the_card_says_until_when(
    signed_in: SignedIn, card_of: CardOf
) -> None:
    name = card_of("Paused", "Paula")
    page = open_board(signed_in("alice"))
    page.get_by_role("button", name=f"Actions for {name}").click()
    page.get_by_role("menuitem", name="Pause the clock...").click()
    dialog = page.get_by_role("dialog", name="Pause the clock")
    dialog.get_by_label("Why it stands still").fill("Abroad")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("until which day")
    expect(dialog.get_by_label("Why it stands still")).to_have_value("Abroad")
    dialog.get_by_label("Until the end of").fill(next_month())
    dialog.get_by_role("button", name="Save").click()
    expect(card(page, name)).to_contain_text("Paused to")
    page.get_by_role("button", name=f"Actions for {name}").click()
    page.get_by_role("menuitem", name="Let the clock go on").click()
    expect(card(page, name)).to_contain_text("Due")


def next_month() -> str:
    return (clock.now() + timedelta(days=30)).date().isoformat()
