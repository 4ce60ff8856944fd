"""A CareHub of its own in a process of its own, as a person starts it."""

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[2]
READY_SECONDS = 180
STOP_SECONDS = 15


@dataclass
class RunningServer:
    """A started CareHub: its address, its data folder and everything that it said."""

    url: str
    home: Path
    process: subprocess.Popen[str]
    said: list[str]

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Stop it as Ctrl-C does; returns the exit code."""
        self.process.send_signal(how)
        return self.process.wait(STOP_SECONDS)

    def kill(self, *, only_the_head: bool = False) -> None:
        """As when the power fails; or only the process that was started, and not the one that serves."""
        served_by = psutil.Process(self.process.pid).children(recursive=True)
        for process in (self.process, *([] if only_the_head else served_by)):
            process.kill()
        self.process.wait()
        psutil.wait_procs(served_by, STOP_SECONDS)

    def refuse_tracebacks(self) -> None:
        """A traceback in the log is a failure, whatever the page showed."""
        text = "".join(self.said)
        assert "Traceback" not in text, f"the server's log holds a traceback:\n{text}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def carehub(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the `carehub` command to its end."""
    return subprocess.run(
        _command(*arguments), env=_environment(environment), cwd=PROJECT, text=True, capture_output=True
    )


@contextmanager
def running(home: Path, port: int = 0, **environment: str) -> Iterator[RunningServer]:
    """`carehub run` until the end of the block, on a free port unless given; ready when it says so."""
    port = port or free_port()
    process = subprocess.Popen(
        _command("run", "--port", str(port)),
        env=_environment({"CAREHUB_HOME": str(home), **environment}),
        cwd=PROJECT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    scheme = "https" if "CAREHUB_TLS_CERT" in environment else "http"
    server = RunningServer(f"{scheme}://127.0.0.1:{port}", home, process, [])
    try:
        _wait_until_ready(server)
        yield server
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def _wait_until_ready(server: RunningServer) -> None:
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(server, lines), daemon=True).start()
    while "Ctrl-C stops it" not in (line := lines.get(timeout=READY_SECONDS)):
        assert line, f"CareHub did not start:\n{''.join(server.said)}"


def _listen(server: RunningServer, lines: "queue.SimpleQueue[str]") -> None:
    assert server.process.stdout is not None
    for line in server.process.stdout:
        server.said.append(line)
        lines.put(line)
    lines.put("")


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "carehub", *arguments]


def _environment(settings: dict[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CAREHUB_")}
    return {**inherited, "PYTHONUNBUFFERED": "1", **settings}
