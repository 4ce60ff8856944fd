"""The calendar in a browser: ``python -m benchmarks.calendar_browser``.

March and April 2027 hold 2,000 appointments and 300 weekly series each. From the click on the arrow to the
painted month: the answer of the feed is drawn and two frames have passed. In a week of June a meeting is
dragged: from the release of the mouse to its new time painted in the browser of somebody else. The program
fails when that takes more than a second.
"""

import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from sqlmodel import Session, select

from benchmarks._calendar_center import add_history, open_busy_center
from carehub import migrations
from carehub.accounts import sessions
from carehub.accounts.models import User
from carehub.core import database
from carehub.core.actor import Actor, Role
from carehub.serving import frontend
from carehub.shared_calendar import service
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import slot_at
from carehub.shared_calendar.status import Kind
from tests import browser as chromium
from tests.conftest import forget_settings
from tests.e2e.calendar_steps import drag
from tests.serving.running import RunningServer, running

HISTORY = 20_000
SWITCHES = 12
DRAGS = 20
SEEN_WITHIN_MS = 1_000
MEETING_DAY = date(2027, 6, 8)
SHOWN = "() => document.querySelectorAll('.calendar [data-event]').length > 20"
# Counts the answers of the feed, so that a switch knows its own.
COUNT = """() => {
  const ask = window.fetch;
  window.answered = 0;
  window.fetch = async (...given) => {
    const answer = await ask(...given);
    if (String(given[0]).includes("/api/calendar/events")) {
      const read = answer.json.bind(answer);
      answer.json = async () => { const rows = await read(); window.answered += 1; return rows; };
    }
    return answer;
  };
}"""
SWITCH = """async (which) => {
  const button = document.querySelectorAll(".calendar-toolbar button")[which];
  const heading = () => document.querySelector(".calendar-heading").textContent;
  const before = heading(), answers = window.answered, begun = performance.now();
  button.click();
  const frame = () => new Promise(requestAnimationFrame);
  while (heading() === before || window.answered === answers) await frame();
  while (document.querySelector(".calendar").getAttribute("aria-busy") === "true") await frame();
  await frame();
  await frame();
  return performance.now() - begun;
}"""

# Writes down when the only event of the week shows another time, by the clock that both browsers share.
WATCH = """() => {
  const told = () => document.querySelector(".calendar [data-event]")?.textContent;
  const before = told();
  window.changed = null;
  const look = () => {
    if (told() && told() !== before) window.changed = Date.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
RELEASE = """() => document.addEventListener("mouseup", () => { window.released = Date.now(); }, true)"""


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        os.environ["CAREHUB_HOME"] = home
        forget_settings()
        frontend.ready_build(print)
        program = chromium.chromium()
        migrations.upgrade(database.engine())
        with database.unit_of_work() as session:
            site_id = open_busy_center(session)
            add_history(session, HISTORY)
            _book_a_meeting(session, site_id)
            tokens = [sessions.start(session, _user_id(session, name)) for name in ("erin", "dana")]
        with running(Path(home)) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=list(chromium.flags()))
            mover, other = (_signed_in(browser, server, token) for token in tokens)
            _switch(mover, server)
            seen = _seen_by_others(mover, other, server)
            browser.close()
        database.engine().dispose()
    return int(statistics.median(seen) > SEEN_WITHIN_MS)


def _book_a_meeting(session: Session, site_id: int) -> None:
    erin = _user_id(session, "erin")
    actor = Actor(erin, "Erin", Role.SUPERVISOR, frozenset(), all_sites=True)
    details = Details("Case conference", site_id, staff_id=erin, kind=Kind.MEETING)
    service.book(session, actor, Booking(details, slot_at(MEETING_DAY, time(10), 60, "America/Chicago")))


def _user_id(session: Session, user_name: str) -> int:
    return session.exec(select(User.id).where(User.user_name == user_name)).one() or 0


def _signed_in(browser: Browser, server: RunningServer, token: str) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": sessions.cookie_name(), "value": token, "url": server.url}])
    return context.new_page()


def _switch(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}/calendar?view=month&date=2027-03-15")
    page.wait_for_function(SHOWN)
    page.evaluate(COUNT)
    times = [float(page.evaluate(SWITCH, 2 if turn % 2 == 0 else 1)) for turn in range(SWITCHES)]
    print(f"month to month: {_said(times)} to painted")


def _seen_by_others(mover: Page, other: Page, server: RunningServer) -> list[float]:
    """Milliseconds from the release of a dragged meeting to its new time in somebody else's browser."""
    for page in (mover, other):
        page.goto(f"{server.url}/calendar?view=week&date={MEETING_DAY}")
        page.wait_for_function("() => document.querySelectorAll('.calendar [data-event]').length === 1")
    mover.evaluate(RELEASE)
    times = []
    for turn in range(DRAGS):
        for page in (mover, other):
            page.evaluate(WATCH)
        drag(mover, mover.locator(".calendar-event"), hours=-1 if turn % 2 else 1)
        for page in (other, mover):
            page.wait_for_function("() => window.changed !== null")
        times.append(float(other.evaluate("window.changed") - mover.evaluate("window.released")))
    print(f"a dragged meeting, in somebody else's browser: {_said(times)} after the release")
    return times


def _said(times: Sequence[float]) -> str:
    return f"median {statistics.median(times):.0f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
