"""What people do and see, in roles and labels."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

# What fades in or out has half its contrast until it has ended.
AT_REST = """() => Promise.all(document.getAnimations()
  .filter((each) => each.effect.getTiming().iterations !== Infinity)
  .map((each) => each.finished.catch(() => {})))"""
# A toast may come or go while axe works: it does so at once.
UNFADING = """[data-sonner-toast], [data-sonner-toast] > * {
  transition: none !important; animation: none !important }"""
# A toast behind another one shows nothing until the pile is opened.
IN_SIGHT = {"exclude": [["[data-sonner-toast][data-front='false']"]]}
PASSWORD = "four brown teapots sing"


def sign_in(page: Page, user_name: str, password: str = PASSWORD) -> None:
    """On the sign-in page: give name and password; ends when the first page is alive."""
    give_password(page, user_name, password)
    is_alive(page)


def give_password(page: Page, user_name: str, password: str) -> None:
    """The same, whatever comes of it."""
    page.get_by_label("User name").fill(user_name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def is_alive(page: Page) -> None:
    """Wait until the page is connected, listens to keys and shows what it is for: before that keys are lost,
    and what comes next may be looked for in the middle of a change."""
    # By its label: behind a panel that an address opened, everything else is hidden from roles.
    expect(page.get_by_label("Your account", exact=True)).to_contain_text(re.compile(r"\w"))
    expect(page.locator("html")).to_have_attribute("data-hotkeys", "on")
    expect(page.locator("#content")).to_have_attribute("aria-busy", "false")


def go_to(page: Page, name: str) -> None:
    """Follow the sidebar's link, for example "Board"."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def is_told(page: Page, text: str | re.Pattern[str]) -> None:
    """A toast says so, or several do."""
    expect(page.get_by_role("region", name="Messages").get_by_text(text).first).to_be_visible()


def is_accessible(page: Page) -> None:
    """axe finds nothing; else the failure names each rule, what to do, and where."""
    page.add_style_tag(content=UNFADING)
    page.evaluate(AT_REST)
    found = Axe().run(page, context=IN_SIGHT).response["violations"]
    assert not found, f"{page.url} is not accessible:\n" + "\n".join(map(_in_words, found))


def _in_words(violation: dict[str, object]) -> str:
    nodes = violation["nodes"]
    assert isinstance(nodes, list)
    places = [f"    {node['target']}  {node['html'][:200]}\n    {node['failureSummary']}" for node in nodes]
    return "\n".join([f"  {violation['id']} ({violation['impact']}): {violation['help']}", *places])
