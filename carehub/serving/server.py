"""Start the one server process: pages, websocket and routes on one port."""

import multiprocessing
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from carehub.backups.making import folder_of
from carehub.core.errors import Conflict
from carehub.serving.frontend import PROJECT
from carehub.settings import Settings

READY_WITHIN_SECONDS = 60
# A page keeps its websocket open for ever; Ctrl-C waits this long for it and no longer.
STOP_WITHIN_SECONDS = 3


def refuse_taken_port(host: str, port: int) -> None:
    """One sentence instead of the server's own error, and before anything else is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError:
            raise Conflict(f"{port} is not a port: choose one between 1 and 65535.") from None
        except OSError as error:
            raise Conflict(
                f"CareHub cannot listen on {host} port {port} ({error.strerror}): "
                f"stop the other program, or choose another port with CAREHUB_PORT."
            ) from None


def serve(settings: Settings, build: Path, when_ready: Callable[[], None]) -> None:
    """Serve until Ctrl-C or a stop signal. ``when_ready`` is called once, when the first answer came."""
    os.environ.update(server_environment(settings, build))
    certificate, key = (file and file.absolute() for file in (settings.tls_cert, settings.tls_key))
    os.chdir(PROJECT)  # Reflex finds its rxconfig.py there
    # A forked child would share our database connections and locks.
    multiprocessing.set_start_method("spawn")
    server = MPServer(
        "carehub.serving.worker:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
        log_level=LogLevels.warning,
        ssl_cert=certificate,
        ssl_key=key,
        workers_kill_timeout=STOP_WITHIN_SECONDS,
    )
    threading.Thread(target=_announce, args=(settings, when_ready), daemon=True).start()
    server.serve()


def server_environment(settings: Settings, build: Path) -> dict[str, str]:
    """What Reflex reads to serve a finished build; the double underscores are internal to 0.10.1."""
    home = settings.home.absolute()
    return {
        "CAREHUB_HOME": str(home),
        "CAREHUB_HOST": settings.host,
        "CAREHUB_BACKUP_FOLDER": str(folder_of(settings).absolute()),
        "CAREHUB_PORT": str(settings.port),
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        "REFLEX_WEB_WORKDIR": str(build),
        "REFLEX_UPLOADED_FILES_DIR": str(home / "uploads"),
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
    }


def _announce(settings: Settings, when_ready: Callable[[], None]) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if _answers(settings):
            when_ready()
            return
        time.sleep(0.05)


def _answers(settings: Settings) -> bool:
    """Any answer will do: it means that the app is loaded."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    connection = (
        # Whether the certificate is trusted here is not the question.
        HTTPSConnection(host, settings.port, timeout=5, context=ssl._create_unverified_context())
        if settings.tls_cert
        else HTTPConnection(host, settings.port, timeout=5)
    )
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
