"""Names of people: capitals, particles, suffixes, and what else gets written into a name's cell."""

import re

from carehub.spreadsheet_import.cleaning.cleaned import (
    NOTHING,
    Cleaned,
    ColumnFacts,
    Value,
    cleaned,
    error,
    warning,
)
from carehub.spreadsheet_import.cleaning.text import line_of, says_nothing
from carehub.spreadsheet_import.reader.cells import FORMULA_STARTS, Cell

_PARTICLES = frozenset(
    [
        "de",
        "del",
        "la",
        "las",
        "los",
        "y",
        "e",
        "da",
        "das",
        "do",
        "dos",
        "di",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "ten",
        "el",
        "al",
        "bin",
    ]
)
_GENERATIONS = {
    "jr": "Jr",
    "junior": "Jr",
    "sr": "Sr",
    "senior": "Sr",
    "ii": "II",
    "iii": "III",
    "iv": "IV",
    "v": "V",
}
_GENERATION_AT_END = re.compile(r"^(.+?)[\s,]+(jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
_ALSO_CALLED = re.compile(r"^(.*?)\s*(?:\(([^()]+)\)|[\"“]([^\"”]+)[\"”])\s*(.*)$")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VOWELS = frozenset("aeiouyáéíóúü")


def clean_last_name(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """The family name; ``Jr`` and the like at its end go to the suffix."""
    return _clean_name(cell, "last_name")


def clean_first_name(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """The given name; a name in brackets or quotes beside it is the preferred one."""
    return _clean_name(cell, "first_name")


def clean_middle_name(cell: Cell, facts: ColumnFacts) -> Cleaned:
    text = line_of(cell)
    return _clean_name(text.removesuffix(".") if len(text) == 2 else cell, "middle_name")


def clean_preferred_name(cell: Cell, facts: ColumnFacts) -> Cleaned:
    return _clean_name(cell, "preferred_name")


def clean_suffix(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """``Jr``, ``Sr``, ``II`` ... in one spelling; other suffixes as written."""
    text = line_of(cell)
    if says_nothing(text):
        return NOTHING
    return cleaned("suffix", _GENERATIONS.get(text.rstrip(".").casefold(), text))


def clean_full_name(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """``Last, First Middle`` or ``First Last`` in one cell, taken apart; an error when it cannot be."""
    text = line_of(cell)
    if not text or says_nothing(text):
        return NOTHING
    text, preferred = _without_also_called(text)
    last, first, middle, suffix = _parts(text)
    if not last:
        return Cleaned(
            (), (error(f'we cannot tell the family name in "{text}"; write it as "Family, Given"'),)
        )
    given = _clean_name(first, "first_name")
    family = _clean_name(last, "last_name")
    rest = [*clean_middle_name(middle, facts).values, *clean_suffix(suffix, facts).values, *preferred]
    return Cleaned((*family.values, *given.values, *rest), (*family.remarks, *given.remarks))


def with_capitals(name: str) -> str:
    """All capitals or none become a name's usual capitals; anything else was meant as it is."""
    if not (name.isupper() or name.islower()) or _is_initials(name):
        return name
    lowered = name.lower()
    return _WORD.sub(lambda word: _capital(word[0], is_first=word.start() == 0), lowered)


def _clean_name(cell: Cell, name: str) -> Cleaned:
    text = line_of(cell)
    if says_nothing(text):
        return NOTHING
    if text.startswith(FORMULA_STARTS):
        return cleaned(name, text, warning(f'"{text}" looks like a formula; it is kept as plain text'))
    text, extra = _taken_apart(text, name)
    stripped = text.strip(" ,")
    value = "" if says_nothing(stripped) else with_capitals(stripped)
    said = (warning(f'"{value}" has digits in it; kept as it is'),) if re.search(r"\d", value) else ()
    return Cleaned(((name, value), *extra) if value else tuple(extra), said)


def _taken_apart(text: str, name: str) -> tuple[str, list[tuple[str, Value]]]:
    extra: list[tuple[str, Value]] = []
    if name == "first_name":
        text, extra = _without_also_called(text)
    if name in {"last_name", "first_name"} and (match := _GENERATION_AT_END.match(text)):
        extra.append(("suffix", _GENERATIONS[match[2].casefold()]))
        text = match[1]
    return text, extra


def _without_also_called(text: str) -> tuple[str, list[tuple[str, Value]]]:
    also = _ALSO_CALLED.match(text)
    if not also or not also[1]:
        return text, []
    return f"{also[1]} {also[4]}".strip(), [("preferred_name", with_capitals((also[2] or also[3]).strip()))]


def _parts(text: str) -> tuple[str, str, str, str]:
    """Family, given, middle, suffix; the family name is empty where the order cannot be told."""
    suffix = ""
    if match := _GENERATION_AT_END.match(text):
        text, suffix = match[1], match[2]
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    suffixes = [piece for piece in pieces[1:] if piece.rstrip(".").casefold() in _GENERATIONS]
    pieces = [piece for piece in pieces if piece not in suffixes]
    suffix = suffixes[0] if suffixes else suffix
    if len(pieces) >= 2:
        first, _, middle = " ".join(pieces[1:]).partition(" ")
        return pieces[0], first, middle, suffix
    return _parts_without_comma(pieces[0], suffix) if pieces else ("", "", "", "")


def _parts_without_comma(text: str, suffix: str) -> tuple[str, str, str, str]:
    words = text.split()
    family = len(words) - 1
    while family > 1 and words[family - 1].casefold() in _PARTICLES:
        family -= 1
    given, last = words[:family], " ".join(words[family:])
    if len(given) == 1:
        return last, given[0], "", suffix
    # "John Q Public" is plain; "María García López" is not: which of the two is a family name?
    if len(given) == 2 and len(given[1].rstrip(".")) == 1:
        return last, given[0], given[1], suffix
    return "", "", "", ""


def _is_initials(name: str) -> bool:
    letters = name.replace(".", "")
    return name.isupper() and len(letters) <= 2 and not _VOWELS & set(letters.lower())


def _capital(word: str, *, is_first: bool) -> str:
    if word in _PARTICLES and not is_first:
        return word
    if word in {"ii", "iii", "iv"}:
        return word.upper()
    if word.startswith("mc") and len(word) > 3:
        return f"Mc{word[2:].capitalize()}"
    head, mark, tail = word.partition("'") if "'" in word else word.partition("’")
    return f"{head.capitalize()}{mark}{tail.capitalize() if len(head) <= 2 else tail}"
