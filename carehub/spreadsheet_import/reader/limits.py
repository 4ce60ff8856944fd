"""How large a spreadsheet may be."""

from dataclasses import dataclass


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
