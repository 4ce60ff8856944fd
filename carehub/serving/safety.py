"""What the doctor looks at for safety: files that others can read, weak secrets, the clock, the way in."""

import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from carehub.core import clock, sealing
from carehub.core.database import unit_of_work
from carehub.core.journal import JournalEntry
from carehub.settings import Settings

SHORTEST_SECRET = 12
_KEY_BYTES = 32
_FEWEST_DIFFERENT_BYTES = 12
_CLOCKS_DIFFER = timedelta(minutes=5)
_NEARBY = {"", "127.0.0.1", "::1", "localhost"}
_OPEN_TO_OTHERS = 0o077


def exposed_files(home: Path) -> list[Path]:
    """What lies in the data folder and can be read or written by others on this computer."""
    return [
        each for each in home.rglob("*") if each.lstat().st_mode & _OPEN_TO_OTHERS and not each.is_symlink()
    ]


def weak_keys(home: Path) -> list[str]:
    """The names of key files that are short or no accident: somebody typed them."""
    kept = {name: home / name for name in ("journal.key", sealing.KEY_FILE)}
    return [name for name, path in kept.items() if path.is_file() and _is_weak(path.read_bytes())]


def weak_passwords(here: Settings) -> Iterator[str]:
    """The settings whose service somewhere on the network asks for no password, or for a short one."""
    addresses = {"CAREHUB_DATABASE_URL": here.database_url, "CAREHUB_REDIS_URL": here.redis_url}
    for name, address in addresses.items():
        parts = urlsplit(address)
        if (parts.hostname or "") not in _NEARBY and len(parts.password or "") < SHORTEST_SECRET:
            yield name
    if here.metrics_token and len(here.metrics_token.get_secret_value()) < SHORTEST_SECRET:
        yield "CAREHUB_METRICS_TOKEN"


def clock_problem() -> str:
    """Why the clock of this computer cannot be right; empty when nothing speaks against it."""
    try:
        with unit_of_work(write=False) as session:
            newest = session.exec(select(func.max(JournalEntry.at))).one()
    except SQLAlchemyError:
        return ""
    if newest is None or newest <= clock.now() + _CLOCKS_DIFFER:
        return ""
    return f"The clock is behind: the newest entry of the journal is of {newest:%Y-%m-%d %H:%M} UTC."


def way_in_problem(here: Settings) -> str:
    """Why colleagues would not get in as they should; empty when they do."""
    named = [url for url in here.base_url.split(",") if url.strip()]
    if not here.is_loopback and not named:
        return "CAREHUB_BASE_URL is empty, so colleagues are refused: name the address that they type."
    if here.behind_proxy and here.tls_cert:
        return "CAREHUB_BEHIND_PROXY and CAREHUB_TLS_CERT are both set: one of them does the https."
    if here.behind_proxy and not any(url.strip().startswith("https:") for url in named):
        return "A proxy does the https, but CAREHUB_BASE_URL names no https address: cookies travel in clear."
    if any(url.strip().startswith("http:") and _is_elsewhere(url) for url in named):
        return "CAREHUB_BASE_URL names an address without https: passwords would travel in clear."
    return ""


def is_owners_only(path: Path) -> bool:
    return not stat.S_IMODE(path.stat().st_mode) & _OPEN_TO_OTHERS


def _is_elsewhere(url: str) -> bool:
    return (urlsplit(url.strip()).hostname or "") not in _NEARBY


def _is_weak(key: bytes) -> bool:
    return len(key) < _KEY_BYTES or len(set(key)) < _FEWEST_DIFFERENT_BYTES
