"""How large a spreadsheet may be, and the refusal that says what to do about one we cannot read."""

from dataclasses import dataclass

from carehub.core.errors import CareHubError


class Unreadable(CareHubError):
    """The file, or the list in it, cannot be read; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes unless the name says otherwise."""

    file_size: int = 25 * 1024 * 1024
    rows: int = 200_000
    columns: int = 500
    blank_rows: int = 1_000
    entries: int = 2_000
    inflated: int = 700 * 1024 * 1024
    # A list of people shrinks to a tenth or a thirtieth when zipped; a bomb to a thousandth.
    ratio: int = 150
    ratio_matters_above: int = 30 * 1024 * 1024
