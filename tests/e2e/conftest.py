"""A center of its own for each file of stories, served from the real build, and people in real browsers.

``server`` is a started CareHub with the six people of ``tests.conftest``; in the test's own process
``unit_of_work()`` and every service work on the same database, so a story can put in what it needs.
``signed_in("alice")`` is the page of a browser of alice's own; asked twice, there are two browsers. It is at
the first page, ``signed_in("alice", "/board")`` at that one: each page that is loaded takes a second or two.
In the campaign the stories of board, calendar and import are told again, on PostgreSQL and Redis.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from carehub.accounts import sessions
from carehub.core import database
from carehub.core.actor import Actor
from carehub.serving import frontend
from tests import browser as chromium
from tests import sizes
from tests.conftest import People, forget_settings, make_patient, open_center
from tests.e2e import steps
from tests.e2e.attacking import CANARY
from tests.serving.running import RunningServer, running
from tests.serving.stoppable import own_redis
from tests.swept import SweptDatabase

RESULTS = Path("test-results")


class SignedIn(Protocol):
    def __call__(self, user_name: str, path: str = "") -> Page: ...


SCALED_OUT = ("test_board", "test_calendar", "test_import")

expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories run last: the browser driver keeps an event loop, which asyncio tests must not meet."""
    here = str(Path(__file__).parent)
    stories = [item for item in items if str(item.path).startswith(here)]
    for story in stories:
        story.add_marker(pytest.mark.e2e)
        if _is_scaled_out(story.path):
            story.add_marker(pytest.mark.campaign)
            told = (sizes.in_words(story.nodeid), "a story, on PostgreSQL and Redis", "held")
            story.user_properties.append((sizes.TOLD, told))
    items[:] = [item for item in items if item not in stories] + stories


@pytest.fixture(scope="session")
def build() -> Path:
    return frontend.ready_build(print)


@pytest.fixture(scope="module")
def engines(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The settings of this file's center that name its engines; none of them: SQLite, and no Redis."""
    if not _is_scaled_out(request.path):
        yield {}
        return
    database_of_all: SweptDatabase = request.getfixturevalue("swept")
    with own_redis() as redis:
        yield {"CAREHUB_DATABASE_URL": database_of_all.swept(), "CAREHUB_REDIS_URL": redis.url}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, engines: dict[str, str]) -> Iterator[Path]:
    """The data folder of this file's center; this process's services use it as well."""
    folder = tmp_path_factory.mktemp("center")
    with pytest.MonkeyPatch.context() as environment:
        for name in os.environ:
            if name.startswith("CAREHUB_"):
                environment.delenv(name)
        for name, value in {**engines, "CAREHUB_HOME": str(folder)}.items():
            environment.setenv(name, value)
        forget_settings()
        yield folder
        database.engine().dispose()
    forget_settings()


@pytest.fixture(scope="module")
def people(home: Path, engines: dict[str, str], sqlite_template: Path) -> People:
    """A migrated database with alice, bob, charlie, dana, erin and pat, who can sign in."""
    if not engines:
        shutil.copy(sqlite_template, home / "carehub.db")
    with database.unit_of_work() as session:
        return open_center(session, password=steps.PASSWORD)


@pytest.fixture(scope="module")
def server(build: Path, home: Path, people: People, engines: dict[str, str]) -> Iterator[RunningServer]:
    with running(home, 0, **engines) as started:
        yield started
    started.refuse_tracebacks()


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Starts Chromium with further flags."""
    program = chromium.chromium()
    with sync_playwright() as playwright:
        yield lambda *more: playwright.chromium.launch(
            executable_path=program, args=[*chromium.flags(), *more]
        )


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser]) -> Iterator[Browser]:
    launched = launch()
    yield launched
    launched.close()


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[[], Page]]:
    """Opens a page in a fresh browser, as nobody; script errors in any of them fail the story."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page() -> Page:
        contexts.append(browser.new_context(locale="en-US", timezone_id="America/Chicago"))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.extend(_complaint(message)))
        return page

    yield open_page
    _keep_pictures_of_failure(request, contexts)
    for context in contexts:
        context.close()
    assert not errors, "the pages complained:\n" + "\n".join(errors)


@pytest.fixture
def stranger(server: RunningServer, new_page: Callable[[], Page]) -> Page:
    """A browser at the front door in which nobody has signed in."""
    page = new_page()
    page.goto(server.url)
    return page


@pytest.fixture
def signed_in(server: RunningServer, people: People, new_page: Callable[[], Page]) -> SignedIn:
    """A page with a session of its own, at ``path``; how one signs in is the story of test_signing_in."""

    def sign_in(user_name: str, path: str = "") -> Page:
        page = new_page()
        with database.unit_of_work() as session:
            token = sessions.start(session, getattr(people, user_name).user_id, browser="Chrome on Linux")
        page.context.add_cookies([{"name": sessions.cookie_name(), "value": token, "url": server.url}])
        page.goto(server.url + path)
        steps.is_alive(page)
        return page

    return sign_in


@pytest.fixture
def cookie(server: RunningServer, people: People) -> Callable[[Actor], str]:
    """The cookie of a new session of somebody, for clients without a browser."""

    def of(actor: Actor) -> str:
        with database.unit_of_work() as session:
            return f"{sessions.cookie_name()}={sessions.start(session, actor.user_id)}"

    return of


@pytest.fixture(scope="module")
def northside_patient(people: People) -> int:
    """Somebody at Northside, for attacks that look for them."""
    with database.unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"], last_name=CANARY, mrn="CANARY-1")
        assert patient.id is not None
        return patient.id


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report


FAILED = pytest.StashKey[bool]()


def _is_scaled_out(file: Path) -> bool:
    return sizes.is_campaign() and file.name.startswith(SCALED_OUT)


def _complaint(message: ConsoleMessage) -> list[str]:
    """Errors of scripts; a refused request is an answer that stories provoke on purpose."""
    refused = message.text.startswith("Failed to load resource")
    return [message.text] if message.type == "error" and not refused else []


def _keep_pictures_of_failure(request: pytest.FixtureRequest, contexts: list[BrowserContext]) -> None:
    if not request.node.stash.get(FAILED, False):
        return
    RESULTS.mkdir(exist_ok=True)
    story = re.sub(r"\W+", "-", request.node.name)
    for number, page in enumerate((page for context in contexts for page in context.pages), start=1):
        page.screenshot(path=RESULTS / f"{story}-{number}.png")
