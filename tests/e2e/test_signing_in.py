"""A stranger meets one page; people get in with their password and out again."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from pyotp.totp import TOTP

from tests.e2e import steps
from tests.e2e.conftest import SignedIn


def test_a_person_signs_in_wrong_and_right(stranger: Page) -> None:
    steps.is_accessible(stranger)
    steps.give_password(stranger, "alice", "not the one at all")
    expect(stranger.get_by_role("alert")).to_be_visible()
    steps.sign_in(stranger, "alice")
    expect(stranger.get_by_role("button", name="Your account")).to_contain_text("Alice Moreno")


def test_an_admin_sets_up_a_second_factor_and_then_needs_it(
    stranger: Page, new_page: Callable[[], Page]
) -> None:
    steps.give_password(stranger, "dana", steps.PASSWORD)
    expect(stranger.get_by_role("img", name="Picture for the authenticator app")).to_be_visible()
    steps.is_accessible(stranger)
    app = TOTP(stranger.get_by_role("list").get_by_role("code").inner_text().replace(" ", ""))
    stranger.get_by_label("Code").fill(app.now())
    stranger.get_by_role("button", name="Turn it on").click()
    expect(stranger.get_by_role("code")).to_have_count(10)
    a_code = stranger.get_by_role("code").first.inner_text()
    stranger.get_by_role("link", name="open CareHub").click()
    steps.is_alive(stranger)
    later = new_page()
    later.goto(stranger.url)
    steps.give_password(later, "dana", steps.PASSWORD)
    steps.is_accessible(later)
    later.get_by_label("Code").fill(a_code)
    later.get_by_role("button", name="Sign in", exact=True).click()
    steps.is_alive(later)


def test_signing_out_closes_the_door(signed_in: SignedIn) -> None:
    page = signed_in("alice")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_every_page_is_accessible(signed_in: SignedIn) -> None:
    steps.is_accessible(signed_in("dana"))
