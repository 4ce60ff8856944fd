"""Who can open a backup: whoever holds the recovery key, on paper; and this computer, to check what it made.

The files are of the age format (age-encryption.org/v1), so that the key also opens them without CareHub.
"""

import os
from pathlib import Path

from pyrage import IdentityError, x25519

from carehub.core.errors import Conflict, Invalid

PUBLIC_HALF = "backup.recipient"
HOST_KEY = "backup.key"
_NO_KEY = "There is no recovery key yet: make one with `carehub recovery-key` or in Settings > Backup."


def new_recovery_key(home: Path) -> str:
    """A key that opens every backup made from now on. It is stored nowhere: print it.

    Backups made before need the key that was printed for them.
    """
    key = x25519.Identity.generate()
    _write(home / PUBLIC_HALF, str(key.to_public()), replace=True)
    return str(key)


def has_recovery_key(home: Path) -> bool:
    return (home / PUBLIC_HALF).is_file()


def recipients(home: Path) -> list[x25519.Recipient]:
    """Those who can open a backup of the center in ``home``; Conflict before there is a recovery key."""
    if not has_recovery_key(home):
        raise Conflict(_NO_KEY)
    public = (home / PUBLIC_HALF).read_text().strip()
    return [x25519.Recipient.from_str(public), host_key(home).to_public()]


def host_key(home: Path) -> x25519.Identity:
    """This computer's own key, made on first use: it opens what was made here, to check it."""
    path = home / HOST_KEY
    if not path.is_file():
        _write(path, str(x25519.Identity.generate()), replace=False)
    return x25519.Identity.from_str(path.read_text().strip())


def recovery_key(typed: str) -> x25519.Identity:
    """The key as somebody typed it from paper; Invalid when it is none."""
    plain = "".join(typed.split()).upper()
    try:
        return x25519.Identity.from_str(plain)
    except IdentityError:
        raise Invalid(
            "This is not a recovery key: it begins with AGE-SECRET-KEY-1 and has 74 letters."
        ) from None


def _write(path: Path, text: str, *, replace: bool) -> None:
    part = path.with_suffix(path.suffix + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(f"{text}\n")
    if not replace and path.exists():
        part.unlink()
        return
    part.replace(path)
