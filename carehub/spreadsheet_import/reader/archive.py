"""Looks into a workbook's zip before any spreadsheet library does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import join, normpath
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile, ZipInfo

from defusedxml.ElementTree import fromstring

from carehub.spreadsheet_import.reader.cells import Broken, error_cell, formula_without_value
from carehub.spreadsheet_import.reader.limits import Limits
from carehub.spreadsheet_import.refusals import Unreadable

_CHUNK = 1 << 20
_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*\bt="e"[^>]*>'
    rb"(?:<f\b(?:[^>]*/>|[^>]*>[^<]*</f>))?\s*<v>([^<]{1,20})</v>"
)
# Where neither stands in a sheet, no cell of it is broken.
_MARKS = (b"<f", b't="e"')
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAMAGED = "This workbook is damaged. Open it in Excel, let it repair the file, and save it again."


@dataclass(frozen=True, slots=True)
class Archive:
    """What the zip says about the workbook, without its cells.

    ``parts`` holds the sheets in order; empty where a sheet has no part, or no cell in it can be broken.
    """

    path: Path
    starts_1904: bool = False
    parts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = field(default_factory=tuple)

    def broken_cells(self, sheet: int) -> dict[int, dict[int, Broken]]:
        """The cells that show something but hold no value: sheet row -> column position -> cell."""
        if sheet >= len(self.parts) or not self.parts[sheet]:
            return {}
        found: dict[int, dict[int, Broken]] = {}
        with ZipFile(self.path) as zipped, zipped.open(self.parts[sheet]) as part:
            for piece in _whole_cells(iter(lambda: part.read(_CHUNK), b"")):
                for row, position, cell in _broken_in(piece):
                    found.setdefault(row, {})[position] = cell
        return found


def inspect(path: Path, limits: Limits) -> Archive:
    """Refuse what is not a workbook or would blow up; sizes are measured by inflating, not believed."""
    try:
        with ZipFile(path) as zipped:
            entries = zipped.infolist()
            _refuse_odd_entries(entries, limits)
            suspects = _inflate(zipped, entries, path.stat().st_size, limits)
            return _described(path, zipped, {entry.filename for entry in entries}, suspects)
    except (BadZipFile, EOFError, NotImplementedError) as error:
        raise Unreadable(_DAMAGED) from error


def _refuse_odd_entries(entries: list[ZipInfo], limits: Limits) -> None:
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("This file is protected by a password. Remove the password and save it again.")
    if len(names) > limits.entries or len(set(names)) != len(names) or any(map(_escapes, names)):
        raise Unreadable(
            "This workbook is built in a way that no spreadsheet program does. "
            "Copy the list into a new workbook and save that one."
        )


def _escapes(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name


def _inflate(zipped: ZipFile, entries: list[ZipInfo], size: int, limits: Limits) -> set[str]:
    """Refuse a bomb; returns the parts in which a formula or an error stands."""
    most = min(limits.inflated, max(limits.ratio_matters_above, size * limits.ratio))
    inflated = 0
    suspects: set[str] = set()
    for entry in entries:
        before = b""
        with zipped.open(entry) as part:
            while chunk := part.read(_CHUNK):
                inflated += len(chunk)
                if inflated > most:
                    raise Unreadable(
                        "This workbook unpacks to far more than a list of people needs. "
                        "Copy the list into a new workbook and save that one."
                    )
                if any(mark in chunk or mark in before[-8:] + chunk[:8] for mark in _MARKS):
                    suspects.add(entry.filename)
                before = chunk
    return suspects


def _described(path: Path, zipped: ZipFile, names: set[str], suspects: set[str]) -> Archive:
    if "xl/workbook.xml" not in names:
        if "content.xml" in names and _is_opendocument(zipped, names):
            return Archive(path)
        raise Unreadable(
            "This is a zip archive or another kind of document, not a spreadsheet. "
            "Unpack it, or save the list as .xlsx."
        )
    workbook = fromstring(zipped.read("xl/workbook.xml"))
    return Archive(path, _starts_1904(workbook), _parts(zipped, workbook, names, suspects), _remarks(names))


def _is_opendocument(zipped: ZipFile, names: set[str]) -> bool:
    return "mimetype" in names and b"opendocument.spreadsheet" in zipped.read("mimetype")


def _starts_1904(workbook: Element) -> bool:
    return any(
        element.tag.endswith("}workbookPr") and element.get("date1904") in {"1", "true"}
        for element in workbook
    )


def _parts(zipped: ZipFile, workbook: Element, names: set[str], suspects: set[str]) -> tuple[str, ...]:
    if "xl/_rels/workbook.xml.rels" not in names:
        return ()
    relations = fromstring(zipped.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id", ""): each.get("Target", "") for each in relations}
    sheets = [element for element in workbook.iter() if element.tag.endswith("}sheet")]
    parts = (_resolved(targets.get(sheet.get(_REL, ""), "")) for sheet in sheets)
    return tuple(part if part in suspects else "" for part in parts)


def _resolved(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def _remarks(names: set[str]) -> tuple[str, ...]:
    remarks = []
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        remarks.append("The workbook contains macros. They were not run.")
    if any(name.startswith("xl/externalLinks/") for name in names):
        remarks.append(
            "The workbook links to other files. They were not opened; the values saved in it are used."
        )
    return tuple(remarks)


def _whole_cells(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut before the beginning of a cell and never inside one."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        cut = rest.rfind(b"<c ")
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _broken_in(piece: bytes) -> Iterator[tuple[int, int, Broken]]:
    if b"<f" in piece:
        for match in _FORMULA.finditer(piece):
            yield int(match[2]), _position(match[1]), formula_without_value()
    if b't="e"' in piece:
        for match in _ERROR.finditer(piece):
            yield int(match[2]), _position(match[1]), error_cell(match[3].decode("utf-8", errors="replace"))


def _position(letters: bytes) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + letter - ord("A") + 1
    return position - 1
