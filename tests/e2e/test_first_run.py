"""The first start of a new center: the link on the console makes its first admin."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.serving.running import RunningServer, running


@pytest.fixture
def new_center(build: Path, tmp_path: Path) -> Iterator[RunningServer]:
    with running(tmp_path / "data") as started:
        yield started
    started.refuse_tracebacks()


def test_the_printed_link_makes_the_first_admin_and_is_then_closed(
    new_center: RunningServer, new_page: Callable[[], Page]
) -> None:
    link = re.search(r"http\S+/set-up\?token=\S+", "".join(new_center.said))
    assert link, "no set-up link was printed"
    page = new_page()
    page.goto(link.group())
    steps.is_accessible(page)
    page.get_by_label("Name of the center").fill("Riverbend Health Center")
    page.get_by_label("Name of the first site").fill("Northside")
    page.get_by_label("Time zone").select_option("America/Chicago")
    page.get_by_label("Your name").fill("Dana Whitfield")
    page.get_by_label("User name").fill("dana")
    page.get_by_label("New password", exact=True).fill(steps.PASSWORD)
    page.get_by_label("New password again").fill(steps.PASSWORD)
    page.get_by_role("button", name="Set up CareHub").click()
    expect(page.get_by_text("AGE-SECRET-KEY-1")).to_be_visible()
    steps.is_accessible(page)
    page.get_by_role("link", name="open CareHub").click()
    steps.is_alive(page)
    expect(page.get_by_role("button", name="Your account")).to_contain_text("Dana Whitfield")
    stranger = new_page()
    stranger.goto(link.group())
    expect(stranger.get_by_role("button", name="Set up CareHub")).to_have_count(0)
