"""The tables of a TOML text, read strictly: what is wrong is told with its line."""

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar, cast

Word = TypeVar("Word", bound=StrEnum)
Taken = TypeVar("Taken")
_HEADER = re.compile(r"\s*\[\[?\s*([\w.]+)\s*\]\]?")
_LONGEST = 1_000
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True, slots=True)
class Problem:
    """``line`` counts from 1, 0 where it is not known; ``where`` names the question, score or offer."""

    line: int
    where: str
    text: str

    def __str__(self) -> str:
        places = [f"Line {self.line}" if self.line else "", self.where]
        return ": ".join(filter(None, [", ".join(filter(None, places)), self.text]))


class Lines:
    """Where in the text the tables begin, by the name of their headers."""

    def __init__(self, text: str) -> None:
        self._lines = _without_long_strings(text)
        self._headers = [
            (found[1], number)
            for number, line in enumerate(self._lines, start=1)
            if (found := _HEADER.fullmatch(line.split("#")[0].rstrip()))
        ]

    def of(self, name: str, position: int, how_many: int) -> int:
        """The line of the header of the table; 0 where the text has them in another form."""
        lines = [line for header, line in self._headers if header == name]
        return lines[position] if len(lines) == how_many else 0

    def of_key(self, table_line: int, key: str) -> int:
        """The line on which the table that begins at ``table_line`` says ``key``; else that of the table."""
        ends = (line for _, line in self._headers if line > table_line)
        for number in range(table_line + 1, next(ends, len(self._lines) + 1)):
            if re.match(rf'\s*"?{re.escape(key)}"?\s*=', self._lines[number - 1]):
                return number
        return table_line


@dataclass
class Table:
    """One table; every reading that fails adds a problem and gives an empty value."""

    said: dict[str, object]
    line: int
    where: str
    lines: Lines
    problems: list[Problem]
    _asked: set[str] = field(default_factory=set)

    def wrong(self, key: str, text: str) -> None:
        self.problems.append(Problem(self.lines.of_key(self.line, key), self.where, text))

    def text(self, key: str, *, needed: bool = False) -> str:
        value = self._take(key, str, "text in quotes") or ""
        if needed and not value.strip() and not self._was_wrong(key):
            self.wrong(key, f"“{key}” is missing.")
        if len(value) > _LONGEST:
            self.wrong(key, f"Keep “{key}” under {_LONGEST:,} characters.")
        return value.strip()

    def name(self, key: str) -> str:
        """A short word by which other parts refer to this one."""
        value = self.text(key, needed=True)
        if value and not NAME.fullmatch(value):
            self.wrong(key, f"“{value}” is no name: use small letters, digits and _, a letter first.")
        return value

    def flag(self, key: str) -> bool:
        return bool(self._take(key, bool, "true or false"))

    def number(self, key: str) -> Decimal | None:
        value = self._take(key, (int, float), "a number")
        return None if value is None else Decimal(str(value))

    def whole(self, key: str, low: int, high: int, *, needed: bool = False) -> int:
        value = self._take(key, int, "a whole number")
        if value is None:
            if needed and not self._was_wrong(key):
                self.wrong(key, f"“{key}” is missing.")
            return low
        if not low <= value <= high:
            self.wrong(key, f"“{key}” is a whole number from {low} to {high}.")
        return value

    def word(self, key: str, words: type[Word]) -> Word | None:
        value = self.text(key, needed=True)
        if value and value not in set(words):
            self.wrong(key, f"“{value}” is not known here. Use one of: {', '.join(words)}.")
        return words(value) if value in set(words) else None

    def names(self, key: str) -> list[str]:
        """One text or a list of them."""
        value = self._take(key, (str, list), "text, or a list of texts")
        given = [value] if isinstance(value, str) else value or []
        if not all(isinstance(each, str) for each in given):
            self.wrong(key, f"“{key}” is a list of texts.")
            return []
        return [str(each) for each in given]

    def tables(self, key: str, header: str = "") -> "list[dict[str, object]]":
        """Tables below this one; a single one counts as a list of one."""
        value = self._take(key, (list, dict), header or "a table in braces, or a list of them")
        given = [value] if isinstance(value, dict) else value or []
        if not all(isinstance(each, dict) for each in given):
            self.wrong(key, f"“{key}” is a list of tables.")
            return []
        return [each for each in given if isinstance(each, dict)]

    def refuse_the_rest(self) -> None:
        """Whatever nobody asked for is a slip of the pen."""
        for key in self.said.keys() - self._asked:
            self.wrong(key, f"There is no “{key}” here.{_meant(key, self._asked)}")

    def _take(self, key: str, kind: "type[Taken] | tuple[type[Taken], ...]", wanted: str) -> "Taken | None":
        self._asked.add(key)
        value = self.said.get(key)
        is_flag_instead = isinstance(value, bool) and kind is not bool
        if isinstance(value, kind) and not is_flag_instead:
            return cast("Taken", value)
        if value is not None:
            self.wrong(key, f"“{key}” wants {wanted}.")
        return None

    def _was_wrong(self, key: str) -> bool:
        return self.said.get(key) is not None


def _meant(key: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    return f" Did you mean “{near[0]}”?" if near else ""


def _without_long_strings(text: str) -> list[str]:
    """The lines; those inside of a text in triple quotes are empty."""
    kept: list[str] = []
    quotes = ""
    for line in text.splitlines():
        kept.append("" if quotes else line)
        for mark in re.findall(r'"{3}|\'{3}', line):
            quotes = "" if quotes == mark else (quotes or mark)
    return kept
