"""Switching a crowded month in the browser: ``python -m benchmarks.calendar_browser``.

March and April 2027 hold 2,000 appointments and 300 weekly series each. From the click on the arrow to the
painted month: the answer of the feed is drawn and two frames have passed.
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from sqlmodel import select

from benchmarks._calendar_center import add_history, open_busy_center
from carehub import migrations
from carehub.accounts import sessions
from carehub.accounts.models import User
from carehub.core import database
from carehub.serving import frontend
from tests import browser as chromium
from tests.conftest import forget_settings
from tests.serving.running import RunningServer, running

HISTORY = 20_000
SWITCHES = 12
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


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        os.environ["CAREHUB_HOME"] = home
        forget_settings()
        frontend.ready_build(print)
        program = chromium.chromium()
        migrations.upgrade(database.engine())
        with database.unit_of_work() as session:
            open_busy_center(session)
            add_history(session, HISTORY)
            erin = session.exec(select(User.id).where(User.user_name == "erin")).one()
            token = sessions.start(session, erin or 0)
        with running(Path(home)) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=list(chromium.flags()))
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            context.add_cookies([{"name": sessions.cookie_name(), "value": token, "url": server.url}])
            _switch(context.new_page(), server)
            browser.close()
        database.engine().dispose()
    return 0


def _switch(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}/calendar?view=month&date=2027-03-15")
    page.wait_for_function(SHOWN)
    page.evaluate(COUNT)
    times = [float(page.evaluate(SWITCH, 2 if turn % 2 == 0 else 1)) for turn in range(SWITCHES)]
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"month to month: median {statistics.median(times):.0f} ms, p95 {p95:.0f} ms to painted")


if __name__ == "__main__":
    sys.exit(main())
