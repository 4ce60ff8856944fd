"""What a backup file holds: a list of its parts with their hashes, and the parts; all of it encrypted."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable
from pathlib import Path

import pyrage
from pydantic import BaseModel, ConfigDict, ValidationError
from pyrage import x25519

from carehub.backups.snapshot import Damaged

MANIFEST = "manifest.json"
FORMAT = 1
_CHUNK = 1 << 20
# A fast gzip: most of what is packed is the database, and people work on the same computer.
_EFFORT = 1

_NOT_OPENED = (
    "This backup cannot be opened: either the key belongs to other backups, or the file is damaged or "
    "cut off. Nothing was changed."
)


class Manifest(BaseModel):
    """What is in a backup; ``parts`` are paths and their SHA-256, ``rows`` the tables and their sizes."""

    model_config = ConfigDict(frozen=True, strict=True)

    format: int = FORMAT
    made_at: str
    center: str
    revision: str
    rows: dict[str, int]
    parts: dict[str, str]


def pack(manifest: Manifest, parts: Iterable[tuple[str, Path]], into: Path) -> None:
    """Write the list and then the parts into one plain file, readable by its owner only."""
    handle = os.open(into, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with (
        os.fdopen(handle, "wb") as file,
        tarfile.open(fileobj=file, mode="w:gz", compresslevel=_EFFORT) as tar,
    ):
        listed = manifest.model_dump_json().encode()
        about = tarfile.TarInfo(MANIFEST)
        about.size = len(listed)
        tar.addfile(about, io.BytesIO(listed))
        for name, path in parts:
            tar.add(path, arcname=name, recursive=False)


def unpack(packed: Path, into: Path) -> Manifest:
    """Put every part into the folder; Damaged unless each is what the list says."""
    try:
        with tarfile.open(packed, mode="r:gz") as tar:
            tar.extractall(into, filter="data")
        manifest = Manifest.model_validate_json((into / MANIFEST).read_bytes())
    except (tarfile.TarError, OSError, EOFError, ValidationError, json.JSONDecodeError):
        raise Damaged("What is in this backup cannot be read. Nothing was changed.") from None
    if manifest.format != FORMAT:
        raise Damaged("This backup was made by a newer CareHub: restore it with that version.")
    wrong = [name for name, wanted in manifest.parts.items() if digest(into / name) != wanted]
    if wrong:
        raise Damaged(f"{len(wrong)} parts of this backup are missing or changed. Nothing was changed.")
    return manifest


def encrypt(packed: Path, into: Path, to: list[x25519.Recipient]) -> None:
    pyrage.encrypt_file(str(packed), str(into), to)
    os.chmod(into, 0o600)


def decrypt(file: Path, into: Path, key: x25519.Identity) -> None:
    """Open a backup file; Damaged when the key does not fit or one bit is not what it was."""
    handle = os.open(into, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.close(handle)
    try:
        pyrage.decrypt_file(str(file), str(into), [key])
    except (pyrage.DecryptError, OSError):
        raise Damaged(_NOT_OPENED) from None


def digest(path: Path) -> str:
    """The SHA-256 of a file in hex; empty when there is none."""
    if not path.is_file():
        return ""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            total.update(chunk)
    return total.hexdigest()
