"""Reads .csv and .txt: any usual encoding, separated by comma, semicolon, tab or bar."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from carehub.spreadsheet_import.reader.cells import ERROR_WORDS, FORMULA_STARTS, Cell, error_cell
from carehub.spreadsheet_import.reader.kinds import looks_like_utf16
from carehub.spreadsheet_import.refusals import Unreadable

_SEPARATORS = ",;\t|"
_TRIED_RECORDS = 60
# Stands below the last line. It comes back as a record of its own unless a quotation mark is open; no file
# has it, for it is taken out.
_END = "\x00"
_LONGEST_CELL = 1_000_000
_AS_TEXT = re.compile(r'^="(.*)"$', re.DOTALL)
# What a cell begins with that is more than its text, or an error behind spaces.
_ODD = frozenset("='#").union(each for each in map(chr, range(0x3001)) if each.isspace())
_SEP_LINE = re.compile(r"^\ufeff?sep=(.)\r?\n", re.IGNORECASE)
# What Latin-script names are written with; everything else beyond ASCII speaks against an encoding.
_LETTERS = frozenset("áéíóúüñàèìòùâêîôûäëïöçãõåøæÁÉÍÓÚÜÑÀÈÌÒÙÂÊÎÔÛÄËÏÖÇÃÕÅØÆß¿¡ºª’‘“”–—")


def records(path: Path) -> Iterator[tuple[Cell, ...]]:
    """Every record in order, blank ones included, so that the n-th is record n."""
    text = decode(path.read_bytes()).replace(_END, "")
    separator = _separator(text)
    said, read = _SEP_LINE.match(text), 0
    if said:
        yield ()
        text, read = text[said.end() :], 1
    csv.field_size_limit(_LONGEST_CELL)
    cut = csv.reader(chain(_lines(text), [_END]), delimiter=separator)
    try:
        for fields in cut:
            if fields == [_END]:
                return
            read += 1
            yield tuple([field if field and field[0] not in _ODD else _cell(field) for field in fields])
    except csv.Error as error:
        if '"' in text and "field larger" in str(error):
            raise _never_closed(read + 1) from None
        raise Unreadable(
            f"A cell in row {cut.line_num} is far too long for a list of people. Correct it there."
        ) from None
    raise _never_closed(read)


def decode(content: bytes) -> str:
    """The text of the file, in the encoding that its bytes show."""
    if content.startswith(b"\xef\xbb\xbf"):
        return content.decode("utf-8-sig", errors="replace")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content[:4096] and looks_like_utf16(content[:4096]):
        return content.decode("utf-16-le" if content[1:2] == b"\x00" else "utf-16-be", errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_single_byte(content)


def _decode_single_byte(content: bytes) -> str:
    windows, mac = content.decode("cp1252", errors="replace"), content.decode("mac_roman")
    return mac if _strange(mac) < _strange(windows) else windows


def _strange(text: str) -> int:
    return sum(not character.isascii() and character not in _LETTERS for character in text)


def _separator(text: str) -> str:
    said = _SEP_LINE.match(text)
    if said:
        return said[1]
    head = text[:200_000]
    return max(_SEPARATORS, key=lambda separator: _evenness(head, separator))


def _evenness(head: str, separator: str) -> tuple[float, int]:
    """How well a separator cuts the first records into the same number of fields, more than one."""
    cut = csv.reader(_lines(head), delimiter=separator)
    try:
        widths = Counter(len(fields) for fields in islice(cut, _TRIED_RECORDS) if fields)
    except csv.Error:
        return (0.0, 0)
    many = {width: times for width, times in widths.items() if width > 1}
    if not many:
        return (0.0, 0)
    width = max(many, key=lambda each: (many[each], each))
    return (many[width] * min(width, 4) / widths.total(), width)


def _never_closed(record: int) -> Unreadable:
    """Not said, the rest of the list would silently become one cell."""
    return Unreadable(
        f"A quotation mark is opened in row {record} and never closed. "
        "Correct it there, or save the list as .xlsx."
    )


def _lines(text: str) -> Iterator[str]:
    # Not str.splitlines: it also cuts at characters that stand inside notes (form feed, U+2028).
    if "\n" not in text:
        text = text.replace("\r", "\n")
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _cell(field: str) -> Cell:
    if not field:
        return None
    wrapped = _AS_TEXT.match(field)
    if wrapped:
        return wrapped[1].replace('""', '"')
    if field.strip() in ERROR_WORDS:
        return error_cell(field.strip())
    # Our own export writes text that looks like a formula behind an apostrophe.
    if field[0] == "'" and field.lstrip("'").startswith(FORMULA_STARTS):
        return field[1:]
    return field
