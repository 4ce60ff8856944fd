"""The center's data: its folder, its database in today's form, and who is at work on it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import OperationalError

from carehub import migrations
from carehub.core import database
from carehub.core.errors import Conflict, Invalid
from carehub.settings import Settings, settings

LOCK = "running.lock"


def prepare() -> None:
    """Make the data ready to be worked on, from nothing if need be."""
    prepare_home(settings().home)
    prepare_database()


def prepare_home(home: Path) -> None:
    """The data folder, readable by its owner only."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Invalid(f"The data folder {home} cannot be made: {error.strerror}.") from None
    if not os.access(home, os.W_OK | os.X_OK):
        raise Invalid(f"No permission to write in the data folder {home}.")


def prepare_database() -> None:
    """Bring the database to the form that this version of CareHub needs."""
    try:
        migrations.upgrade(database.engine())
    except OperationalError:
        raise Conflict("The database cannot be opened: does its server run, is its address right?") from None
    except KeyboardInterrupt:
        raise Conflict(
            "Stopped while the database was brought to its new form: it is as it was before, "
            "and the next start does it again."
        ) from None


@contextmanager
def only_server_of(here: Settings) -> Iterator[None]:
    """Two servers on one SQLite file would not tell each other what changed, and nobody deletes
    the files under a running one."""
    if not here.is_sqlite:
        yield
        return
    with (here.home / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(f"CareHub already runs on the data in {here.home}: stop it first.") from None
        yield
