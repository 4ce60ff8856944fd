"""Checks a signed file of CareHub's journal on any computer: python verifier.py journal.jsonl key.pem

Needs Python and the package ``cryptography``, nothing of CareHub: copy this file wherever it is needed.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

FORMAT = "carehub-journal-1"


class NotWhole(Exception):
    """The file is not what the center signed; the text says where that shows first."""


def verify(lines: list[str], public_key: bytes) -> int:
    """How many entries a whole file has; NotWhole names the first line that does not fit."""
    if len(lines) < 2:
        raise NotWhole("This is no whole export: its beginning or its end is missing.")
    digest = b""
    for number, line in enumerate(lines[:-1], 1):
        digest = _digest_after(line, digest, number)
    _check_order(lines[:-1])
    _check_signature(lines[-1], digest, len(lines) - 2, public_key)
    return len(lines) - 2


def _digest_after(line: str, before: bytes, number: int) -> bytes:
    content = _read(line, number)
    told = content.pop("sum", None)
    digest = hashlib.sha256(before + json.dumps(content, sort_keys=True).encode()).digest()
    if told != digest.hex():
        raise NotWhole(f"Line {number} is not what was signed, or a line before it is missing or moved.")
    return digest


def _check_order(lines: list[str]) -> None:
    if json.loads(lines[0]).get("format") != FORMAT:
        raise NotWhole("Line 1 does not say that this is a journal of CareHub.")
    before: dict[str, object] | None = None
    for number, line in enumerate(lines[1:], 2):
        entry = json.loads(line)
        if before is not None and (entry["prev"] != before["hmac"] or entry["seq"] <= before["seq"]):
            raise NotWhole(f"Line {number} does not follow from the entry before it.")
        before = entry


def _check_signature(line: str, digest: bytes, count: int, public_key: bytes) -> None:
    end = _read(line, count + 2)
    key = load_pem_public_key(public_key)
    if not isinstance(key, Ed25519PublicKey):
        raise NotWhole("The public key is no Ed25519 key.")
    if end.keys() != {"end", "signature"} or end["end"] != count:
        raise NotWhole("The file was cut off: its last line does not count the entries before it.")
    try:
        signature = base64.b64decode(str(end["signature"]), validate=True)
        key.verify(signature if base64.b64encode(signature).decode() == end["signature"] else b"", digest)
    except (InvalidSignature, ValueError):
        raise NotWhole("The signature is not that of this center over these entries.") from None


def _read(line: str, number: int) -> dict[str, object]:
    try:
        content = json.loads(line)
    except ValueError:
        content = None
    # One spelling only: what says the same in other letters was not what was signed.
    if not isinstance(content, dict) or json.dumps(content, sort_keys=True) != line:
        raise NotWhole(f"Line {number} is not as it was written.")
    return content


if __name__ == "__main__":
    try:
        entries = verify(Path(sys.argv[1]).read_text().splitlines(), Path(sys.argv[2]).read_bytes())
    except NotWhole as reason:
        sys.exit(str(reason))
    print(f"The export is whole: {entries:,} entries, signed by the center of this key.")
