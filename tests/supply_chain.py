"""`make audit`: what PyPI and npm know against the packages of the locks; says whom it could not ask."""

import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
BIN = Path(sysconfig.get_path("scripts"))
PIP_AUDIT = (str(BIN / "uvx"), "pip-audit==2.9.0", "--disable-pip")
# Known to be weak since 2019: who finds nothing against it has no list.
WEAK = "jinja2==2.10"
NOTHING, LOOK, UNASKED = 0, 1, 2


def main() -> int:
    return max(_python(), _pages())


def _python() -> int:
    with tempfile.TemporaryDirectory() as folder:
        weak = Path(folder, "weak.txt")
        weak.write_text(WEAK)
        if "PYSEC" not in _run(*PIP_AUDIT, "--no-deps", "--requirement", str(weak)).stdout:
            return _unasked("the Python packages", f"PyPI did not know of {WEAK} either.")
    done = _run(*PIP_AUDIT, "--require-hashes", "--requirement", "requirements.lock")
    return _found("the Python packages", done)


def _pages() -> int:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(PROJECT / "reflex.lock" / name, folder)
        done = _run(str(BIN / "npm"), "audit", "--package-lock-only", folder=Path(folder))
    if "npm error" in done.stderr:
        return _unasked("the packages of the pages", done.stderr.splitlines()[0])
    return _found("the packages of the pages", done)


def _run(*command: str, folder: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, text=True, capture_output=True)


def _found(what: str, done: subprocess.CompletedProcess[str]) -> int:
    if done.returncode == 0:
        print(f"Nothing is known against {what}.")
        return NOTHING
    print(f"LOOK at {what}:\n{done.stdout}{done.stderr}")
    return LOOK


def _unasked(what: str, why: str) -> int:
    print(f"NOT ASKED about {what}: {why}")
    return UNASKED


if __name__ == "__main__":
    sys.exit(main())
