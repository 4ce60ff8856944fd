"""The rows that stayed out come back as a workbook, and go in again once they are corrected."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import select

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import NotAllowed, NotFound
from carehub.patients.models import Patient
from carehub.spreadsheet_import import continuing, service
from carehub.spreadsheet_import.jobs import Task
from carehub.spreadsheet_import.models import Import
from carehub.spreadsheet_import.rejecting import write_rejects
from tests.conftest import People
from tests.spreadsheet_import.files import workbook
from tests.spreadsheet_import.steps import checked, do, started

TITLES = ["MRN", "Last name", "DOB", "Pet", "Notes"]
GOOD = ["001", "Ruiz", "1980-03-14", "cat", ""]
BAD_DAY = ["002", "Soto", "02/30/1990", "dog", "@home"]
NAMELESS = ["003", "", "1990-01-02", "", "+calls"]


def committed(people: People, folder: Path, *rows: list[str]) -> int:
    import_id = checked(people, workbook(folder, ["Our list"], TITLES, *rows, name="first.xlsx"))
    do(Task.COMMIT, people.dana, import_id)
    return import_id


def rejects(who: Actor, import_id: int, folder: Path) -> Workbook:
    with unit_of_work() as session:
        write_rejects(session, who, import_id, folder / "rejects.xlsx")
    return load_workbook(folder / "rejects.xlsx")


def found(who: Actor, import_id: int) -> Import:
    with unit_of_work(write=False) as session:
        kept = service.find(session, who, import_id)
        session.expunge(kept)
        return kept


def said_of(who: Actor, import_id: int) -> str:
    with unit_of_work(write=False) as session:
        return continuing.said_of(session, who, service.find(session, who, import_id))


def test_the_rows_that_stayed_out_are_in_the_order_and_layout_of_the_list(
    people: People, tmp_path: Path
) -> None:
    book = rejects(people.dana, committed(people, tmp_path, GOOD, BAD_DAY, NAMELESS), tmp_path)
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert rows[0][0] == "Our list"
    assert rows[1] == [*TITLES, "What to correct", "Row in the list"]
    assert [row[:5] for row in rows[2:]] == [
        ["002", "Soto", "02/30/1990", "dog", "@home"],
        ["003", None, "1990-01-02", None, "+calls"],
    ]
    assert str(rows[2][5]).startswith('DOB: "02/30/1990" is not a day in the calendar')
    assert (rows[2][6], rows[3][6]) == ("4", "5")


def test_bad_cells_are_highlighted_with_their_reason_and_no_cell_is_a_formula(
    people: People, tmp_path: Path
) -> None:
    sheet = rejects(people.dana, committed(people, tmp_path, GOOD, BAD_DAY), tmp_path).worksheets[0]
    assert sheet["C3"].fill.fgColor.rgb.endswith("F8C9C4")
    assert "is not a day in the calendar" in sheet["C3"].comment.text
    assert sheet["B3"].comment is None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert sheet["E3"].quotePrefix


def test_the_corrected_workbook_goes_on_with_the_same_import(people: People, tmp_path: Path) -> None:
    first = committed(people, tmp_path, GOOD, BAD_DAY, NAMELESS)
    book = rejects(people.dana, first, tmp_path)
    book.worksheets[0]["C3"] = "1990-02-20"
    book.save(tmp_path / "corrected.xlsx")
    second = started(people.erin, tmp_path / "corrected.xlsx")
    do(Task.LOOK, people.erin, second)
    kept = found(people.erin, second)
    assert (kept.continues_id, kept.site_id) == (first, people.sites["Northside"])
    assert kept.sheets == ["To correct"]
    assert [column["column"] for column in kept.columns] == [
        "mrn", "last_name", "birth_date", "", "notes", "", "",
    ]  # fmt: skip
    assert {column["why"] for column in kept.columns[-2:]} == {
        "CareHub wrote this beside the rows to correct"
    }
    do(Task.CHECK, people.erin, second)
    do(Task.COMMIT, people.erin, second)
    with unit_of_work(write=False) as session:
        assert sorted(session.exec(select(Patient.mrn))) == ["001", "002"]  # pyright: ignore[reportArgumentType]
    assert said_of(people.dana, first) == "1 more came in with corrected.xlsx: 2 of 3 rows in all."
    assert said_of(people.dana, second) == "These are rows that stayed out of first.xlsx."


def test_a_mark_of_another_center_or_a_forged_one_means_nothing(people: People, tmp_path: Path) -> None:
    first = committed(people, tmp_path, GOOD, BAD_DAY)
    book = rejects(people.dana, first, tmp_path)
    for mark in ((str(first), "0" * 24), ("999", "x"), ("9" * 40, ""), ("x", "y")):
        book["CareHub"]["A1"], book["CareHub"]["B1"] = mark
        book.save(tmp_path / "forged.xlsx")
        import_id = started(people.dana, tmp_path / "forged.xlsx")
        do(Task.LOOK, people.dana, import_id)
        assert found(people.dana, import_id).continues_id is None


def test_where_every_row_came_in_there_is_nothing_to_correct(people: People, tmp_path: Path) -> None:
    import_id = committed(people, tmp_path, GOOD)
    with unit_of_work() as session, pytest.raises(NotFound, match="Every row came in"):
        write_rejects(session, people.dana, import_id, tmp_path / "rejects.xlsx")


def test_who_may_not_import_gets_no_rows(people: People, tmp_path: Path) -> None:
    import_id = committed(people, tmp_path, GOOD, BAD_DAY)
    for who in (people.alice, people.bob, people.charlie, people.pat):
        with unit_of_work() as session, pytest.raises(NotAllowed):
            write_rejects(session, who, import_id, tmp_path / "rejects.xlsx")
    with unit_of_work() as session, pytest.raises(NotFound):
        write_rejects(session, people.dana, 999, tmp_path / "rejects.xlsx")
