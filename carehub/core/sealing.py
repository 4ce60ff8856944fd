"""Secrets that must be read again, kept unreadable in the database: the key is a file beside it."""

import os
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from carehub.core.errors import Conflict
from carehub.settings import settings

KEY_FILE = "secrets.key"


def sealed(secret: str) -> str:
    """What the database keeps of a secret."""
    return _fernet().encrypt(secret.encode()).decode()


def opened(kept: str) -> str:
    """The secret again; Conflict when the key of this data folder is not the one that sealed it."""
    try:
        return _fernet().decrypt(kept.encode()).decode()
    except InvalidToken:
        raise Conflict(
            f"{KEY_FILE} in the data folder is not the one that this database belongs to."
        ) from None


@cache
def _fernet() -> Fernet:
    return Fernet(_key_in(settings().home))


def _key_in(home: Path) -> bytes:
    path = home / KEY_FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(Fernet.generate_key())
    return path.read_bytes()
