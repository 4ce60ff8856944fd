# ruff: noqa: E501
"""Made-up patient lists for the benchmarks: the same for the same seed, written without a library."""

import random
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

TITLES = (
    "MRN", "Last name", "First name", "Middle name", "Date of birth", "Sex", "Language", "Interpreter",
    "Phone", "Other phone", "E-mail", "Address", "City", "State", "ZIP", "Insurance", "Insurance ID",
    "Status", "Risk", "Notes",
)  # fmt: skip
_STARTS = (
    "Al Ba Bel Ca Cor Da Del El Fa Fer Ga Gon Her Iba Ju La Lo Mar Men Mo Na Ol Pe Ra Ro Sal San To Va Za"
)
_ENDS = "ado bert cio dez dora elo fuentes gado illo lano lez mero mingo nandez nez quez rado rez rino rra son tega"
_GIVEN = (
    "Ana Ben Carla David Elena Frank Grace Hector Irene James Karen Luis Maria Nora Oscar Paula Rosa Sam Tina"
)
_CITIES = ("Springfield", "Dayton", "Salem", "Franklin", "Clinton", "Madison")
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        '<sheets><sheet name="Patients" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}  # fmt: skip


def people(how_many: int, seed: int = 4) -> Iterator[tuple[str, ...]]:
    """Rows under ``TITLES``: different people, as a clinic's system exports them."""
    chance = random.Random(seed)
    families = [start + end for start in _STARTS.split() for end in _ENDS.split()]
    given = _GIVEN.split()
    for number in range(1, how_many + 1):
        last = f"{chance.choice(families)} {chance.choice(families)}"
        first = chance.choice(given)
        yield (
            f"{number:07}", last, first, chance.choice("ABCDEFGH"),
            f"{chance.randint(1930, 2020)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            chance.choice("FM"), chance.choice(("English", "Spanish", "Portuguese")), chance.choice("YN"),
            f"(617) 555-{chance.randint(0, 9_999):04}", f"202-{chance.randint(201, 989)}-{number % 10_000:04}",
            f"{first.lower()}{number}@example.org", f"{chance.randint(1, 999)} {chance.choice(families)} Street",
            chance.choice(_CITIES), "MA", f"0{chance.randint(1_001, 2_791)}",
            chance.choice(("Medicaid", "Medicare", "Self-pay")), f"ID{number:08}",
            chance.choice(("active", "inactive")), chance.choice(("low", "medium", "high")),
            f"Prefers calls after {chance.randint(1, 6)} pm",
        )  # fmt: skip


def write_xlsx(path: Path, rows: Iterator[Sequence[str]]) -> None:
    """A workbook with the rows below ``TITLES``, all text in its cells."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, part in _PARTS.items():
            book.writestr(name, _XML + part)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for number, row in enumerate((TITLES, *rows), start=1):
                cells = "".join(
                    f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
                    for at, text in enumerate(row)
                )
                sheet.write(f'<row r="{number}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")


def write_csv(path: Path, rows: Iterator[Sequence[str]]) -> None:
    """The same as text, separated by commas."""
    import csv

    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows((TITLES, *rows))


def write_referrals(path: Path, how_many: int, status: str) -> None:
    """A referral of each of the first so many ``people``, all of them as far as ``status``."""
    import csv

    titles = (
        "MRN",
        "Type",
        "Receiver",
        "Status",
        "Clinical question",
        "Requested on",
        "Sent on",
        "Accepted on",
    )
    accepted = "2026-10-08" if status == "Accepted" else ""
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(
            (titles, *((f"{number:07}", "MRI", f"River Imaging {number % 40}", status, f"Knee pain {number}",
                        "2026-10-05", "2026-10-06", accepted) for number in range(1, how_many + 1)))
        )  # fmt: skip
