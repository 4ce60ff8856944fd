"""Where the bytes of documents are: in the data folder, under random names."""

import os
import secrets
from pathlib import Path

from carehub.settings import settings

_DIGITS = frozenset("0123456789abcdef")


def folder() -> Path:
    """The folder of all documents, readable by the owner of the data folder only."""
    path = settings().home / "documents"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def new_key() -> str:
    return secrets.token_hex(16)


def path_of(key: str) -> Path:
    """The file behind a key. A key is made of hex digits: it names no other folder."""
    if len(key) != 32 or not _DIGITS.issuperset(key):
        raise ValueError("not a key of ours")
    return folder() / key


def create(key: str) -> int:
    """An open descriptor of a new empty file that only its owner can read."""
    return os.open(path_of(key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def remove(key: str) -> None:
    path_of(key).unlink(missing_ok=True)
