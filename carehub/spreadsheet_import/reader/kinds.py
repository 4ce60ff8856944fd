"""Tells what a file really is, by its bytes and not by its name."""

from enum import StrEnum
from pathlib import Path

from carehub.spreadsheet_import.reader.limits import Limits
from carehub.spreadsheet_import.refusals import Unreadable

SAVE_AS = "Open it in Excel or LibreOffice and save it as .xlsx or .csv."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4096


class Kind(StrEnum):
    WORKBOOK = "workbook"
    OLD_WORKBOOK = "old workbook"
    TEXT = "text"


# First bytes -> what to say. The order does not matter: no one is the beginning of another.
_NOT_A_LIST = {
    b"MZ": "This is a program, not a spreadsheet. Do not open it; ask whoever sent it for the list as .xlsx.",
    b"\x7fELF": "This is a program, not a spreadsheet. Ask whoever sent it for the list as .xlsx.",
    b"%PDF": "This is a PDF. Export the list from your system as .xlsx or .csv.",
    b"{\\rtf": f"This is a text document. {SAVE_AS}",
    b"\x89PNG": "This is a picture. Export the list from your system as .xlsx or .csv.",
    b"\xff\xd8\xff": "This is a picture. Export the list from your system as .xlsx or .csv.",
    b"GIF8": "This is a picture. Export the list from your system as .xlsx or .csv.",
    b"\x1f\x8b": "This is a compressed archive. Unpack it and choose the spreadsheet inside.",
    b"7z\xbc\xaf": "This is a compressed archive. Unpack it and choose the spreadsheet inside.",
    b"Rar!": "This is a compressed archive. Unpack it and choose the spreadsheet inside.",
    b"SQLite format 3": "This is a database, not a spreadsheet. Export the list as .xlsx or .csv.",
    b"PAR1": "This is a data file for programs. Export the list as .xlsx or .csv.",
}
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<body", b"<style", b"<meta")


def recognise(path: Path, limits: Limits) -> Kind:
    """What kind of list the file holds; Unreadable, in words, when it holds none."""
    _refuse_size(path.stat().st_size, limits)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        return Kind.WORKBOOK
    if head.startswith(_OLE):
        return _old_workbook(path)
    for magic, why in _NOT_A_LIST.items():
        if head.startswith(magic):
            raise Unreadable(why)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise Unreadable(f"This is a web page with the name of a spreadsheet. {SAVE_AS}")
    if not _could_be_text(head):
        raise Unreadable(f"This is not a spreadsheet that we know. {SAVE_AS}")
    return Kind.TEXT


def _refuse_size(size: int, limits: Limits) -> None:
    if size == 0:
        raise Unreadable("This file is empty (0 bytes). Export the list again and choose the new file.")
    if size > limits.file_size:
        largest = limits.file_size // (1024 * 1024)
        raise Unreadable(
            f"This file is larger than {largest} MB. Remove other sheets and pictures, "
            "or split the list into several files."
        )


def _old_workbook(path: Path) -> Kind:
    """The container of old Office files holds a workbook, a letter, or an encrypted new workbook."""
    content = path.read_bytes()
    if _named("EncryptedPackage") in content:
        raise Unreadable(
            "This file is protected by a password. Open it in Excel, remove the password, and save it again."
        )
    if _named("Workbook") not in content and _named("Book") not in content:
        raise Unreadable(f"This is a file in the old Office format, but not a list. {SAVE_AS}")
    return Kind.OLD_WORKBOOK


def has_macros(path: Path) -> bool:
    """Whether an old workbook brings a program along."""
    return _named("_VBA_PROJECT") in path.read_bytes()


def _named(stream: str) -> bytes:
    return stream.encode("utf-16-le")


def _could_be_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in head:
        return looks_like_utf16(head)
    control = sum(byte < 32 and byte not in b"\t\r\n\x0b\x0c\x1a\x1b" for byte in head)
    return control <= len(head) // 100


def looks_like_utf16(head: bytes) -> bool:
    """UTF-16 without its mark: every second byte of a Latin text is zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    return max(even, odd) > 0.6 * half and min(even, odd) < 0.1 * half
