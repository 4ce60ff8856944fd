"""From nothing to a running CareHub: every reason not to start is found before the server starts."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import OperationalError

from carehub import migrations
from carehub.core import database
from carehub.core.errors import Conflict, Invalid
from carehub.serving import server, tls
from carehub.serving.frontend import ready_build
from carehub.settings import Settings

Say = Callable[[str], None]
LOCK = "running.lock"


def start(settings: Settings, say: Say, greeting: Callable[[], list[str]]) -> None:
    """Serve until stopped. ``greeting`` is asked for its lines once the database is ready; they are
    said after the address, when the first page can be opened."""
    settings.refuse_unsafe_network()
    refuse_useless_certificate(settings)
    prepare_home(settings.home)
    with only_user_of(settings):
        server.refuse_taken_port(settings.host, settings.port)
        build = ready_build(say)
        prepare_database()
        lines = [f"CareHub is ready: {settings.base_urls[0]}", *greeting(), "Ctrl-C stops it."]
        server.serve(settings, build, lambda: say("\n".join(lines)))
    say("CareHub has stopped.")


def prepare_home(home: Path) -> None:
    """The data folder, readable by its owner only."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Invalid(f"The data folder {home} cannot be made: {error.strerror}.") from None
    if not os.access(home, os.W_OK | os.X_OK):
        raise Invalid(f"No permission to write in the data folder {home}.")


def prepare_database() -> None:
    """Bring the database to the form that this version of CareHub needs, from empty if need be."""
    try:
        migrations.upgrade(database.engine())
    except OperationalError:
        raise Conflict("The database cannot be opened: does its server run, is its address right?") from None


def refuse_useless_certificate(settings: Settings) -> None:
    """Browsers would only say that the connection failed; we can say why."""
    if settings.tls_cert is None or settings.tls_key is None:
        return
    for file in (settings.tls_cert, settings.tls_key):
        if not file.is_file():
            raise Invalid(f"There is no file {file}: `carehub tls init` makes a certificate and its key.")
    try:
        fits = tls.belong_together(settings.tls_cert, settings.tls_key)
    except ValueError:
        raise Invalid(f"{settings.tls_cert} and {settings.tls_key} are no certificate and key.") from None
    if not fits:
        raise Invalid(f"The key {settings.tls_key} does not belong to the certificate {settings.tls_cert}.")


@contextmanager
def only_user_of(settings: Settings) -> Iterator[None]:
    """Two servers on one SQLite file would not tell each other what changed, and nobody deletes
    the files under a running one."""
    if not settings.is_sqlite:
        yield
        return
    with (settings.home / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(f"CareHub already runs on the data in {settings.home}: stop it first.") from None
        yield
