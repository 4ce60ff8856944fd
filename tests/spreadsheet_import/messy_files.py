"""The mess that real lists are, one small file a case, with what becomes of each of its rows.

``python -m tests.spreadsheet_import.messy_files FOLDER`` writes them all, and a table of what to expect.
"""

import io
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

NEW, UPDATED, UNCHANGED = "new", "updated", "unchanged"
REVIEW, INVALID, SKIPPED = "review", "invalid", "skipped"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class MessyFile:
    """``expected`` are the outcomes of the rows, or words of the sentence by which the file is refused."""

    what: str
    content: bytes
    expected: list[str] | str
    kind: str = "csv"

    @property
    def name(self) -> str:
        return (
            "-".join("".join(each if each.isalnum() else " " for each in self.what).split()) + f".{self.kind}"
        )


# what is messy, the list (titles first), what becomes of its rows
LISTS: tuple[tuple[str, str, list[str]], ...] = (
    ("a cell in quotes with a line break", 'Last name,DOB,Notes\nRuiz,1980-03-14,"one\ntwo"\n', [NEW]),
    ("text that Excel was told to keep", 'MRN,Last name\n="001234",Ruiz\n', [NEW]),
    ("not available", "MRN,Last name,DOB\n001,Ruiz,#N/A\n", [NEW]),
    ("not available, and nothing else to tell by", "Last name,DOB\nRuiz,#N/A\n", [INVALID]),
    ("rows of different lengths", "MRN,Last name,First name\n001,Ruiz\n002,Soto,Leo,x,y\n", [NEW, NEW]),
    ("titles on row 4", "Riverbend\nPatients\n\nMRN,Last name\n001,Ruiz\n", [NEW]),
    ("the same title twice", "MRN,Last name,Phone,Phone\n1,Ruiz,617-555-0123,202-555-0188\n", [NEW]),
    ("titles with accents", "Número de expediente,Apellido,Teléfono\n001,Ruiz,617-555-0123\n", [NEW]),
    ("blank lines everywhere", "\n\nMRN,Last name\n\n001,Ruiz\n\n\n002,Soto\n,\n", [NEW, NEW]),
    ("a total, a section, the titles again",
     "MRN,Last name,DOB\nNORTHSIDE,,\n001,Ruiz,1980-03-14\nMRN,Last name,DOB\n"
     "002,Soto,1981-03-14\nTotal,2,\n",
     [SKIPPED, NEW, SKIPPED, NEW, SKIPPED]),
    ("two digits of the year", "Last name,DOB\nRuiz,2/20/49\n", [NEW]),
    ("day or month, nothing proves it", "Last name,DOB\nRuiz,01-03-2016\nSoto,02-04-2016\n", [INVALID] * 2),
    ("day or month, one row proves it", "Last name,DOB\nRuiz,01-03-2016\nSoto,25-04-2016\n", [NEW, NEW]),
    ("unknown dates, with an MRN", "MRN,Last name,DOB\n1,Ruiz,1/1/1900\n2,Soto,01/01/0001\n", [NEW, NEW]),
    ("a year only, a day that is not, too old, in the future",
     "Last name,DOB\nRuiz,1961\nSoto,1961-02-29\nReed,1890-01-01\nTran,2049-01-01\n", [INVALID] * 4),
    ("dates as numbers and text", "Last name,DOB\nRuiz,22352\nSoto,12-Mar-1961\nReed,19610312\n", [NEW] * 3),
    ("Last, First MI", 'Name,DOB\n"García López, María E.",1980-03-14\n', [NEW]),
    ("a full name whose order cannot be told", "Name,DOB\nMaría García López,1980-03-14\n", [INVALID]),
    ("a name that is a formula", "Last name,DOB\n=cmd|' /C calc'!A0,1980-03-14\n", [NEW]),
    ("the same row twice", "MRN,Last name,DOB\n1,Ruiz,1980-03-14\n1,Ruiz,1980-03-14\n", [NEW, UNCHANGED]),
    ("one row for each visit that adds a phone",
     "MRN,Last name,Phone\n1,Ruiz,\n1,Ruiz,617-555-0123\n1,Ruiz,\n", [NEW, UPDATED, UNCHANGED]),
    ("the same MRN with another name",
     "MRN,Last name,First name,DOB\n1,Ruiz,Ana,1980-03-14\n1,Lee,Tom,1955-01-02\n", [NEW, REVIEW]),
    ("twins",
     "Last name,First name,DOB,Phone\nRuiz,Ana,2015-03-14,617-555-0123\nRuiz,Leo,2015-03-14,617-555-0123\n",
     [NEW, NEW]),
    ("a nickname",
     "Last name,First name,DOB\nRuiz,William,1980-03-14\nRuiz,Bill,1980-03-14\n", [NEW, REVIEW]),
    ("a swapped digit of the birth date",
     "Last name,First name,DOB\nRuiz,Ana,1980-03-14\nRuiz,Ana,1980-03-41\nRuiz,Ana,1980-03-15\n",
     [NEW, INVALID, REVIEW]),
    ("the family shares a phone",
     "Last name,First name,DOB,Phone\nRuiz,Ana,1950-03-14,617-555-0123\nRuiz,Leo,1980-01-02,617-555-0123\n",
     [NEW, NEW]),
    ("ñ in one piece and in two",
     "Last name,First name,DOB\nNu\u00f1ez,Ana,1980-03-14\nNun\u0303ez,Ana,1980-03-14\n",
     [NEW, UNCHANGED]),
    ("capitals and spaces", "Last name,First name,DOB\nRUIZ,ANA,1980-03-14\n\u00a0ruiz , Ana,1980-03-14\n",
     [NEW, UNCHANGED]),
    ("two record numbers that differ in zeros",
     "MRN,Last name,DOB\n00123,Ruiz,1980-03-14\n123,Ruiz,1980-03-14\n", [NEW, REVIEW]),
    ("ZIP without its zero, ZIP+4", "MRN,Last name,ZIP\n1,Ruiz,1234\n2,Soto,01234-5678\n", [NEW, NEW]),
    ("a phone as 2.02E9, two phones in one cell",
     "MRN,Last name,Phone\n1,Ruiz,2.025550123E9\n2,Soto,617-555-0123 / 202-555-0188\n", [NEW, NEW]),
    ("suffixes",
     "Last name,First name,DOB\nRuiz Jr,Leo,1980-03-14\nRuiz Sr,Leo,1950-03-14\nRuiz III,Leo,2010-03-14\n",
     [NEW, NEW, NEW]),
    ("junior and senior share everything else",
     "Last name,First name,Suffix,DOB,Phone\nRuiz,Leo,Jr,1980-03-14,617-555-0123\n"
     "Ruiz,Leo,Sr,1950-01-02,617-555-0123\n", [NEW, NEW]),
    ("yes and no in many ways",
     "MRN,Last name,Interpreter\n1,Ruiz,Y\n2,Soto,N\n3,Tran,Sí\n4,Lee,X\n", [NEW] * 4),
    ("sexes in many ways", "MRN,Last name,Sex\n1,Ruiz,F\n2,Soto,U\n3,Tran,Hombre\n", [NEW] * 3),
    ("self-pay", "MRN,Last name,Insurance\n1,Ruiz,self-pay\n", [NEW]),
    ("dates written in words", 'Last name,DOB\nRuiz,12-Mar-1961\nSoto,"March 12, 1961"\n', [NEW, NEW]),
    ("day and month contradict each other",
     "Last name,DOB\nRuiz,25-04-2016\nSoto,04-25-2016\nLee,03-04-2016\n", [NEW, NEW, INVALID]),
    ("two header rows",
     "Patient,Patient,Insurance,Insurance\nLast name,DOB,Name,ID\nRuiz,1980-03-14,Medicaid,77\n", [NEW]),
    ("one person twice, corrected in the second row",
     "MRN,Last name,DOB,Phone\n1,Ruiz,1980-03-14,617-555-0123\n1,Ruiz,1980-03-14,202-555-0188\n",
     [NEW, REVIEW]),
)  # fmt: skip

_ACCENTS = "MRN;Apellido;Nombre;Fecha de nacimiento\n001;Núñez;Íñigo;1980-03-14\n"
_TABS = "Patient Acct No\tPatient Last Name\tPatient DOB\n001\tNuñez\t03/14/1980\n"
# what is messy, the bytes, what becomes of it
BYTES: tuple[tuple[str, bytes, list[str] | str], ...] = (
    ("UTF-8 with its mark", _ACCENTS.encode("utf-8-sig"), [NEW]),
    ("Windows letters", _ACCENTS.encode("cp1252"), [NEW]),
    ("old Macintosh letters", _ACCENTS.encode("mac_roman"), [NEW]),
    ("UTF-16 with tabs, named csv", _TABS.encode("utf-16"), [NEW]),
    ("bars between the cells", _ACCENTS.replace(";", "|").encode(), [NEW]),
    ("no titles at all", b"Ruiz,1980-03-14\nSoto,1981-03-14\n", "no row of column titles"),
    ("nothing in it", b"", "empty"),
    ("a password", _OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    ("a quotation mark never closed", b'Last name,DOB\n"Ruiz,1980-03-14\nSoto,1981-03-14\n', "never closed"),
    ("a web page with another name", b"<html><table><tr><td>Last name</td></tr></table>", "web page"),
)


def _numbers_as_numbers(sheet: Worksheet) -> None:
    """ZIP and phone typed as numbers, a date without a date's format."""
    sheet.append(["MRN", "Last name", "DOB", "Phone", "ZIP"])
    sheet.append([123, "Ruiz", 22352, 2025550123, 1234])


def _merged_title_hidden_row_and_column(sheet: Worksheet) -> None:
    sheet.append(["Patients of November", None, None])
    sheet.merge_cells("A1:C1")
    sheet.append(["MRN", "Last name", "DOB"])
    sheet.append(["001", "Ruiz", date(1980, 3, 14)])
    sheet.append(["002", "Soto", date(1981, 3, 14)])
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["A"].hidden = True


def _formula_for_a_birth_date(sheet: Worksheet) -> None:
    sheet.append(["MRN", "Last name", "DOB"])
    sheet.append(["001", "Ruiz", "=DATE(1980,3,14)"])


def _a_blank_looking_cell_far_below(sheet: Worksheet) -> None:
    sheet.append(["MRN", "Last name"])
    sheet.append(["001", "Ruiz"])
    sheet.cell(row=50_000, column=2, value=" ")


def _groups_above_the_titles(sheet: Worksheet) -> None:
    sheet.append(["Patient", None, "Emergency contact", None])
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("C1:D1")
    sheet.append(["Last name", "DOB", "Last name", "Phone"])
    sheet.append(["Ruiz", date(1980, 3, 14), "Soto", "617-555-0123"])


def _first_sheet_hidden(sheet: Worksheet) -> None:
    sheet.append(["Last name", "DOB"])
    sheet.append(["Old", "1980-03-14"])
    sheet.append(["Older", "1981-03-14"])
    sheet.sheet_state = "hidden"
    book = sheet.parent
    assert book is not None
    visible = book.create_sheet("Now")
    visible.append(["Last name", "DOB"])
    visible.append(["Ruiz", "1980-03-14"])


def _several_sheets(sheet: Worksheet) -> None:
    sheet.title = "Read me"
    sheet.append(["This workbook holds our list"])
    book = sheet.parent
    assert book is not None
    for title, rows in (("Patients", ["Ruiz", "Soto"]), ("Colors", [])):
        other = book.create_sheet(title)
        other.append(["Last name", "DOB"] if rows else ["red", "green"])
        for number, name in enumerate(rows):
            other.append([name, f"198{number}-03-14"])


def _days_counted_from_1904(sheet: Worksheet) -> None:
    book = sheet.parent
    assert book is not None
    book.epoch = CALENDAR_MAC_1904
    sheet.append(["Last name", "DOB"])
    sheet.append(["Ruiz", date(1980, 3, 14)])


def _a_million_blank_rows(sheet: Worksheet) -> None:
    sheet.append(["MRN", "Last name"])
    sheet.append(["001", "Ruiz"])
    sheet.cell(row=1_048_576, column=2, value=" ")


# how the sheet is made, what becomes of its rows, how the file is named
SHEETS: tuple[tuple[Callable[[Worksheet], None], list[str], str], ...] = (
    (_numbers_as_numbers, [NEW], "xlsx"),
    (_merged_title_hidden_row_and_column, [NEW, NEW], "xlsx"),
    (_formula_for_a_birth_date, [INVALID], "xlsx"),
    (_a_blank_looking_cell_far_below, [NEW], "xlsx"),
    (_groups_above_the_titles, [NEW], "xlsx"),
    (_first_sheet_hidden, [NEW], "xlsx"),
    (_several_sheets, [NEW, NEW], "xlsx"),
    (_days_counted_from_1904, [NEW], "xlsx"),
    (_a_million_blank_rows, [NEW], "xlsx"),
    (_merged_title_hidden_row_and_column, [NEW, NEW], "xlsm"),
    (_numbers_as_numbers, [NEW], "csv"),
)

HERE = "MRN,Last name,First name,DOB,Phone\n1,Ruiz,Ana,1980-03-14,617-555-0123\n2,Soto,Leo,1981-03-14,\n"
_LEO = "2,Soto,Leo,1981-03-14,\n"
# what is messy between two lists, what the second one says, what becomes of its rows
AGAIN: tuple[tuple[str, str, list[str]], ...] = (
    ("the same file twice", HERE, [UNCHANGED, UNCHANGED]),
    ("a corrected file", HERE.replace("0123", "0124"), [UPDATED, UNCHANGED]),
    ("a patient who has disappeared from the new list", HERE.replace(_LEO, ""), [UNCHANGED]),
    ("the same people in another order, with another column",
     "Last name,First name,DOB,MRN,City\nSoto,Leo,1981-03-14,2,Salem\nRuiz,Ana,1980-03-14,1,\n",
     [UPDATED, UNCHANGED]),
)  # fmt: skip


def _opendocument() -> bytes:
    rows = (("MRN", "Last name", "ZIP"), ("001", "Ruiz", "01234"))
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows)
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        zipped.writestr("META-INF/manifest.xml", "<manifest/>")
        zipped.writestr(
            "content.xml",
            f"<office:document-content{names}><office:body><office:spreadsheet>"
            f'<table:table table:name="People">{lines}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return out.getvalue()


def _others() -> list[MessyFile]:
    """Kinds of files that no library of ours writes."""
    old = Path(__file__).parent / "lists" / "old.xls"
    return [
        MessyFile("an old workbook", old.read_bytes(), [NEW, NEW], "xls"),
        MessyFile("an OpenDocument sheet", _opendocument(), [NEW], "ods"),
    ]


def messy_files() -> list[MessyFile]:
    """Every case, in the order of the tables above."""
    texts = [MessyFile(what, text.encode(), expected) for what, text, expected in LISTS]
    raw = [MessyFile(what, content, expected) for what, content, expected in BYTES]
    sheets = (_workbook(fill, expected, kind) for fill, expected, kind in SHEETS)
    return [*texts, *raw, *sheets, *_others()]


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["# Messy lists\n", "| file | becomes |", "|---|---|"]
    for each in messy_files():
        (folder / each.name).write_bytes(each.content)
        becomes = each.expected if isinstance(each.expected, str) else ", ".join(each.expected)
        lines.append(f"| {each.name} | {becomes} |")
    lines += ["", "| the second list, after a first one | becomes |", "|---|---|"]
    lines += [f"| {what} | {', '.join(expected)} |" for what, _, expected in AGAIN]
    (folder / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _workbook(fill: Callable[[Worksheet], None], expected: list[str], kind: str) -> MessyFile:
    book = Workbook()
    fill(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    what = fill.__name__.strip("_").replace("_", " ")
    return MessyFile(what if kind == "xlsx" else f"a workbook named {kind}", out.getvalue(), expected, kind)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
