"""A build exists only whole, and only for the sources as they are."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from reflex.utils import frontend_skeleton
from reflex_base.config import get_config
from reflex_base.constants import Templates

from carehub.serving import export, frontend, same_origin


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what a build is made from."""
    for name in ("carehub", "assets", "reflex.lock"):
        shutil.copytree(frontend.PROJECT / name, tmp_path / name, symlinks=True)
    for name in ("rxconfig.py", ".npmrc"):
        shutil.copy(frontend.PROJECT / name, tmp_path / name)
    monkeypatch.setattr(frontend, "PROJECT", tmp_path)
    return tmp_path


@pytest.mark.parametrize("path", ["carehub/new_page.py", "assets/new.css", "reflex.lock/package-lock.json"])
def test_a_changed_source_asks_for_another_build(sources: Path, path: str) -> None:
    before = frontend.digest()
    (sources / path).write_text("other\n")
    assert frontend.digest() != before


@pytest.mark.parametrize("path", ["carehub/migrations/versions/0099.py", "assets/external/x.jsx", "notes.md"])
def test_what_no_page_is_made_from_asks_for_none(sources: Path, path: str) -> None:
    before = frontend.digest()
    (sources / path).parent.mkdir(parents=True, exist_ok=True)
    (sources / path).write_text("other\n")
    assert frontend.digest() == before


def test_the_port_is_no_part_of_a_build(monkeypatch: pytest.MonkeyPatch) -> None:
    before = frontend.digest()
    monkeypatch.setenv("CAREHUB_PORT", "4401")
    assert frontend.digest() == before
    assert "CAREHUB_PORT" not in frontend.build_environment()


def test_a_failed_build_says_why_and_leaves_nothing(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    builds = sources / ".carehub-build"
    monkeypatch.setattr(frontend, "BUILDS", builds)
    monkeypatch.setattr(frontend, "LOG", builds / "build.log")
    (sources / "rxconfig.py").write_text("raise SystemExit('the pages are in a mess')\n")
    with pytest.raises(frontend.BuildFailed, match="the pages are in a mess"):
        frontend.ready_build(print)
    assert not [path for path in builds.iterdir() if path.is_dir()]


def test_a_package_that_is_not_locked_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import rxconfig

    monkeypatch.chdir(frontend.PROJECT)
    with pytest.raises(SystemExit, match=r"reflex\.lock does not hold left-pad@1\.3\.0: run `make lock`"):
        export.install_what_is_locked({"left-pad@1.3.0"}, rxconfig.config)


def test_the_lock_names_no_place_to_load_from() -> None:
    lock = json.loads((frontend.PROJECT / "reflex.lock/package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert all("integrity" in entry for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())


def test_the_client_still_has_the_place_that_we_change() -> None:
    client = (Templates.Dirs.WEB_TEMPLATE / same_origin.CLIENT).read_text()
    changed = same_origin.follow_the_page(client)
    assert changed.count("window.location.port") == client.count("window.location.port") + 1
    assert same_origin.follow_the_page(changed) == changed


def test_a_client_that_looks_otherwise_fails_the_build() -> None:
    with pytest.raises(ValueError, match="getBackendURL"):
        same_origin.follow_the_page("export const getBackendURL = () => null;")


def test_while_developing_every_route_of_ours_reaches_the_backend() -> None:
    from carehub.carehub import ROUTES

    config = frontend_skeleton._compile_vite_config(get_config())
    changed = same_origin.hand_to_the_backend(config)
    assert same_origin.BACKEND in changed
    assert same_origin.hand_to_the_backend(changed) == changed
    assert [route.path for route in ROUTES if not route.path.startswith(same_origin.BACKEND_PATHS)] == []


def test_the_command_line_does_not_load_what_it_does_not_need() -> None:
    script = "import sys, carehub.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=frontend.PROJECT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"pandas", "openpyxl", "reflex", "sqlalchemy"} & set(loaded)
