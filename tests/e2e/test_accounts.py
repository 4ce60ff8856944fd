"""An admin looks after people and sites; people look after their own account."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import SignedIn
from tests.serving.running import RunningServer

NEW_PASSWORD = "seven lamps under water"


def _settings(page: Page, section: str) -> None:
    steps.go_to(page, "Settings")
    page.get_by_role("navigation", name="Settings").get_by_role("link", name=section).click()
    expect(page.get_by_role("region", name=section)).to_be_visible()


def _open(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("dialog", name=name)).to_be_visible()


def test_someone_new_gets_a_code_chooses_a_password_and_is_in(
    server: RunningServer, signed_in: SignedIn, new_page: Callable[[], Page]
) -> None:
    dana = signed_in("dana")
    _settings(dana, "People")
    dana.get_by_role("button", name="Add person").click()
    dana.get_by_label("Name", exact=True).fill("Zoe Kim")
    dana.get_by_label("User name").fill("zoe")
    dana.get_by_label("Role").select_option("Coordinator")
    dana.get_by_label("Northside").check()
    dana.get_by_role("button", name="Add and get a one-time code").click()
    code = dana.get_by_label("One-time code").inner_text()
    zoe = new_page()
    zoe.goto(server.url)
    zoe.get_by_role("link", name="I have a one-time code").click()
    zoe.get_by_label("User name").fill("zoe")
    zoe.get_by_label("One-time code").fill(code.lower())
    zoe.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    zoe.get_by_label("New password again").fill(NEW_PASSWORD)
    steps.is_accessible(zoe)
    zoe.get_by_role("button", name="Set password").click()
    steps.is_alive(zoe)
    expect(zoe.get_by_role("button", name="Your account")).to_contain_text("Zoe Kim")


def test_a_disabled_person_is_out_at_once(signed_in: SignedIn) -> None:
    bob, dana = signed_in("bob"), signed_in("dana")
    _settings(dana, "People")
    _open(dana, "Bob Tran")
    dana.get_by_role("button", name="Disable").click()
    dana.get_by_role("alertdialog").get_by_role("button", name="Disable").click()
    expect(bob.get_by_role("button", name="Sign in")).to_be_visible(timeout=2_000)
    steps.give_password(bob, "bob", steps.PASSWORD)
    expect(bob.get_by_role("alert")).to_contain_text("do not fit")
    expect(dana.get_by_role("button", name="Enable")).to_be_visible()


def test_the_only_admin_cannot_lock_everyone_out(signed_in: SignedIn) -> None:
    dana = signed_in("dana")
    _settings(dana, "People")
    _open(dana, "Dana Whitfield")
    dana.get_by_label("Role").select_option("Coordinator")
    dana.get_by_role("button", name="Save").click()
    expect(dana.get_by_role("alert")).to_contain_text("only active admin")
    steps.is_accessible(dana)


def test_a_site_is_added_and_one_with_staff_stays_open(signed_in: SignedIn) -> None:
    dana = signed_in("dana")
    _settings(dana, "Sites")
    expect(dana.get_by_role("row", name=re.compile("Northside"))).to_be_visible()
    dana.get_by_role("button", name="Add site").click()
    dana.get_by_label("Name").fill("East")
    dana.get_by_role("dialog").get_by_role("button", name="Add site").click()
    steps.is_told(dana, "The site is added")
    _open(dana, "Southside")
    dana.get_by_role("button", name="Close this site").click()
    dana.get_by_role("alertdialog").get_by_role("button", name="Close this site").click()
    expect(dana.get_by_role("alert")).to_contain_text("Charlie Okafor")


def test_one_changes_ones_password_and_signs_out_elsewhere(signed_in: SignedIn) -> None:
    here, elsewhere = signed_in("pat"), signed_in("pat")
    here.get_by_role("button", name="Your account").click()
    here.get_by_role("menuitem", name="My account").click()
    here.get_by_role("button", name="Sign out in all other browsers").click()
    expect(elsewhere.get_by_role("button", name="Sign in")).to_be_visible()
    here.get_by_role("link", name="Change password").click()
    here.get_by_label("Current password").fill(steps.PASSWORD)
    here.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    here.get_by_label("New password again").fill(NEW_PASSWORD)
    steps.is_accessible(here)
    here.get_by_role("button", name="Change password").click()
    expect(here.get_by_role("heading", name="Password changed")).to_be_visible()
    steps.sign_in(elsewhere, "pat", NEW_PASSWORD)


@pytest.mark.parametrize("path", ["/settings/people", "/settings/sites"])
def test_who_is_no_admin_finds_nothing_there(server: RunningServer, signed_in: SignedIn, path: str) -> None:
    alice = signed_in("alice")
    expect(alice.get_by_role("link", name="Settings")).to_have_count(0)
    alice.goto(server.url + path)
    steps.is_alive(alice)
    expect(alice.get_by_role("rowheader")).to_have_count(0)


def test_the_session_never_reaches_the_pages_scripts(server: RunningServer, stranger: Page) -> None:
    alice = stranger
    steps.sign_in(alice, "alice")
    token = next(str(each.get("value")) for each in alice.context.cookies())
    frames: list[str] = []
    alice.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    alice.goto(f"{server.url}/account")
    expect(alice.get_by_text(re.compile("this one"))).to_be_visible()
    assert frames
    assert not [frame for frame in frames if token in frame]
    assert token not in alice.evaluate("document.cookie")


def test_the_center_gets_another_time_zone(signed_in: SignedIn) -> None:
    dana = signed_in("dana")
    steps.go_to(dana, "Settings")
    dana.get_by_role("navigation", name="Settings").get_by_role("link", name="Center").click()
    expect(dana.get_by_label("Time zone")).to_have_value("America/Chicago")
    dana.get_by_label("Time zone").select_option("America/Denver")
    dana.get_by_role("button", name="Save").click()
    steps.is_told(dana, "Saved")
    dana.reload()
    expect(dana.get_by_label("Time zone")).to_have_value("America/Denver")
