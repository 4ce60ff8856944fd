"""A story of Settings > Board: the board becomes the center's own, and another browser follows."""

from playwright.sync_api import Page, expect

from tests.conftest import People
from tests.e2e import steps
from tests.e2e.conftest import SignedIn
from tests.e2e.test_board import CardOf, card, card_of, column, drag, open_board

__all__ = ["card_of"]


def open_settings(page: Page) -> None:
    steps.go_to(page, "Settings")
    page.get_by_role("navigation", name="Settings").get_by_role("link", name="Board").click()
    expect(page.get_by_role("button", name="Report to review", exact=True)).to_be_visible()


def test_an_admin_makes_a_stage_and_the_board_of_another_has_it(
    signed_in: SignedIn, people: People, card_of: CardOf
) -> None:
    name = card_of("Intake", "Ines")
    alices, danas = open_board(signed_in("alice")), signed_in("dana")
    open_settings(danas)
    danas.get_by_role("button", name="Add stage").click()
    panel = danas.get_by_role("dialog", name="Add stage")
    panel.get_by_label("Name").fill("Second look")
    panel.get_by_label("Limit").fill("1")
    panel.get_by_label("Why it comes here").check()
    steps.is_accessible(danas)
    panel.get_by_role("button", name="Save").click()
    steps.is_told(danas, "Stage added")
    expect(column(alices, "Second look, 0 of 1")).to_be_visible()
    drag(alices, name, "Second look")
    dialog = alices.get_by_role("dialog", name="Move to Second look")
    dialog.get_by_label("Reason").fill("Who asked for this?")
    dialog.get_by_role("button", name="Save").click()
    expect(card(column(alices, "Second look, 1 of 1"), name)).to_be_visible()

    danas.get_by_role("button", name="Second look", exact=True).click()
    panel = danas.get_by_role("dialog", name="Second look")
    panel.get_by_label("Delete this stage: its referrals go to").select_option("Draft")
    panel.get_by_role("button", name="Delete this stage").click()
    steps.is_told(danas, "Second look is deleted")
    expect(card(column(alices, "Draft"), name)).to_be_visible()
    expect(column(alices, "Second look")).to_have_count(0)

    danas.get_by_role("button", name="Sent", exact=True).click()
    panel = danas.get_by_role("dialog", name="Sent")
    expect(panel).to_contain_text("The last stage of its kind stays")
    danas.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    danas.get_by_role("button", name="Move Sent to the left").click()
    expect(alices.locator("[data-column] h2").nth(2)).to_have_text("Sent")
