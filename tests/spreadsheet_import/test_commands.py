"""`carehub import` and `carehub export`: what they bring in and hand out, and what they say."""

import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlmodel import select

from carehub.cli import refusal_of
from carehub.core.database import unit_of_work
from carehub.patients.models import Patient
from carehub.spreadsheet_import.models import Import
from tests.conftest import People, make_patient
from tests.spreadsheet_import.files import csv_file

HEADER = "MRN,Last name,First name,Date of birth,Phone,Interpreter"
ANA = "001,García,Ana,1961-03-12,617-555-0123,Sí"

# The database of the center plays no part here: one is enough.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


def carehub(*arguments: str | Path) -> Done:
    """The command in this process; what it starts by itself are processes as ever."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        refusal = refusal_of(list(map(str, arguments)))
    return Done(int(bool(refusal)), out.getvalue(), err.getvalue() + refusal)


def started(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """The command as an office manager starts it."""
    command = [sys.executable, "-m", "carehub", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_says_why_it_was_not_done_and_ends_with_1(people: People, tmp_path: Path) -> None:
    done = started("import", tmp_path / "none.csv", "--as", "dana")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("carehub: There is no file")
    assert len(done.stderr.splitlines()) == 1


def test_a_list_comes_in_and_goes_out_and_comes_in_again_without_a_change(
    people: People, tmp_path: Path
) -> None:
    path = csv_file(tmp_path, HEADER, ANA, "Total,1,,,,")
    done = started("import", path, "--as", "dana", "--site", "Northside", "--json", "--rows")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "counts": {
            "rows": 2,
            "new": 1,
            "updated": 0,
            "unchanged": 0,
            "review": 0,
            "invalid": 0,
            "skipped": 1,
        },
        "problems": [
            {"row": 3, "column": "", "severity": "warning", "reason": "skipped: a total, not a person"}
        ],
        "rows": [
            {
                "row": 2,
                "outcome": "new",
                "values": {
                    "mrn": "001",
                    "last_name": "García",
                    "first_name": "Ana",
                    "birth_date": "1961-03-12",
                    "phone": "+16175550123",
                    "interpreter": True,
                },
            },
            {"row": 3, "outcome": "skipped", "values": {}},
        ],
    }
    assert carehub("export", "patients", "--as", "dana", "--out", tmp_path / "out.xlsx").returncode == 0
    again = carehub("import", tmp_path / "out.xlsx", "--as", "dana")
    assert "1 unchanged" in again.stdout
    assert "1 of 1 rows came in." in again.stdout


def refused(*arguments: str | Path) -> str:
    done = carehub(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    with unit_of_work(write=False) as session:
        assert session.exec(select(Patient)).all() == []
        assert session.exec(select(Import)).all() == []
    return done.stderr


def test_a_refusal_is_one_sentence(people: People, tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEADER, ANA)
    assert "There is no file" in refused("import", tmp_path / "none.csv", "--as", "dana")
    assert "nobody with the user name" in refused("import", path, "--as", "zelda")
    assert "Say which site" in refused("import", path, "--as", "dana", "--json")
    assert "ends in .csv or .xlsx" in refused(
        "export", "patients", "--as", "dana", "--out", tmp_path / "a.pdf"
    )


def test_a_cell_far_away_that_would_need_all_memory_is_refused(people: People, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADER.split(","))
    sheet.append(ANA.split(","))
    sheet["XFD1048576"] = "x"
    book.save(tmp_path / "list.xlsx")
    assert "Copy the list into a new workbook" in refused("import", tmp_path / "list.xlsx", "--as", "dana")


def test_where_there_is_no_center_yet_it_is_said(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("CAREHUB_HOME", str(tmp_path / "new"))
    done = carehub("import", csv_file(tmp_path, HEADER, ANA), "--as", "dana")
    assert done.returncode == 1
    assert "nobody with the user name" in done.stderr


def test_a_command_says_what_a_person_would_choose_on_the_page(people: People, tmp_path: Path) -> None:
    list_ = csv_file(
        tmp_path, "Kode,Family,Given,Born,Tel", "001,Ruiz,Ana,03/04/1961,617-555-0123", "002,Bad,Leo,x,"
    )
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"Kode": "mrn", "Given": "first_name"}')
    said = ("--mapping", mapping, "--mapping", "Tel=extra", "--day-first", "--header-row", "1")
    rejects = tmp_path / "to correct.xlsx"
    done = carehub(
        "import", list_, "--as", "dana", "--site", "Northside", *said, "--json", "--rejects", rejects
    )
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)["counts"]
    assert (counts["new"], counts["invalid"]) == (1, 1)
    assert rejects.is_file()
    with unit_of_work(write=False) as session:
        ana = session.exec(select(Patient)).one()
        assert (ana.mrn, str(ana.birth_date), ana.extra) == ("001", "1961-04-03", {"Tel": "617-555-0123"})
    wrong = carehub("import", list_, "--as", "dana", "--site", "Northside", "--mapping", "Nobody=mrn")
    assert (wrong.returncode, 'There is no column "Nobody"' in wrong.stderr) == (1, True)
    more = csv_file(tmp_path, HEADER, "001,Ruiz,Ana,1961-04-03,617-555-0124,", "003,Soto,Leo,1990-01-02,,")
    kept = carehub("import", more, "--as", "dana", "--site", "Northside", "--mode", "update-only", "--json")
    assert (
        json.loads(kept.stdout)["counts"] | {"updated": 1, "skipped": 1} == json.loads(kept.stdout)["counts"]
    )


def test_imports_are_listed_shown_and_undone(people: People, tmp_path: Path) -> None:
    carehub("import", csv_file(tmp_path, HEADER, ANA), "--as", "dana", "--site", "Northside")
    (listed,) = json.loads(carehub("imports", "list", "--as", "dana", "--json").stdout)
    assert (listed["status"], listed["counts"]["new"]) == ("committed", 1)
    number = str(listed["id"])
    refused = carehub("imports", "undo", number, "--as", "alice")
    assert (refused.returncode, "Ask a supervisor" in refused.stderr) == (1, True)
    assert carehub("imports", "undo", number, "--as", "dana").stdout == "1 undone, 0 partly, 0 kept.\n"
    shown = json.loads(carehub("imports", "show", number, "--as", "dana", "--json").stdout)
    assert (shown["status"], shown["undone"]) == ("undone", {"undone": 1, "partly": 0, "kept": 0})
    with unit_of_work(write=False) as session:
        assert session.exec(select(Patient)).all() == []


def test_a_list_of_open_referrals_comes_in_by_a_command(people: People, tmp_path: Path) -> None:
    with unit_of_work() as session:
        make_patient(session, people.sites["Northside"], mrn="001", last_name="Ruiz", first_name="Ana")
    path = csv_file(
        tmp_path, "MRN,Type,Receiver,Question", "001,Dental,Dr. Lee,Pain", "002,Dental,Dr. Lee,Pain"
    )
    asked = ("import", path, "--kind", "referrals", "--as", "dana", "--json", "--rows")
    told = json.loads(carehub(*asked).stdout)
    assert (told["counts"]["new"], told["counts"]["invalid"]) == (1, 1)
    assert told["rows"][0]["values"] == {
        "mrn": "001",
        "type": "Dental",
        "receiver": "Dr. Lee",
        "question": "Pain",
        "stage": "Ready",
    }
    (listed,) = json.loads(carehub("imports", "list", "--as", "dana", "--json").stdout)
    undone = carehub("imports", "undo", str(listed["id"]), "--as", "dana").stdout
    assert undone == "1 undone, 0 partly, 0 kept.\n"
