"""Chromium for the browser tests: found, else installed, else refused in words; never skipped."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
# What drops down from the browser's own address bar is two pages of its own beside each of ours, made anew
# for each window: more than half of what opening a page took.
ADDRESS_BAR = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup")
# Chromium heeds the last such list only, so Playwright's own comes again.
PLAYWRIGHTS = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
FLAGS = [
    f"--disable-features={','.join((*PLAYWRIGHTS, *ADDRESS_BAR))}",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOT_FOUND = (
    "The browser tests need Chromium, and none was found or could be installed: "
    "install Chromium or Chrome, or say where it is with CHROMIUM=/path/to/chromium."
)


def chromium() -> Path:
    """The program to drive; RuntimeError with a sentence when there is none."""
    found = next(_found(), None) or _installed()
    if found is None:
        raise RuntimeError(NOT_FOUND)
    return found


def flags() -> list[str]:
    """How to start it; as root, as in a container, its own sandbox cannot work."""
    return [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS


def _found() -> Iterator[Path]:
    if named := os.environ.get("CHROMIUM"):
        if not os.access(named, os.X_OK):
            raise RuntimeError(f"CHROMIUM is {named}, and there is no such program.")
        yield Path(named)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    if own.exists():
        yield own
    yield from (Path(path) for name in NAMES if (path := shutil.which(name)))
    if ON_MACOS.exists():
        yield ON_MACOS


def _installed() -> Path | None:
    print("No Chromium here: installing one ...", flush=True)
    installations = [[sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        installations += [["apt-get", "update"], ["apt-get", "install", "--yes", "chromium"]]
    for command in installations:
        subprocess.run(command, stdin=subprocess.DEVNULL)
        if found := next(_found(), None):
            return found
    return None


if __name__ == "__main__":
    try:
        print(f"Browser: {chromium()}")
    except RuntimeError as refusal:
        sys.exit(str(refusal))
