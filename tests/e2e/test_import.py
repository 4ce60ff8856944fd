"""An admin brings a list in."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect
from sqlmodel import select

from carehub.core.database import unit_of_work
from carehub.patients.models import Patient
from carehub.spreadsheet_import import storage
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.conftest import SignedIn
from tests.e2e.import_steps import (
    A_WHILE,
    TITLES,
    choose,
    correct_the_row,
    drop,
    is_whole_on_a_phone,
    patient_list,
)
from tests.e2e.test_board import card, column, open_board
from tests.serving.running import RunningServer
from tests.spreadsheet_import.files import workbook


def test_an_admin_imports_a_list_and_finds_the_patients(signed_in: SignedIn, tmp_path: Path) -> None:
    page = signed_in("dana")
    steps.go_to(page, "Import")
    is_whole_on_a_phone(page)
    choose(page, patient_list(tmp_path))

    expect(page.get_by_role("heading", name="What are the columns?")).to_be_visible(timeout=A_WHILE)
    columns = page.get_by_role("table", name="Columns of the file")
    expect(columns.get_by_label("Where Last name goes")).to_have_value("last_name")
    expect(columns.get_by_label("Where Marital goes")).to_have_value("")
    steps.is_accessible(page)

    page.get_by_role("button", name="Sheet and titles").click()
    preview = page.get_by_role("table", name="First rows of the sheet")
    expect(preview.get_by_role("row").filter(has_text="Last name")).to_contain_text("These are the titles")
    steps.is_accessible(page)
    page.get_by_role("button", name="Go on to the columns").click()

    page.get_by_label("Site of new patients").select_option("Northside")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("heading", name="2 of 4 rows can come in.")).to_be_visible(timeout=A_WHILE)
    rows = page.get_by_role("grid", name="Rows of the file")
    bad = rows.get_by_role("row").filter(has_text="SOTO, Leo")
    expect(bad).to_contain_text("is not a day in the calendar")
    expect(rows.get_by_role("row").filter(has_text="TRAN, Kim")).to_contain_text(
        "is not a valid phone number"
    )
    steps.is_accessible(page)
    page.get_by_role("button", name="1 cannot come in").click()
    expect(rows.get_by_role("row")).to_have_count(2)

    bad.get_by_role("gridcell").filter(has_text="is not a day in the calendar").click()
    page.keyboard.press("Enter")
    page.keyboard.type("1990-02-20")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="3 of 4 rows can come in.")).to_be_visible(timeout=A_WHILE)
    page.get_by_role("button", name="All rows").click()
    rows.get_by_role("row").filter(has_text="TRAN, Kim").get_by_role("rowheader").click()
    page.get_by_role("button", name="Leave this row out").click()
    expect(page.get_by_role("heading", name="2 of 4 rows can come in.")).to_be_visible(timeout=A_WHILE)

    page.get_by_role("button", name="Bring these rows in").click()
    expect(page.get_by_role("heading", name="2 of 4 rows came in.")).to_be_visible(timeout=A_WHILE)
    expect(rows.get_by_role("row")).to_have_count(3)
    steps.is_accessible(page)

    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Find a patient or a page").fill("garcia")
    expect(page.get_by_role("option", name="GARCÍA LÓPEZ, María")).to_be_visible()


def test_an_import_is_found_again_where_it_was_by_another_admin(signed_in: SignedIn, tmp_path: Path) -> None:
    page = signed_in("dana")
    steps.go_to(page, "Import")
    choose(page, workbook(tmp_path, TITLES, ["00020", "Ruiz", "Ana", "1980-03-04"], name="november.xlsx"))
    expect(page.get_by_role("heading", name="What are the columns?")).to_be_visible(timeout=A_WHILE)

    other = signed_in("erin")
    steps.go_to(other, "Import")
    other.get_by_role("button", name="november.xlsx").click()
    other.get_by_label("Site of new patients").select_option("Southside")
    other.get_by_role("button", name="Check the rows").click()
    ready = other.get_by_role("button", name="Bring these rows in")
    expect(ready).to_be_visible(timeout=A_WHILE)
    ready.click()
    expect(other.get_by_role("heading", name="The only row came in.")).to_be_visible(timeout=A_WHILE)
    expect(page.get_by_role("heading", name="The only row came in.")).to_be_visible(timeout=A_WHILE)


def test_a_list_whose_titles_nobody_knows_is_taken_by_hand(signed_in: SignedIn, tmp_path: Path) -> None:
    page = signed_in("dana")
    steps.go_to(page, "Import")
    choose(
        page, workbook(tmp_path, ["Who", "When", "Kind"], ["Quint", "1980-03-04", "Femenil"], name="odd.xlsx")
    )
    expect(page.get_by_text("We found no row of column titles")).to_be_visible(timeout=A_WHILE)
    steps.is_accessible(page)
    page.get_by_role("button", name="Row 1 holds the titles").click()
    expect(page.get_by_role("heading", name="What are the columns?")).to_be_visible(timeout=A_WHILE)
    page.get_by_label("Where Who goes").select_option("last_name")
    page.get_by_label("Where When goes").select_option("birth_date")
    page.get_by_label("Where Kind goes").select_option("sex")
    page.get_by_label("What Femenil means").select_option("female")
    page.get_by_label("Site of new patients").select_option("Northside")
    page.get_by_role("button", name="Check the rows").click()
    rows = page.get_by_role("grid", name="Rows of the file")
    expect(rows.get_by_role("gridcell", name="female")).to_be_visible(timeout=A_WHILE)
    page.get_by_role("button", name="Bring these rows in").click()
    expect(page.get_by_role("heading", name="The only row came in.")).to_be_visible(timeout=A_WHILE)


def test_a_row_that_needs_a_look_is_answered_and_the_import_undone(
    signed_in: SignedIn, tmp_path: Path
) -> None:
    page = signed_in("erin")
    steps.go_to(page, "Import")
    twice = [["777", "Vale", "Ana", "1980-03-04"], ["777", "Lee", "Tom", "1955-01-02"]]
    choose(page, workbook(tmp_path, TITLES[:4], *twice, ["778", "", "Leo", "1990-01-02"], name="twice.xlsx"))
    expect(page.get_by_role("heading", name="What are the columns?")).to_be_visible(timeout=A_WHILE)
    page.get_by_label("Site of new patients").select_option("Northside")
    page.get_by_role("button", name="Check the rows").click()
    looks = page.get_by_role("button", name="1 row looks like somebody")
    expect(looks).to_be_visible(timeout=A_WHILE)
    looks.click()
    review = page.get_by_role("article", name="Row 3")
    expect(review.get_by_role("row").filter(has_text="Last name")).to_contain_text("differs")
    steps.is_accessible(page)
    review.get_by_role("button", name="Leave this row out").click()
    expect(review).to_have_count(0)
    page.get_by_role("button", name="Bring these rows in").click()
    expect(page.get_by_role("heading", name="1 of 3 rows came in.")).to_be_visible(timeout=A_WHILE)

    with page.expect_download() as download:
        page.get_by_role("link", name="Download the 1 row to correct").click()
    assert download.value.suggested_filename == "rows-to-correct.xlsx"
    page.get_by_role("button", name="Undo this import ...").click()
    expect(page.get_by_role("heading", name="What undoing would do")).to_be_visible(timeout=A_WHILE)
    expect(page.get_by_role("table", name="Records of this list")).to_contain_text("VALE, Ana")
    steps.is_accessible(page)
    page.get_by_role("button", name="Undo this import", exact=True).click()
    expect(page.get_by_role("heading", name="This import was undone.")).to_be_visible(timeout=A_WHILE)
    expect(page.get_by_role("heading", name="What undoing did")).to_be_visible()


def test_rows_to_correct_are_dropped_onto_the_page_and_the_same_import_goes_on(
    signed_in: SignedIn, tmp_path: Path
) -> None:
    page = signed_in("dana")
    steps.go_to(page, "Import")
    odd = [
        ["00041", "Ode", "Ada", "soon"],
        ["00042", "Ode", "Ben", "soon"],
        ["00043", "Ode", "Cy", "1/1/1700"],
    ]
    drop(page, workbook(tmp_path, TITLES[:4], ["00040", "Ode", "Abe", "1980-03-04"], *odd, name="odes.xlsx"))
    expect(page.get_by_role("heading", name="What are the columns?")).to_be_visible(timeout=A_WHILE)
    page.get_by_label("Site of new patients").select_option("Northside")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("heading", name="1 of 4 rows can come in.")).to_be_visible(timeout=A_WHILE)

    rows = page.get_by_role("grid", name="Rows of the file")
    ada = rows.get_by_role("row").filter(has_text="ODE, Ada")
    ada.get_by_role("gridcell").filter(has_text="soon").last.click()
    page.get_by_label("and in all 2 that say the same").check()
    page.get_by_label("Take this instead").fill("1990-02-20")
    page.get_by_label("Take this instead").press("Enter")
    expect(page.get_by_role("heading", name="3 of 4 rows can come in.")).to_be_visible(timeout=A_WHILE)
    page.get_by_role("button", name="Bring these rows in").click()
    expect(page.get_by_role("heading", name="3 of 4 rows came in.")).to_be_visible(timeout=A_WHILE)

    corrected = correct_the_row(page, tmp_path, "D2", "1970-01-01")
    page.get_by_role("button", name="Another file").click()
    drop(page, corrected)
    expect(page.get_by_text("These are rows that stayed out of odes.xlsx.")).to_be_visible(timeout=A_WHILE)
    columns = page.get_by_role("table", name="Columns of the file")
    expect(columns.get_by_role("row").filter(has_text="Row in the list")).to_contain_text(
        "CareHub wrote this"
    )
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("heading", name="The only row can come in.")).to_be_visible(timeout=A_WHILE)
    expect(page.get_by_text("These are rows that stayed out of odes.xlsx.")).to_be_visible()
    page.get_by_role("button", name="Bring these rows in").click()
    expect(page.get_by_role("heading", name="The only row came in.")).to_be_visible(timeout=A_WHILE)
    page.get_by_role("button", name="Another file").click()
    page.get_by_role("button", name="odes.xlsx").click()
    expect(page.get_by_text("1 more came in with corrected.xlsx: 4 of 4 rows in all.")).to_be_visible()


def test_what_is_dropped_while_another_list_is_sent_waits_behind_it(
    signed_in: SignedIn, tmp_path: Path
) -> None:
    page = signed_in("erin")
    steps.go_to(page, "Import")
    first, second = (
        workbook(tmp_path, TITLES[:4], ["00050", "Pim", "Ada", "1980-03-04"], name=f"{name} pim.xlsx")
        for name in ("one", "two")
    )
    held: list[Route] = []
    page.route(re.compile("name=one"), lambda route: held.append(route))
    drop(page, first)
    expect(page.get_by_role("progressbar", name="one pim.xlsx")).to_be_visible()
    drop(page, second)
    with page.expect_response(re.compile("name=two")):
        held[0].continue_()

    expect(page.get_by_role("heading", name="What are the columns?")).to_be_visible(timeout=A_WHILE)
    page.get_by_role("button", name="Another file").click()
    for file in (first, second):
        expect(page.get_by_role("button", name=file.name)).to_be_visible()


def test_two_lists_wait_for_each_other_and_are_found_again_after_the_page_was_closed(
    signed_in: SignedIn, server: RunningServer, tmp_path: Path
) -> None:
    page = signed_in("dana")
    steps.go_to(page, "Import")
    lists = {"first.xlsx": ["00031", "Orr", "Ada"], "second.xlsx": ["00032", "Orr", "Ben"]}
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").click()
    files = [workbook(tmp_path, TITLES[:4], [*row, "1980-03-04"], name=name) for name, row in lists.items()]
    with page.expect_response(lambda response: "second.xlsx" in response.url):
        chooser.value.set_files(files)
    expect(page.get_by_role("heading", name="What are the columns?")).to_be_visible(timeout=A_WHILE)
    page.get_by_label("Site of new patients").select_option("Northside")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("button", name="Bring these rows in")).to_be_visible(timeout=A_WHILE)
    page.close()

    again = page.context.new_page()
    again.goto(f"{server.url}/import")
    steps.is_alive(again)
    again.get_by_role("button", name="first.xlsx").click()
    again.get_by_role("button", name="Bring these rows in").click()
    expect(again.get_by_role("heading", name="The only row came in.")).to_be_visible(timeout=A_WHILE)
    again.get_by_role("button", name="Another file").click()
    again.get_by_role("button", name="second.xlsx").click()
    expect(again.get_by_role("heading", name="What are the columns?")).to_be_visible(timeout=A_WHILE)
    # The titles are known by now, and what was decided for them.
    again.get_by_label("Site of new patients").select_option("Northside")
    again.get_by_role("button", name="Check the rows").click()
    again.get_by_role("button", name="Bring these rows in").click(timeout=A_WHILE)
    expect(again.get_by_role("heading", name="The only row came in.")).to_be_visible(timeout=A_WHILE)
    again.get_by_role("button", name="Another file").click()
    history = again.get_by_role("table", name="Earlier imports")
    for name in lists:
        expect(history.get_by_role("row").filter(has_text=name)).to_contain_text("1 of 1 rows came in")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("list.xlsx", b"", "This file is empty"),
        ("list.xlsx", b"MZ\x90\x00", "This is a program"),
        (
            "list.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        ("list.xlsx", b"PK\x03\x04 and nothing", "damaged"),
        ("list.csv", b"Last name,DOB\n" + b"x" * 26 * 1024 * 1024, "larger than 25 MB"),
    ],
    ids=["empty", "program", "password", "damaged", "too large"],
)
def test_a_bad_file_gives_a_sentence_and_nothing_is_stored(
    signed_in: SignedIn, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    before = list(storage.folder().iterdir()), everyone()
    (tmp_path / name).write_bytes(content)
    page = signed_in("dana")
    steps.go_to(page, "Import")
    choose(page, tmp_path / name)
    expect(page.get_by_role("alert")).to_contain_text(words, timeout=A_WHILE)
    expect(page.get_by_role("button", name="Choose files")).to_be_visible()
    assert (list(storage.folder().iterdir()), everyone()) == before


def everyone() -> list[int | None]:
    with unit_of_work(write=False) as session:
        return list(session.exec(select(Patient.id)))


def test_who_may_not_import_has_no_such_page_and_no_way_around(
    server: RunningServer, signed_in: SignedIn
) -> None:
    page = signed_in("alice")
    expect(page.get_by_role("link", name="Import")).to_have_count(0)
    url = f"{server.url}/api/imports/file?name=a.csv"
    ours, foreign = {"Origin": server.url}, {"Origin": "https://example.org"}
    assert page.request.put(url, data=b"Last name\nRuiz\n", headers=ours).status == 403
    assert page.request.put(url, data=b"Last name\nRuiz\n", headers=foreign).status == 403


def test_a_list_of_open_referrals_comes_in_and_is_undone(
    people: People, signed_in: SignedIn, tmp_path: Path
) -> None:
    with unit_of_work() as session:
        make_patient(session, people.sites["Northside"], mrn="00901", last_name="Quill", first_name="Ada")
        make_patient(session, people.sites["Northside"], mrn="00902", last_name="Quill", first_name="Ned")
    page = signed_in("erin")
    steps.go_to(page, "Import")
    titles = ["MRN", "Type", "Receiver", "Status", "Clinical question", "Requested on", "Sent on"]
    sent = ["00901", "Dermatology", "Lakeside Dermatology", "Faxed", "A mole", "2024-10-07", "2024-10-08"]
    odd = ["00902", "Dental", "Dr. Lee", "Limbo", "Pain", "2024-10-07", ""]
    choose(page, workbook(tmp_path, titles, sent, odd, name="referrals.xlsx"))
    expect(page.get_by_role("heading", name="What are the columns?")).to_be_visible(timeout=A_WHILE)
    expect(page.get_by_label("The rows are")).to_have_value("referrals")
    expect(page.get_by_label("Where Status goes")).to_have_value("stage")
    steps.is_accessible(page)
    page.get_by_label("What Limbo means").select_option("Draft")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("heading", name="2 of 2 rows can come in.")).to_be_visible(timeout=A_WHILE)
    steps.is_accessible(page)
    page.get_by_role("button", name="Bring these rows in").click()
    expect(page.get_by_role("heading", name="2 of 2 rows came in. All of them.")).to_be_visible(
        timeout=A_WHILE
    )

    open_board(page)
    expect(card(column(page, "Sent"), "QUILL, Ada")).to_contain_text("Lakeside Dermatology")
    steps.go_to(page, "Import")
    page.get_by_role("button", name="Undo this import ...").click()
    expect(page.get_by_role("table", name="Records of this list")).to_contain_text(
        "00901: Specialty, Lakeside Dermatology", timeout=A_WHILE
    )
    page.get_by_role("button", name="Undo this import", exact=True).click()
    expect(page.get_by_role("heading", name="This import was undone.")).to_be_visible(timeout=A_WHILE)
    steps.go_to(page, "Board")
    # The board of before is on the page until the new one is read: what is waited for is the empty one.
    expect(page.get_by_text("No referrals yet")).to_be_visible()
