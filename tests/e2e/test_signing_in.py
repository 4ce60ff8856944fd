"""A stranger meets one page; people get in with their password and out again."""

from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import SignedIn


def test_a_person_signs_in_wrong_and_right(stranger: Page) -> None:
    steps.is_accessible(stranger)
    steps.give_password(stranger, "alice", "not the one at all")
    expect(stranger.get_by_role("alert")).to_be_visible()
    steps.sign_in(stranger, "alice")
    expect(stranger.get_by_role("button", name="Your account")).to_contain_text("Alice Moreno")


def test_signing_out_closes_the_door(signed_in: SignedIn) -> None:
    page = signed_in("alice")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_every_page_is_accessible(signed_in: SignedIn) -> None:
    steps.is_accessible(signed_in("dana"))
