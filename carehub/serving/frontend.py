"""A finished front-end build for the sources as they are, made only when there is none yet.

A build lives in a folder named after the hash of what it was made from, and gets that name by one
rename when it is whole. So a build that exists is both complete and fresh, and one that was killed
half-way was never there.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from carehub.core.errors import CareHubError

PROJECT = Path(__file__).resolve().parents[2]
BUILDS = PROJECT / ".carehub-build"
WORKSHOP = PROJECT / ".web"
LOG = BUILDS / "build.log"
# What the server reads of Reflex's working folder; the rest is needed for building only.
SERVED = ("build/client", "backend", "routes.json", "reflex.json")
SOURCES = (
    "rxconfig.py",
    ".npmrc",
    "reflex.lock/package-lock.json",
    "assets/**/*",
    "carehub/**/*.py",
    "carehub/**/*.js",
    "carehub/**/*.jsx",
    "carehub/**/*.cjs",
    "carehub/**/*.css",
)
# Never part of a page. (assets/external is written by Reflex while it compiles.)
NOT_SOURCES = ("assets/external/", "carehub/migrations/", "carehub/cli.py")
KEPT_BUILDS = 2


class BuildFailed(CareHubError):
    """The front end could not be built; the log says why."""


def ready_build(say: Callable[[str], None]) -> Path:
    """The folder of the build for the present sources; builds it first when it is missing."""
    build = BUILDS / digest()
    if build.is_dir():
        return build
    with _one_builder():
        if not build.is_dir():
            say("Building the pages (about a minute the first time, 15 seconds later) ...")
            _export()
            if digest() != build.name:
                raise BuildFailed("The sources changed while the pages were built: start again.")
            _store(build)
            _forget_old_builds()
    return build


def has_build() -> bool:
    """Whether the next start finds its pages built."""
    return (BUILDS / digest()).is_dir()


def lock_packages() -> None:
    """Write reflex.lock anew from what the pages import now; versions already locked stay."""
    with _one_builder():
        _export("lock")


def digest() -> str:
    """A hash of everything that a build is made from, and of nothing else."""
    total = hashlib.sha256(f"reflex {version('reflex')}".encode())
    for path in sorted(_sources()):
        total.update(str(path.relative_to(PROJECT)).encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def _sources() -> set[Path]:
    found = (path for pattern in SOURCES for path in PROJECT.glob(pattern) if path.is_file())
    return {path for path in found if not str(path.relative_to(PROJECT)).startswith(NOT_SOURCES)}


@contextmanager
def _one_builder() -> Iterator[None]:
    """Two starts at once share Reflex's working folder: the second waits, then finds the build."""
    BUILDS.mkdir(exist_ok=True)
    with (BUILDS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _export(*arguments: str) -> None:
    with LOG.open("w") as log:
        done = subprocess.run(
            [sys.executable, "-m", "carehub.serving.export", *arguments],
            cwd=PROJECT,
            env=build_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    if done.returncode != 0:
        raise BuildFailed(f"The pages could not be built: {_reason()} (all of it: {LOG})")


def build_environment() -> dict[str, str]:
    """No setting of this center may end up in a build; node and npm come from our own environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAREHUB_")}
    return kept | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_WEB_WORKDIR": WORKSHOP.name,
        "PYTHONUNBUFFERED": "1",
        "NO_COLOR": "1",
    }


def _reason() -> str:
    """The log's last words; after a traceback Reflex adds its own, so there the last error named."""
    lines = [line.strip() for line in LOG.read_text(errors="replace").splitlines() if line.strip()]
    raised = [line for line in lines if "Error" in line] if "Traceback" in " ".join(lines) else []
    return (raised or lines or ["no reason was given."])[-1]


def _store(build: Path) -> None:
    half = BUILDS / f".half-{os.getpid()}"
    shutil.rmtree(half, ignore_errors=True)
    for part in SERVED:
        source, target = WORKSHOP / part, half / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy2(source, target)
    half.rename(build)


def _forget_old_builds() -> None:
    """A server that still runs on the build before this one keeps its files."""
    for half in BUILDS.glob(".half-*"):
        shutil.rmtree(half, ignore_errors=True)
    builds = sorted(
        (path for path in BUILDS.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime
    )
    for old in builds[:-KEPT_BUILDS]:
        shutil.rmtree(old, ignore_errors=True)
