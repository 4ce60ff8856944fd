"""Cells are corrected and rows decided about before anything comes in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session, select

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, Conflict, NotAllowed, NotFound
from carehub.patients.models import Patient
from carehub.spreadsheet_import import fixing, leaving_out, reviewing, service, showing
from carehub.spreadsheet_import.cells_shown import GridRow
from carehub.spreadsheet_import.jobs import Task
from carehub.spreadsheet_import.models import ImportRow, Ruling
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.reviews_shown import review_cards
from tests.conftest import People
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.steps import checked, do

HEADER = "MRN,Last name,First name,DOB,Phone"
ANA = "001,Ruiz,Ana,02/30/1990,555-0123"
LEO = "002,Soto,Leo,1990-01-02,555-0123"
TWIN = "003,Soto,Lea,1990-01-02,617-555-0123"
LEO_AGAIN = "002,Lee,Tom,1955-01-02,"


def grid(who: Actor, import_id: int) -> list[GridRow]:
    with unit_of_work(write=False) as session:
        return showing.grid(session, who, import_id, "", 0)


def counts(who: Actor, import_id: int) -> dict[Outcome, int]:
    with unit_of_work(write=False) as session:
        return {name: many for name, many in service.report(session, who, import_id).items() if many}


def fix(who: Actor, import_id: int, number: int, position: int, text: str) -> None:
    with unit_of_work() as session:
        fixing.fix_cell(session, who, import_id, number, position, text)
    do(Task.CHECK, who, import_id)


def rule(who: Actor, import_id: int, number: int, ruling: Ruling | None) -> None:
    with unit_of_work() as session:
        reviewing.rule(session, who, import_id, number, ruling)
    do(Task.CHECK, who, import_id)


def test_a_bad_cell_is_shown_with_its_reason_and_how_many_say_the_same(
    people: People, tmp_path: Path
) -> None:
    bad, _ = grid(people.dana, checked(people, csv_file(tmp_path, HEADER, ANA, LEO)))
    born, phone = bad["cells"][3], bad["cells"][4]
    assert (born["tone"], born["original"], born["text"]) == ("error", "02/30/1990", "")
    assert "not a day in the calendar" in born["says"]
    assert (phone["tone"], phone["alike"]) == ("warning", 2)
    assert bad["says"] == "Can't come in"


def test_a_corrected_cell_lets_the_row_in_and_still_shows_what_stood_there(
    people: People, tmp_path: Path
) -> None:
    import_id = checked(people, csv_file(tmp_path, HEADER, ANA, LEO))
    fix(people.dana, import_id, 2, 3, "1990-02-20")
    row, _ = grid(people.dana, import_id)
    assert (row["outcome"], row["cells"][3]["text"]) == ("new", "20-Feb-1990")
    assert (row["cells"][3]["original"], row["cells"][3]["file"]) == ("02/30/1990", "1990-02-20")
    fix(people.dana, import_id, 2, 3, "02/30/1990")
    assert counts(people.dana, import_id) == {Outcome.INVALID: 1, Outcome.NEW: 1}


def test_one_correction_for_all_that_say_the_same(people: People, tmp_path: Path) -> None:
    import_id = checked(people, csv_file(tmp_path, HEADER, LEO, ANA, TWIN))
    with unit_of_work() as session:
        fixing.fix_alike(session, people.dana, import_id, 4, "555-0123", "617-555-0188")
    do(Task.CHECK, people.dana, import_id)
    assert [row["cells"][4]["file"] for row in grid(people.dana, import_id)] == [
        "617-555-0188", "617-555-0188", "617-555-0123",
    ]  # fmt: skip


def test_what_was_corrected_after_the_check_does_not_come_in_unseen(people: People, tmp_path: Path) -> None:
    import_id = checked(people, csv_file(tmp_path, HEADER, ANA, LEO))
    with unit_of_work() as session:
        fixing.fix_cell(session, people.erin, import_id, 2, 3, "1990-02-20")
    with pytest.raises(Conflict, match="would now do something else: 2"):
        do(Task.COMMIT, people.dana, import_id)
    with unit_of_work(write=False) as session:
        assert session.exec(select(Patient)).all() == []


def leave_out(who: Actor, import_id: int, number: int, *, is_left_out: bool) -> None:
    with unit_of_work() as session:
        decide = leaving_out.leave_out if is_left_out else leaving_out.take_back
        decide(session, who, import_id, number)
    do(Task.CHECK, who, import_id)


def test_a_row_is_left_out_and_taken_back_in(people: People, tmp_path: Path) -> None:
    import_id = checked(people, csv_file(tmp_path, HEADER, LEO, TWIN))
    assert [row["skip"] for row in grid(people.dana, import_id)] == ["skip", "skip"]
    leave_out(people.dana, import_id, 3, is_left_out=True)
    assert counts(people.dana, import_id) == {Outcome.NEW: 1, Outcome.SKIPPED: 1}
    assert grid(people.dana, import_id)[1]["skip"] == "back"
    leave_out(people.dana, import_id, 3, is_left_out=False)
    assert counts(people.dana, import_id) == {Outcome.NEW: 2}


def in_review(people: People, folder: Path) -> int:
    return checked(people, csv_file(folder, HEADER, LEO, LEO_AGAIN))


def test_a_row_that_needs_a_look_stands_beside_whom_it_could_be(people: People, tmp_path: Path) -> None:
    import_id = in_review(people, tmp_path)
    with unit_of_work(write=False) as session:
        [card] = review_cards(session, people.dana, import_id, 0)
    assert card["number"] == 3
    assert "same MRN" in card["why"]
    [candidate] = card["candidates"]
    assert candidate["where"] == "Row 2 of this list"
    tones = {field["label"]: field["tone"] for field in candidate["fields"]}
    assert (tones["MRN"], tones["Last name"]) == ("same", "differs")


@pytest.mark.parametrize(
    ("ruling", "expected"),
    [
        (Ruling.SAME, {Outcome.NEW: 1, Outcome.UPDATED: 1}),
        (Ruling.SKIP, {Outcome.NEW: 1, Outcome.SKIPPED: 1}),
    ],
)
def test_what_a_person_says_of_it_is_done(
    people: People, tmp_path: Path, ruling: Ruling, expected: dict[Outcome, int]
) -> None:
    import_id = in_review(people, tmp_path)
    rule(people.dana, import_id, 3, ruling)
    assert counts(people.dana, import_id) == expected


VERBS: list[Callable[[Session, Actor, int], object]] = [
    lambda session, actor, import_id: fixing.fix_cell(session, actor, import_id, 2, 3, "x"),
    lambda session, actor, import_id: fixing.fix_alike(session, actor, import_id, 3, "x", "y"),
    lambda session, actor, import_id: reviewing.rule(session, actor, import_id, 2, Ruling.SKIP),
    lambda session, actor, import_id: leaving_out.leave_out(session, actor, import_id, 2),
    lambda session, actor, import_id: leaving_out.take_back(session, actor, import_id, 2),
    lambda session, actor, import_id: review_cards(session, actor, import_id, 0),
]


@pytest.mark.parametrize(
    "verb", VERBS, ids=["fix_cell", "fix_alike", "rule", "leave_out", "take_back", "review_cards"]
)
def test_who_may_not_import_decides_nothing(
    people: People, tmp_path: Path, verb: Callable[[Session, Actor, int], object]
) -> None:
    import_id = checked(people, csv_file(tmp_path, HEADER, ANA))
    for who in (people.alice, people.bob, people.charlie, people.pat):
        with unit_of_work() as session, pytest.raises(NotAllowed):
            verb(session, who, import_id)
    with unit_of_work() as session, pytest.raises(NotFound):
        verb(session, people.dana, 999)


@pytest.mark.parametrize(
    "verb",
    [
        lambda session, actor, import_id: fixing.fix_cell(session, actor, import_id, 99, 3, "x"),
        lambda session, actor, import_id: fixing.fix_cell(session, actor, import_id, 2, 99, "x"),
        lambda session, actor, import_id: fixing.fix_cell(session, actor, import_id, 2, 3, "x" * 3000),
        lambda session, actor, import_id: reviewing.rule(session, actor, import_id, 99, Ruling.SKIP),
        lambda session, actor, import_id: leaving_out.leave_out(session, actor, import_id, 99),
        lambda session, actor, import_id: reviewing.rule(session, actor, import_id, 2, Ruling.SAME, 0),
        lambda session, actor, import_id: reviewing.rule(session, actor, import_id, 3, Ruling.SAME, 7),
    ],
    ids=[
        "no such row",
        "no such column",
        "too long",
        "rule no such row",
        "leave out no such row",
        "not in review",
        "no such candidate",
    ],
)
def test_a_forged_decision_about_a_row_changes_nothing(
    people: People, tmp_path: Path, verb: Callable[[Session, Actor, int], object]
) -> None:
    import_id = in_review(people, tmp_path)
    with pytest.raises(CareHubError), unit_of_work() as session:
        verb(session, people.dana, import_id)
    with unit_of_work(write=False) as session:
        kept = session.exec(select(ImportRow.outcome).order_by(ImportRow.number)).all()  # pyright: ignore[reportArgumentType]
    assert kept == [Outcome.NEW, Outcome.REVIEW]
