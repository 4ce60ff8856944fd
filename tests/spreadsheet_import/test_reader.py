"""Files of every kind: rows with their true numbers, or a sentence that says what to do."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from carehub.spreadsheet_import.reader.cells import Broken
from carehub.spreadsheet_import.reader.layout import Table
from carehub.spreadsheet_import.reader.limits import Limits
from carehub.spreadsheet_import.reader.reading import read_book, read_table
from carehub.spreadsheet_import.refusals import Unreadable
from tests.spreadsheet_import.files import csv_file, text_file, workbook

HEADER = "Last name,First name,Date of birth"
ANA = "García,Ana,1961-03-12"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Written once with xlwt: nothing that is still kept up writes this kind.
OLD_WORKBOOK = Path(__file__).parent / "lists" / "old.xls"


def numbers(table: Table) -> list[int]:
    return [row.number for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_text_is_read_in_any_usual_encoding_and_with_any_separator(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    table = read_table(
        csv_file(tmp_path, HEADER, ANA, "Peña,José,1970-01-02", encoding=encoding, separator=separator)
    )
    assert table.rows[0].cells == ("García", "Ana", "1961-03-12")
    assert table.rows[1].cells == ("Peña", "José", "1970-01-02")


def test_rows_of_a_text_file_are_numbered_by_record_with_titles_and_blank_lines(tmp_path: Path) -> None:
    table = read_table(text_file(tmp_path, f"Our patients\n\n{HEADER}\n{ANA}\n\n,,\n{ANA}\n"))
    assert table.header_row == 3
    assert numbers(table) == [4, 7]


def test_a_record_with_line_breaks_in_quotes_is_one_row(tmp_path: Path) -> None:
    table = read_table(text_file(tmp_path, f'{HEADER},Notes\n{ANA},"a\nb"\n{ANA},c\n'))
    assert numbers(table) == [2, 3]
    assert table.rows[0].cells[3] == "a\nb"


def test_excel_s_own_separator_line_and_text_wrapping_are_understood(tmp_path: Path) -> None:
    table = read_table(
        text_file(tmp_path, f'sep=;\nMRN;{HEADER.replace(",", ";")}\n="00123";García;Ana;1961-03-12\n')
    )
    assert numbers(table) == [3]
    assert table.rows[0].cells[0] == "00123"


def test_a_quotation_mark_that_is_never_closed_is_refused_with_its_row(tmp_path: Path) -> None:
    path = text_file(tmp_path, f'{HEADER}\n{ANA}\nRuiz,"Ana,1961-03-12\n{ANA}\n')
    with pytest.raises(Unreadable, match="row 3"):
        read_table(path)


def test_rows_of_a_workbook_have_the_numbers_that_excel_shows(tmp_path: Path) -> None:
    table = read_table(
        workbook(tmp_path, ["Patients 2026"], [], HEADER.split(","), ["Ruiz", "Ana"], [], ["Soto", "Leo"])
    )
    assert table.header_row == 3
    assert numbers(table) == [4, 6]


def test_a_list_that_does_not_start_in_column_a_keeps_its_columns(tmp_path: Path) -> None:
    table = read_table(
        workbook(tmp_path, [None, None, *HEADER.split(",")], [None, None, "Ruiz", "Ana", date(1961, 3, 12)])
    )
    assert table.headers[2].text == "Last name"
    assert table.rows[0].cells[2:] == ("Ruiz", "Ana", date(1961, 3, 12))


def test_formulas_are_never_evaluated_and_those_without_a_value_are_told(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path, [*HEADER.split(","), "MRN"], ["Ruiz", "Ana", "1961-03-12", "=1+1"]))
    cell = table.rows[0].cells[3]
    assert isinstance(cell, Broken)
    assert "formula without a value" in cell.reason


def test_errors_shown_by_cells_are_kept_as_such(tmp_path: Path) -> None:
    by_excel = read_table(workbook(tmp_path, HEADER.split(","), ["Ruiz", "Ana", "#N/A"]))
    by_text = read_table(csv_file(tmp_path, HEADER, "Ruiz,Ana,#DIV/0!"))
    assert str(by_excel.rows[0].cells[2]) == "#N/A"
    assert isinstance(by_text.rows[0].cells[2], Broken)


def test_dates_counted_from_1904_are_the_same_days(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    sheet.append(HEADER.split(","))
    sheet.append(["Ruiz", "Ana", date(1961, 3, 12)])
    book.save(tmp_path / "list.xlsx")
    table = read_table(tmp_path / "list.xlsx")
    assert table.rows[0].cells[2] == date(1961, 3, 12)
    assert table.starts_1904


def test_totals_sections_and_repeated_titles_are_skipped_and_told(tmp_path: Path) -> None:
    table = read_table(
        csv_file(
            tmp_path,
            HEADER,
            "NORTHSIDE CLINIC,,",
            ANA,
            HEADER,
            "Ruiz,Leo,1970-01-01",
            "Total,2,",
            "Total patients: 2,,",
        )
    )
    assert numbers(table) == [3, 5]
    assert [(row.number, row.reason.split(",")[0]) for row in table.skipped] == [
        (2, "a section title"),
        (4, "the column titles again"),
        (6, "a total"),
        (7, "a total"),
    ]


def test_titles_that_come_again_are_skipped_wherever_the_list_begins(tmp_path: Path) -> None:
    further_right = [f",,,{line}" for line in (HEADER, ANA, HEADER, "Ruiz,Leo,1970-01-01")]

    table = read_table(csv_file(tmp_path, *further_right))

    assert numbers(table) == [2, 4]
    assert [row.number for row in table.skipped] == [3]


def test_a_row_that_holds_only_a_record_number_is_a_person(tmp_path: Path) -> None:
    assert numbers(read_table(csv_file(tmp_path, f"MRN,{HEADER}", "00123,,,"))) == [2]


def test_titles_in_two_rows_are_read_together(tmp_path: Path) -> None:
    table = read_table(
        workbook(
            tmp_path,
            ["Patient", None, "Insurance", None, "Emergency contact"],
            ["Last", "DOB", "Name", "ID", "Phone"],
            ["Ruiz", "1961-03-12", "Medicaid", "A1", "617-555-0123"],
        )
    )
    assert table.header_row == 2
    assert [header.meaning for header in table.headers][2:] == [
        "Insurance Name",
        "Insurance ID",
        "Emergency contact Phone",
    ]
    assert table.headers[3].text == "ID"


def test_titles_given_in_two_languages_are_one_header(tmp_path: Path) -> None:
    table = read_table(csv_file(tmp_path, "Apellido,Nombre,Fecha de nacimiento", HEADER, ANA))
    assert table.header_row == 2
    assert numbers(table) == [3]


def test_the_visible_sheet_that_holds_the_list_is_found(tmp_path: Path) -> None:
    book = Workbook()
    hidden = book.worksheets[0]
    hidden.append(HEADER.split(","))
    hidden.append(["Old", "List", "1961-03-12"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Read me").append(["How to use this file"])
    people = book.create_sheet("Patients")
    people.append(HEADER.split(","))
    people.append(["Ruiz", "Ana", "1961-03-12"])
    book.save(tmp_path / "list.xlsx")
    assert read_table(tmp_path / "list.xlsx").sheet == "Patients"
    assert [sheet.name for sheet in read_book(tmp_path / "list.xlsx").sheets][-1] == "Sheet"


def test_a_blank_looking_cell_at_the_very_bottom_does_not_matter(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADER.split(","))
    sheet.append(["Ruiz", "Ana", "1961-03-12"])
    sheet.cell(row=200_000, column=1, value=" ")
    book.save(tmp_path / "list.xlsx")
    assert numbers(read_table(tmp_path / "list.xlsx")) == [2]


def test_a_workbook_named_csv_is_read_as_what_it_is(tmp_path: Path) -> None:
    assert numbers(read_table(workbook(tmp_path, HEADER.split(","), ANA.split(","), name="list.csv"))) == [2]


def _zip(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in entries.items():
            zipped.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return path


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00\x03", "program"),
        (b"%PDF-1.7", "PDF"),
        (b"<html><table><tr><td>Last name</td></tr></table></html>", "web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old Office format"),
        (OLE + "WordDocument".encode("utf-16-le") + b"\x00" * 600, "but not a list"),
        (OLE + "Workbook".encode("utf-16-le") + b"\x00" * 600, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04 damaged", "damaged"),
        (bytes(range(256)) * 8, "not a spreadsheet that we know"),
        (b"\n\n  \n", "nothing in this file"),
        (b"a,b,c\n1,2,3\n", "no row of column titles"),
        (HEADER.encode() + b"\n", "no patient below"),
    ],
)
def test_what_is_no_list_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=words):
        read_table(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="zip archive"):
        read_table(_zip(tmp_path / "list.xlsx", readme_xml=b"hello"))


def test_a_workbook_that_would_blow_up_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    bomb = _zip(tmp_path / "list.xlsx", xl__workbook_xml=b"<x/>", xl__sharedStrings_xml=b"\x00" * 60_000_000)
    with pytest.raises(Unreadable, match="unpacks to far more"):
        read_table(bomb)


def test_a_file_that_is_too_large_or_too_long_is_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEADER, *[ANA] * 50)
    with pytest.raises(Unreadable, match="larger than"):
        read_table(path, limits=Limits(file_size=100))
    with pytest.raises(Unreadable, match="more than 10 rows"):
        read_table(path, limits=Limits(rows=10))


def test_an_old_workbook_is_read_like_a_new_one(tmp_path: Path) -> None:
    table = read_table(OLD_WORKBOOK)
    assert [header.text for header in table.headers][:2] == ["MRN", "Last name"]
    assert table.rows[0].cells == ("00123", "García", "Ana", date(1961, 3, 12), "617-555-0123", "01234")
    with_macros = tmp_path / "list.xls"
    with_macros.write_bytes(OLD_WORKBOOK.read_bytes() + "_VBA_PROJECT".encode("utf-16-le"))
    assert read_book(with_macros).remarks == ("The workbook contains macros. They were not run.",)


def test_an_opendocument_sheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.ods"
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in (("MRN", "Last name", "ZIP"), ("001", "Ruiz", "01234"))
    )
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        zipped.writestr("META-INF/manifest.xml", "<manifest/>")
        zipped.writestr(
            "content.xml",
            f"<office:document-content{names}><office:body><office:spreadsheet>"
            f'<table:table table:name="People">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    table = read_table(path)
    assert (table.sheet, table.rows[0].cells) == ("People", ("001", "Ruiz", "01234"))
