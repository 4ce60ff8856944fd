"""What a person is shown of a file before it is checked, and what is remembered of it for the next one."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlmodel import select

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.patients.models import Patient
from carehub.spreadsheet_import import service
from carehub.spreadsheet_import.deciding import Decision
from carehub.spreadsheet_import.jobs import Task
from carehub.spreadsheet_import.mapping.wordlist import words_of
from carehub.spreadsheet_import.models import Import, ImportStatus
from carehub.spreadsheet_import.refusals import Unreadable
from tests.conftest import People, forget_settings
from tests.spreadsheet_import.files import FACTS, csv_file, text_file
from tests.spreadsheet_import.steps import decide, do, started


def looked(who: Actor, path: Path) -> int:
    import_id = started(who, path)
    do(Task.LOOK, who, import_id)
    return import_id


def found(who: Actor, import_id: int) -> Import:
    with unit_of_work(write=False) as session:
        kept = service.find(session, who, import_id)
        session.expunge(kept)
        return kept


def taken(kept: Import) -> dict[object, object]:
    return {column["header"]: column["column"] for column in kept.columns}


def whys(kept: Import) -> dict[object, object]:
    return {column["header"]: column["why"] for column in kept.columns}


def committed(people: People, path: Path, *decisions: Decision) -> None:
    import_id = looked(people.dana, path)
    for decision in (Decision(site_id=people.sites["Northside"]), *decisions):
        decide(people.dana, import_id, decision)
    do(Task.CHECK, people.dana, import_id)
    do(Task.COMMIT, people.dana, import_id)


def test_the_values_are_counted_in_words(people: People, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Last name,DOB,Zzz", "Ruiz,1980-03-14,617-555-0123", "Soto,soon,617-555-0188")
    kept = found(people.dana, looked(people.dana, path))
    assert whys(kept) == {
        "Last name": "the title says so; 2 of 2 values fit",
        "DOB": "the title says so; 1 of 2 values are dates of birth",
        "Zzz": "we do not know this title, but 2 of 2 values are phone numbers",
    }
    assert taken(kept)["Zzz"] == ""


def test_titles_that_nobody_knows_are_for_a_person_to_choose(people: People, tmp_path: Path) -> None:
    import_id = looked(people.dana, text_file(tmp_path, "Our list\nWho,When\nRuiz,1980-03-14\n"))
    kept = found(people.dana, import_id)
    assert kept.status is ImportStatus.STARTED
    assert kept.preview == [[1, "Our list"], [2, "Who", "When"], [3, "Ruiz", "1980-03-14"]]
    assert "no row of column titles" in str(kept.remarks[0]["reason"])

    decide(people.dana, import_id, Decision(header_row=2))
    do(Task.LOOK, people.dana, import_id)
    for position, column in enumerate(("last_name", "birth_date")):
        decide(people.dana, import_id, Decision(column=(position, column)))
    decide(people.dana, import_id, Decision(site_id=people.sites["Northside"]))
    do(Task.CHECK, people.dana, import_id)
    assert found(people.dana, import_id).counts["new"] == 1


def test_a_list_without_titles_is_taken_by_its_values(people: People, tmp_path: Path) -> None:
    import_id = looked(people.dana, text_file(tmp_path, "Ruiz,1980-03-14,617-555-0123,a@example.org\n"))
    decide(people.dana, import_id, Decision(header_row=0))
    do(Task.LOOK, people.dana, import_id)
    kept = found(people.dana, import_id)
    assert taken(kept) == {"A": "", "B": "", "C": "phone", "D": "email"}
    assert whys(kept)["C"] == "it has no title; 1 of 1 values are phone numbers"


def test_visible_sheets_come_first_and_a_hidden_one_is_named(people: People, tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].title = "Old"
    book.worksheets[0].sheet_state = "hidden"
    for name in ("Old", "Now"):
        sheet = book["Old"] if name == "Old" else book.create_sheet(name)
        sheet.append(["Last name", "DOB"])
        sheet.append([name, "1980-03-14"])
    book.save(tmp_path / "list.xlsx")
    kept = found(people.dana, looked(people.dana, tmp_path / "list.xlsx"))
    assert (kept.sheets, kept.hidden_sheets, kept.sheet) == (["Now", "Old"], ["Old"], "Now")


def test_a_word_means_what_a_person_said_and_the_next_list_knows_it(people: People, tmp_path: Path) -> None:
    header = "MRN,Last name,DOB,Sex,Insurance,Zzz"
    first = csv_file(tmp_path, header, "1,Ruiz,1980-03-14,Femme,MCAID,x")
    said = (
        Decision(word=("sex", "Femme", "female")),
        Decision(word=("insurance", "MCAID", "Medicaid")),
        Decision(column=(5, "notes")),
    )
    committed(people, first, *said)
    with unit_of_work(write=False) as session:
        patient = session.exec(select(Patient)).one()
        assert (patient.sex, patient.insurance, patient.notes) == ("female", "Medicaid", "x")

    second = csv_file(tmp_path, header, "2,Soto,1981-03-14,FEMME,mcaid,y")
    kept = found(people.dana, looked(people.dana, second))
    assert taken(kept)["Zzz"] == "notes"
    assert whys(kept)["Zzz"] == "as in the last list with these titles"
    assert kept.recalled_from.startswith("list.csv of ")
    assert kept.words == {"sex": {"femme": "female"}, "insurance": {"mcaid": "Medicaid"}}
    other = csv_file(tmp_path, "MRN,Last name,DOB,Sex", "3,Tran,1982-03-14,Femme")
    assert found(people.dana, looked(people.dana, other)).recalled == {}


def test_what_was_remembered_can_be_decided_otherwise(people: People, tmp_path: Path) -> None:
    header = "MRN,Last name,DOB,Zzz"
    committed(people, csv_file(tmp_path, header, "1,Ruiz,1980-03-14,x"), Decision(column=(3, "notes")))
    import_id = looked(people.dana, csv_file(tmp_path, header, "2,Soto,1981-03-14,y"))
    decide(people.dana, import_id, Decision(column=(3, "")))
    decide(people.dana, import_id, Decision(site_id=people.sites["Northside"]))
    do(Task.CHECK, people.dana, import_id)
    assert taken(found(people.dana, import_id))["Zzz"] == ""


def test_words_that_nobody_knows_come_first_and_one_that_was_said_is_known() -> None:
    texts = [("F", 2), ("Qqq", 1), ("Femme", 1)]
    words = words_of("sex", texts, FACTS, {"femme": "female"})
    assert [(word.text, word.becomes, word.is_told) for word in words] == [
        ("Qqq", "", True),
        ("F", "female", False),
        ("Femme", "female", False),
    ]


def test_what_was_said_of_a_site_that_is_closed_now_is_not_taken() -> None:
    [word] = words_of("site", [("north", 3)], FACTS, {"north": "Eastside"})
    assert (word.becomes, word.is_told) == ("", True)


def test_few_different_texts_are_kept_of_any_column(people: People, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path, "Last name,DOB,Zzz", "Ruiz,1980-03-14,a", "Soto,1981-03-14,a", "Lee,1982-03-14,b"
    )
    assert found(people.dana, looked(people.dana, path)).columns[2]["distinct"] == [["a", 2], ["b", 1]]


def test_a_list_longer_than_the_center_allows_is_refused(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAREHUB_IMPORT_MAX_ROWS", "2")
    forget_settings()

    with pytest.raises(Unreadable, match="more than 2 rows"):
        looked(people.dana, csv_file(tmp_path, "Last name,DOB", *["Ruiz,1980-03-14"] * 2))

    looked(people.dana, csv_file(tmp_path, "Last name,DOB", "Ruiz,1980-03-14"))
