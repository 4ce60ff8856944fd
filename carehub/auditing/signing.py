"""The key of the center that signs what is taken out of the journal: Ed25519, in the data folder."""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FILE = "signing.key"


def sign(home: Path, content: bytes) -> bytes:
    """The signature of this data folder's key over the content."""
    return _key_in(home).sign(content)


def public_key(home: Path) -> bytes:
    """What the signatures of this center are checked with, as PEM: give it away before, not with, a file."""
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    return _key_in(home).public_key().public_bytes(serialization.Encoding.PEM, spki)


def _key_in(home: Path) -> Ed25519PrivateKey:
    """Made on first use, readable by the owner alone."""
    path = home / FILE
    made = Ed25519PrivateKey.generate().private_bytes_raw()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    with os.fdopen(handle, "wb") as file:
        file.write(made)
    return Ed25519PrivateKey.from_private_bytes(made)
