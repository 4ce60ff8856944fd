"""What a file is, by its bytes alone: its name says nothing. Nothing may be hidden behind its end."""

import struct
from pathlib import Path

from carehub.core.errors import Invalid
from carehub.documents.models import FileKind

WANTED = "Choose a PDF, a JPEG or a PNG."
# Far more than any scanner makes; a picture that says more would fill the memory when it is printed.
MOST_PIXELS = 120_000_000
_END_OF_PDF = b"%%EOF"
_PDF_TAIL = 2048
_BLANK = b"\0\t\n\f\r "
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_JPEG_END = b"\xff\xd9"
# Frame headers: they hold the size. C4, C8 and CC are tables among them.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN = 0xDA
# Phones put a short film or their own notes behind a picture; another document has no business there.
_FOREIGN = (b"pk\x03\x04", b"%pdf-", b"\x7felf", b"<html", b"<script", b"<!doctype", b"<?php")


def recognise(path: Path) -> FileKind:
    """The kind of a file; Invalid in words when it is none of ours, damaged, or two files in one."""
    data = path.read_bytes()
    if not data:
        raise Invalid("This file is empty. Choose another one.")
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(_JPEG):
        return _jpeg(data)
    raise Invalid(f"This file is not a PDF or a picture, whatever its name says. {WANTED}")


def _pdf(data: bytes) -> FileKind:
    tail = data[-_PDF_TAIL:]
    if _END_OF_PDF not in tail:
        raise _broken("PDF")
    _refuse_stowaway(tail.rpartition(_END_OF_PDF)[2].strip(_BLANK) != b"")
    return FileKind.PDF


def _png(data: bytes) -> FileKind:
    place, kind = len(_PNG), b""
    while kind != b"IEND":
        if place + 12 > len(data):
            raise _broken("picture")
        length, kind = struct.unpack_from(">I4s", data, place)
        if kind == b"IHDR":
            _refuse_giant(*struct.unpack_from(">II", data, place + 8))
        place += 12 + length
    _refuse_stowaway(data[place:].strip(_BLANK) != b"")
    return FileKind.PNG


def _jpeg(data: bytes) -> FileKind:
    place, has_size = 2, False
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if marker in _FRAMES and place + 9 <= len(data):
            _refuse_giant(*struct.unpack_from(">HH", data, place + 5))
            has_size = True
        _refuse_stowaway(_is_foreign(data[place + 4 : place + 2 + length]))
        place += 2 + length
        if marker == _START_OF_SCAN:
            break
    end = data.find(_JPEG_END, place)
    if not has_size or end < 0:
        raise _broken("picture")
    _refuse_stowaway(_is_foreign(data[end + 2 :]))
    return FileKind.JPEG


def _is_foreign(part: bytes) -> bool:
    lower = part.lower()
    return lower.startswith(b"mz") or any(mark in lower for mark in _FOREIGN)


def _refuse_stowaway(is_there: bool) -> None:
    if is_there:
        raise Invalid("This file carries another file inside. Print it to a new PDF and add that one.")


def _refuse_giant(width: int, height: int) -> None:
    if width * height > MOST_PIXELS or not width * height:
        raise Invalid("This picture is too large to print. Save it smaller and add it again.")


def _broken(what: str) -> Invalid:
    return Invalid(f"This {what} is damaged: its end is missing. Scan or save it again.")
