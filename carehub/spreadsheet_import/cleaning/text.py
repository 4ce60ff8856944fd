"""Plain text: what every cell goes through before it means anything."""

import re
import unicodedata
from functools import lru_cache

from carehub.spreadsheet_import.reader.cells import Cell, text_of

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u2060\u3000\ufeff]+")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029")
_NO_WORD = re.compile(r"[^0-9a-z\u0080-\uffff]+")
_NOTHING_SAID = frozenset(
    {
        "-",
        "--",
        "---",
        "?",
        "??",
        ".",
        "n/a",
        "#n/a",
        "n.a.",
        "null",
        "(null)",
        "(blank)",
        "nan",
        "\\n",
        "not available",
    }
)
_UNKNOWN = frozenset(
    {"unknown", "unk", "none", "na", "nil", "no data", "not known", "not provided", "not on file", "declined",
     "desconocido", "desconocida", "ninguno", "ninguna", "no sabe", "sin dato", "sin datos",
     "s/d", "n/d", "nd"}
)  # fmt: skip
_LONGEST_FILLER = max(map(len, _NOTHING_SAID | _UNKNOWN))


def line_of(cell: Cell) -> str:
    """The cell as one line: composed characters, single spaces, none at the ends."""
    if isinstance(cell, str) and cell.isascii() and cell.isprintable():
        is_plain = "  " not in cell and cell[:1] != " " and cell[-1:] != " "
        return cell if is_plain else " ".join(cell.split())
    text = unicodedata.normalize("NFC", text_of(cell))
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def paragraphs_of(cell: Cell) -> str:
    """The cell with its line breaks kept, each line without spaces at its end."""
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text_of(cell)))
    lines = (_INVISIBLE.sub("", line).replace("\u00a0", " ").rstrip() for line in text.split("\n"))
    return "\n".join(lines).strip()


@lru_cache(maxsize=200_000)
def folded(text: str) -> str:
    """Lower case, no accents, no punctuation: what two ways of writing one thing have in common."""
    if text.isascii():
        if text.replace(" ", "").isalnum():
            return " ".join(text.lower().split())
        return " ".join(_NO_WORD.sub(" ", text.lower()).split())
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(each for each in plain if not unicodedata.combining(each)).casefold()
    return " ".join(_NO_WORD.sub(" ", plain).split())


def says_nothing(text: str) -> bool:
    """A filler for an empty cell, safe even for names (Null and None are family names)."""
    if len(text) > _LONGEST_FILLER:
        return False
    return text.casefold() in _NOTHING_SAID and text not in {"Null"}


def says_unknown(text: str) -> bool:
    """A word for "we do not know", in fields where it cannot be a value."""
    if len(text) > _LONGEST_FILLER:
        return False
    return says_nothing(text) or text.casefold() in _UNKNOWN
