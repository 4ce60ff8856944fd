"""What the server needs in order to work, looked at from inside: the database, Redis and the disk."""

import math
import shutil
from collections.abc import Callable, Mapping
from datetime import timedelta

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from carehub import migrations
from carehub.backups import making
from carehub.core import clock, database, measures
from carehub.settings import Settings

GOOD = "ok"
# Below this SQLite, documents and backups begin to fail.
NEEDED_BYTES = 200_000_000
_ANSWERS_WITHIN_SECONDS = 2


def examine(here: Settings) -> Mapping[str, str]:
    """A word for each thing: ``ok``, or what is the matter with it."""
    looks: dict[str, Callable[[Settings], str]] = {"database": _database, "disk": _disk}
    if here.redis_url:
        looks["redis"] = _redis
    return {name: look(here) for name, look in looks.items()}


def weigh(here: Settings) -> None:
    """Put sizes and ages into their gauges."""
    measures.DISK_FREE_BYTES.set(shutil.disk_usage(here.home).free)
    measures.DATABASE_BYTES.set(_database_bytes(here))
    made = making.backups_in(making.folder_of(here))
    age = (clock.now() - made[0].made_at) / timedelta(seconds=1) if made else math.nan
    measures.BACKUP_AGE_SECONDS.set(age)


def _database(_here: Settings) -> str:
    try:
        return GOOD if migrations.is_current(database.engine()) else "of another version"
    except SQLAlchemyError:
        return "does not answer"


def _disk(here: Settings) -> str:
    return GOOD if shutil.disk_usage(here.home).free >= NEEDED_BYTES else "almost full"


def _redis(here: Settings) -> str:
    try:
        with Redis.from_url(here.redis_url, socket_timeout=_ANSWERS_WITHIN_SECONDS) as client:
            client.ping()
    except RedisError:
        return "does not answer"
    return GOOD


def _database_bytes(here: Settings) -> int:
    if here.is_sqlite:
        return sum(path.stat().st_size for path in here.home.glob("carehub.db*"))
    with database.engine().connect() as connection:
        return connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
