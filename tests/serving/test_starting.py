"""Starting and stopping, with the build that is there."""

import http.client
import signal
import stat
from pathlib import Path
from urllib.parse import urlsplit

from tests.serving.running import carehub, free_port, running


def test_it_starts_on_an_existing_build_without_node(build: Path, folder: Path) -> None:
    """How long it takes is measured by ``make bench``."""
    with running(folder, PATH="/nonexistent") as server:
        assert status_of(server.url) < 500


def test_the_data_folder_is_its_owners_alone(build: Path, folder: Path) -> None:
    with running(folder):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}
    assert modes.pop("data") == 0o700
    assert not [name for name, mode in modes.items() if mode & 0o077]


def test_ctrl_c_stops_it_cleanly(build: Path, folder: Path) -> None:
    with running(folder) as server:
        assert server.stop(signal.SIGINT) == 0
        assert server.said[-1] == "CareHub has stopped.\n"
        server.refuse_tracebacks()


def test_a_stop_signal_stops_it_as_well(build: Path, folder: Path) -> None:
    with running(folder) as server:
        assert server.stop(signal.SIGTERM) == 0


def test_a_second_server_on_the_same_data_is_refused(build: Path, folder: Path) -> None:
    with running(folder):
        refused = carehub("run", "--port", str(free_port()), CAREHUB_HOME=str(folder))
    assert refused.returncode == 1
    assert f"CareHub already runs on the data in {folder}" in refused.stderr


def status_of(url: str) -> int:
    address = urlsplit(url).netloc
    connection = http.client.HTTPConnection(address, timeout=5)
    connection.request("GET", "/")
    return connection.getresponse().status
