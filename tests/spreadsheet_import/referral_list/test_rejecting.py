"""Referrals that stayed out come back as a workbook, and go on with the same import once corrected."""

from pathlib import Path

from openpyxl import Workbook, load_workbook
from sqlmodel import select

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.referrals.models import Referral
from carehub.spreadsheet_import import continuing, service
from carehub.spreadsheet_import.jobs import Task
from carehub.spreadsheet_import.models import ImportKind
from carehub.spreadsheet_import.rejecting import write_rejects
from tests.conftest import People
from tests.spreadsheet_import.files import workbook
from tests.spreadsheet_import.referral_list.conftest import WHEN
from tests.spreadsheet_import.steps import do, started

TITLES = ["MRN", "Type", "Receiver", "Status", "Question", "Requested", "Sent on"]
GOOD = ["001", "Dental", "Dr. Lee", "Sent", "Pain", "2026-10-05", "2026-10-06"]
UNKNOWN_TYPE = ["002", "Sorcery", "Dr. Lee", "Sent", "Pain", "2026-10-05", "2026-10-06"]
NOBODY = ["099", "Dental", "Dr. Lee", "Sent", "Pain", "2026-10-05", "2026-10-06"]


def committed(who: Actor, path: Path) -> int:
    with clock.freeze(WHEN):
        import_id = started(who, path)
        for task in (Task.LOOK, Task.CHECK, Task.COMMIT):
            do(task, who, import_id)
    return import_id


def rejects(who: Actor, import_id: int, folder: Path) -> Workbook:
    with unit_of_work() as session:
        write_rejects(session, who, import_id, folder / "rejects.xlsx")
    return load_workbook(folder / "rejects.xlsx")


def test_referrals_that_stayed_out_stand_in_the_lists_layout_with_their_reason(
    people: People, tmp_path: Path
) -> None:
    import_id = committed(people.dana, workbook(tmp_path, TITLES, GOOD, UNKNOWN_TYPE, NOBODY))
    sheet = rejects(people.dana, import_id, tmp_path).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == [*TITLES, "What to correct", "Row in the list"]
    assert [row[:7] for row in rows[1:]] == [UNKNOWN_TYPE, NOBODY]
    assert 'no type of referral "Sorcery"' in str(rows[1][7])
    assert "nobody here has this MRN" in str(rows[2][7])
    assert [row[8] for row in rows[1:]] == ["3", "4"]
    assert sheet["B2"].fill.fgColor.rgb.endswith("F8C9C4")


def test_corrected_referrals_go_on_with_the_same_import(people: People, tmp_path: Path) -> None:
    first = committed(people.dana, workbook(tmp_path, TITLES, GOOD, UNKNOWN_TYPE, NOBODY))
    book = rejects(people.dana, first, tmp_path)
    book.worksheets[0]["B2"] = "Imaging"
    book.save(tmp_path / "corrected.xlsx")
    second = committed(people.erin, tmp_path / "corrected.xlsx")
    with unit_of_work(write=False) as session:
        kept = service.find(session, people.erin, second)
        assert (kept.continues_id, kept.kind) == (first, ImportKind.REFERRALS)
        assert len(session.exec(select(Referral)).all()) == 2
        said = continuing.said_of(session, people.dana, service.find(session, people.dana, first))
        assert said == "1 more came in with corrected.xlsx: 2 of 3 rows in all."
