"""What a browser downloads for a page: ``python -m benchmarks.page_weight``.

Each page is opened in a fresh browser, without a cache. Script counts packed (gzip), with everything that
the page asked for until it was quiet. The floor is a blank Reflex page, built and measured in the same run;
the program fails when a page is heavier above it than wanted.
"""

import functools
import gzip
import http.server
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Response, sync_playwright

from benchmarks._kept import keep
from carehub import migrations
from carehub.accounts import sessions
from carehub.core import database
from carehub.serving import frontend
from tests import browser as chromium
from tests.conftest import forget_settings, open_center
from tests.serving.running import running

KB = 1_024
SIGN_IN_AT_MOST = 30 * KB  # in all
ABOVE_FLOOR = {"/": 60, "/caseload": 60, "/board": 110, "/calendar": 150}
OTHERS = ("/patients", "/import", "/directory", "/settings/people")
QUIET_MS = 1_500
ALIVE = "html[data-hotkeys=on]"
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
BLANK = {
    "rxconfig.py": """import reflex as rx
config = rx.Config(app_name="blank", telemetry_enabled=False, plugins=[rx.plugins.RadixThemesPlugin()],
                   disable_plugins=[rx.plugins.SitemapPlugin])
""",
    "blank/__init__.py": "",
    "blank/blank.py": """import reflex as rx
app = rx.App()
app.add_page(lambda: rx.heading("Blank"), route="/", title="Blank")
""",
}


@dataclass(frozen=True)
class Weight:
    """Bytes of script and of everything, both packed; how many requests; milliseconds to the first paint."""

    script: int
    total: int
    requests: int
    painted: float


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        os.environ["CAREHUB_HOME"] = home
        forget_settings()
        frontend.ready_build(print)
        program = chromium.chromium()
        migrations.upgrade(database.engine())
        with database.unit_of_work() as session:
            people = open_center(session)
            token = sessions.start(session, people.erin.user_id)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=list(chromium.flags()))
            with _blank_page() as url:
                floor = _weight(browser, url)
            with running(Path(home)) as server:
                sign_in = _weight(browser, f"{server.url}/sign-in")
                pages = {path: _weight(browser, server.url + path, token) for path in (*ABOVE_FLOOR, *OTHERS)}
            browser.close()
        database.engine().dispose()
    return _told(floor, sign_in, pages)


@contextmanager
def _blank_page() -> Iterator[str]:
    """The address of a page that holds a heading, built from the packages of our own lock."""
    with tempfile.TemporaryDirectory(dir=frontend.WORKSHOP) as folder:
        project = Path(folder)
        for name, text in BLANK.items():
            (project / name).parent.mkdir(exist_ok=True)
            (project / name).write_text(text)
        shutil.copytree(frontend.PROJECT / "reflex.lock", project / "reflex.lock")
        modules = Path("node_modules")
        shutil.copytree(
            frontend.WORKSHOP / modules, project / ".web" / modules, symlinks=True, copy_function=os.link
        )
        environment = frontend.build_environment() | {"PYTHONPATH": f"{frontend.PROJECT}"}
        command = [sys.executable, "-m", "carehub.serving.export"]
        subprocess.run(command, cwd=project, env=environment, check=True, stdout=subprocess.DEVNULL)
        with _served(project / ".web" / "build" / "client") as url:
            yield url


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def _weight(browser: Browser, url: str, token: str = "") -> Weight:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    if token:
        context.add_cookies([{"name": sessions.cookie_name(), "value": token, "url": url}])
    page, answers = context.new_page(), list[Response]()
    page.on("response", lambda answer: answers.append(answer))  # a builtin method is not taken
    page.goto(url)
    if token:
        page.wait_for_selector(ALIVE)
    _wait_until_quiet(page, answers)
    painted = float(page.evaluate(PAINTED))
    sizes = [(each.request.resource_type, _packed(each)) for each in answers]
    context.close()
    script = sum(size for kind, size in sizes if kind == "script")
    return Weight(script, sum(size for _, size in sizes), len(sizes), painted)


def _wait_until_quiet(page: Page, answers: list[Response]) -> None:
    """What a page loads for what it shows comes after its state: nothing for a while is the end of it."""
    seen = -1
    while seen < len(answers):
        seen = len(answers)
        page.wait_for_timeout(QUIET_MS)


def _packed(answer: Response) -> int:
    """The same measure for both servers, one of which packs nothing."""
    return len(gzip.compress(answer.body(), 6)) if answer.ok else 0


def _told(floor: Weight, sign_in: Weight, pages: dict[str, Weight]) -> int:
    print(f"{'page':18} {'script KB':>9} {'above':>6} {'wanted':>6} {'all KB':>7} requests paint ms")
    print(_line("a blank page", floor, "", ""))
    print(_line("/sign-in", sign_in, "", f"{SIGN_IN_AT_MOST // KB} all"))
    for path, weight in pages.items():
        above = f"{(weight.script - floor.script) / KB:.0f}"
        print(_line(path, weight, above, str(ABOVE_FLOOR.get(path, ""))))
    weights = {"a blank page": floor, "/sign-in": sign_in, **pages}
    keep("page_weight", {name: asdict(weight) for name, weight in weights.items()})
    heavy = [path for path, wanted in ABOVE_FLOOR.items() if pages[path].script > floor.script + wanted * KB]
    return int(bool(heavy) or sign_in.total > SIGN_IN_AT_MOST)


def _line(name: str, weight: Weight, above: str, wanted: str) -> str:
    sizes = f"{weight.script / KB:9.0f} {above:>6} {wanted:>6} {weight.total / KB:7.0f}"
    return f"{name:18} {sizes} {weight.requests:8} {weight.painted:8.0f}"


if __name__ == "__main__":
    sys.exit(main())
