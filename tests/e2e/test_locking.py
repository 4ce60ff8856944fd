"""Somebody goes away from the desk and comes back."""

from playwright.sync_api import Page, expect
from sqlmodel import col, select

from carehub.accounts import sessions
from carehub.accounts.models import SignInSession
from carehub.core.database import unit_of_work
from tests.conftest import People
from tests.e2e import steps
from tests.e2e.conftest import SignedIn


def test_a_locked_page_keeps_what_was_typed_and_goes_on_after_the_password(
    signed_in: SignedIn, people: People
) -> None:
    page = signed_in("alice")
    steps.go_to(page, "Patients")
    page.get_by_role("button", name="Add patient").first.click()
    form = page.get_by_role("dialog", name="Add patient")
    form.get_by_label("Family name").fill("Half-written")
    lock_newest_session_of(people.alice.user_id)
    look_again(page)
    lock = page.get_by_role("dialog", name="Locked")
    secret = lock.get_by_label("Your password")
    expect(secret).to_be_focused()
    steps.is_accessible(page)
    page.keyboard.press("Escape")
    secret.fill("something else entirely")
    lock.get_by_role("button", name="Unlock").click()
    expect(lock.get_by_role("alert")).to_contain_text("does not fit")
    secret.fill(steps.PASSWORD)
    page.keyboard.press("Enter")
    expect(lock).to_have_count(0)
    expect(form.get_by_label("Family name")).to_have_value("Half-written")
    form.get_by_label("Given name").fill("Nora")
    form.get_by_label("Date of birth").fill("1961-03-07")
    form.get_by_role("button", name="Add patient").click()
    steps.is_told(page, "Added the patient")


def test_who_leaves_the_desk_locks_every_page_of_the_browser(signed_in: SignedIn) -> None:
    page = signed_in("pat")
    other = page.context.new_page()
    other.goto(page.url)
    steps.is_alive(other)
    page.get_by_label("Your account", exact=True).click()
    page.get_by_role("menuitem", name="Lock this screen").click()
    for each in (page, other):
        expect(each.get_by_role("dialog", name="Locked")).to_be_visible()
    page.get_by_label("Your password").fill(steps.PASSWORD)
    page.get_by_role("button", name="Unlock").click()
    for each in (page, other):
        expect(each.get_by_role("dialog", name="Locked")).to_have_count(0)
        expect(each.get_by_label("Your account", exact=True)).to_be_visible()


def lock_newest_session_of(user_id: int) -> None:
    newest = select(SignInSession).where(SignInSession.user_id == user_id)
    with unit_of_work() as session:
        row = session.exec(newest.order_by(col(SignInSession.id).desc())).first()
        assert row is not None
        assert row.id is not None
        sessions.lock(session, row.id)


def look_again(page: Page) -> None:
    """The browser's window comes to the front."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
