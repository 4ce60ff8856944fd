"""Known exports: what the headers of a system's own reports mean (imports/profiles/*.toml)."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import carehub
from carehub.spreadsheet_import.cleaning.cleaned import DateOrder
from carehub.spreadsheet_import.cleaning.text import folded
from carehub.spreadsheet_import.columns import BY_NAME

EXTRA = "extra"
LEFT_OUT = ""


class BrokenProfile(Exception):
    """A profile file names a column that does not exist, or lacks a part."""


@dataclass(frozen=True, slots=True)
class Profile:
    """``columns``: folded header -> column name, ``extra`` or empty (left out), in order of preference."""

    name: str
    recognised_by: frozenset[str]
    columns: Mapping[str, str]
    date_order: DateOrder | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    split: Mapping[str, str] = field(default_factory=dict)

    def fits(self, headers: frozenset[str]) -> bool:
        return self.recognised_by <= headers


def best_profile(headers: Iterable[str]) -> Profile | None:
    """The known export that these headers come from; of several, the one that knows most of them."""
    keys = frozenset(map(folded, headers))
    fitting = [profile for profile in profiles() if profile.fits(keys)]
    return max(fitting, key=lambda profile: len(keys & set(profile.columns)), default=None)


@cache
def profiles() -> tuple[Profile, ...]:
    """Every profile that stands in the imports folder."""
    return tuple(read_profile(path) for path in sorted((imports_folder() / "profiles").glob("*.toml")))


def imports_folder() -> Path:
    """``imports/`` of the clone, or where the installed package keeps its copy."""
    package = Path(carehub.__file__).parent
    in_clone = package.parent / "imports"
    return in_clone if (in_clone / "profiles").is_dir() else package / "_imports"


def read_profile(path: Path) -> Profile:
    """One profile; BrokenProfile names the file and what is wrong."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = {column for column in told["columns"].values() if column not in {*BY_NAME, EXTRA, LEFT_OUT}}
    if unknown:
        raise BrokenProfile(f"{path.name}: there is no column {', '.join(sorted(unknown))}")
    order = told.get("date_order")
    return Profile(
        name=told["name"],
        recognised_by=frozenset(map(folded, told["recognised_by"])),
        columns=_by_folded(told["columns"]),
        date_order=DateOrder(order) if order else None,
        reasons=_by_folded(told.get("reasons", {})),
        split=_by_folded(told.get("split", {})),
    )


def _by_folded(table: Mapping[str, str]) -> dict[str, str]:
    return {folded(header): said for header, said in table.items()}
