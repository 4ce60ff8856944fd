"""Rows that need a look: who they could be, what a person rules, and how it comes in, also later."""

from pathlib import Path

import pytest
from sqlmodel import col, select

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict, NotAllowed, NotFound
from carehub.patients.models import Patient
from carehub.spreadsheet_import import fixing, missing, reviewing
from carehub.spreadsheet_import.deciding import Decision
from carehub.spreadsheet_import.jobs import Task
from carehub.spreadsheet_import.models import Import, ImportMode, ImportRow, Ruling
from carehub.spreadsheet_import.reviews_shown import ReviewCard, review_cards
from tests.conftest import People
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.steps import checked, decide, do

HEADER = "MRN,Last name,First name,Date of birth,Phone,City"
ANA = "001,García,Ana,1961-03-12,617-555-0123,Boston"
# The same birth date and phone, the name one letter off, and no number.
ANNA = ",Garcia,Anna,1961-03-12,617-555-0123,Salem"
LEO = "002,Soto,Leo,1990-01-02,617-555-0188,Dayton"


def review(who: Actor, import_id: int) -> list[ReviewCard]:
    with unit_of_work(write=False) as session:
        return review_cards(session, who, import_id, 0)


def rule(who: Actor, import_id: int, number: int, ruling: Ruling | None, candidate: int = 0) -> None:
    with unit_of_work() as session:
        reviewing.rule(session, who, import_id, number, ruling, candidate)


def patients() -> list[tuple[str | None, str, str]]:
    with unit_of_work(write=False) as session:
        found = session.exec(select(Patient).order_by(col(Patient.id))).all()
        return [(each.mrn, each.first_name, each.city) for each in found]


def counts(import_id: int) -> dict[str, int]:
    with unit_of_work(write=False) as session:
        return session.get_one(Import, import_id).counts


def with_ana_here(people: People, folder: Path, *rows: str) -> int:
    do(Task.COMMIT, people.dana, checked(people, csv_file(folder, HEADER, ANA)))
    return checked(people, csv_file(folder, HEADER, *rows))


def test_both_records_stand_side_by_side_with_why(people: People, tmp_path: Path) -> None:
    import_id = with_ana_here(people, tmp_path, ANNA, LEO)
    (card,) = review(people.dana, import_id)
    assert card["number"] == 2
    (candidate,) = card["candidates"]
    assert candidate["why"] == card["why"]
    assert "same date of birth and phone" in candidate["why"]
    sides = {each["label"]: (each["here"], each["there"], each["tone"]) for each in candidate["fields"]}
    assert sides["MRN"] == ("", "001", "only")
    assert (sides["First name"], sides["City"]) == (
        ("Anna", "Ana", "differs"),
        ("Salem", "Boston", "differs"),
    )


def test_the_same_person_is_changed_by_the_row(people: People, tmp_path: Path) -> None:
    import_id = with_ana_here(people, tmp_path, ANNA, LEO)
    rule(people.dana, import_id, 2, Ruling.SAME)
    assert counts(import_id) | {"rows": 2} == counts(import_id)
    assert (counts(import_id)["updated"], counts(import_id)["review"]) == (1, 0)
    do(Task.COMMIT, people.dana, import_id)
    assert patients() == [("001", "Anna", "Salem"), ("002", "Leo", "Dayton")]


def test_a_new_person_is_added_and_a_skipped_row_is_not(people: People, tmp_path: Path) -> None:
    other = ",Garcia,Ann,1961-03-12,617-555-0123,Lowell"
    import_id = with_ana_here(people, tmp_path, ANNA, other)
    rule(people.dana, import_id, 2, Ruling.NEW)
    rule(people.dana, import_id, 3, Ruling.SKIP)
    do(Task.CHECK, people.dana, import_id)  # a ruling outlives a new plan
    assert (counts(import_id)["new"], counts(import_id)["skipped"]) == (1, 1)
    do(Task.COMMIT, people.dana, import_id)
    assert patients() == [("001", "Ana", "Boston"), (None, "Anna", "Salem")]


def test_a_ruling_can_be_taken_back(people: People, tmp_path: Path) -> None:
    import_id = with_ana_here(people, tmp_path, ANNA)
    rule(people.dana, import_id, 2, Ruling.NEW)
    assert review(people.dana, import_id) == []
    rule(people.dana, import_id, 2, None)
    assert [card["number"] for card in review(people.dana, import_id)] == [2]


def test_the_review_list_holds_up_nobody_and_comes_in_later(people: People, tmp_path: Path) -> None:
    import_id = with_ana_here(people, tmp_path, ANNA, LEO)
    do(Task.COMMIT, people.dana, import_id)
    assert len(patients()) == 2
    rule(people.dana, import_id, 2, Ruling.SAME)
    do(Task.COMMIT, people.dana, import_id)
    assert patients()[0] == ("001", "Anna", "Salem")
    with pytest.raises(Conflict, match="came in already"):
        rule(people.dana, import_id, 2, Ruling.NEW)
    with pytest.raises(Conflict, match="committed this import already"):
        do(Task.COMMIT, people.dana, import_id)
    do(Task.UNDO, people.dana, import_id)
    assert patients() == [("001", "Ana", "Boston")]


def test_a_row_that_differs_from_one_above_is_ruled_to_be_that_person(people: People, tmp_path: Path) -> None:
    import_id = checked(people, csv_file(tmp_path, HEADER, ANA, ANA.replace("Boston", "Salem")))
    (card,) = review(people.dana, import_id)
    assert [each["where"] for each in card["candidates"]] == ["Row 2 of this list"]
    rule(people.dana, import_id, 3, Ruling.SAME)
    do(Task.COMMIT, people.dana, import_id)
    assert patients() == [("001", "Ana", "Salem")]


def test_who_changed_the_patient_after_the_ruling_is_not_overwritten(people: People, tmp_path: Path) -> None:
    import_id = with_ana_here(people, tmp_path, ANNA)
    do(Task.COMMIT, people.dana, import_id)
    rule(people.dana, import_id, 2, Ruling.SAME)
    with unit_of_work() as session:
        ana = session.exec(select(Patient).where(Patient.mrn == "001")).one()
        ana.city, ana.version = "Quincy", ana.version + 1
        session.add(ana)
    with pytest.raises(Conflict, match="was changed since you decided"):
        do(Task.COMMIT, people.dana, import_id)
    assert patients()[0] == ("001", "Ana", "Quincy")


def test_a_new_person_does_not_take_the_number_of_another(people: People, tmp_path: Path) -> None:
    import_id = with_ana_here(people, tmp_path, "001,Ruiz,Bea,1970-01-01,,")
    rule(people.dana, import_id, 2, Ruling.NEW)
    with unit_of_work(write=False) as session:
        row = session.exec(select(ImportRow).where(ImportRow.import_id == import_id)).one()
        assert any("belongs to another patient" in str(problem[2]) for problem in row.problems)
    do(Task.COMMIT, people.dana, import_id)
    assert patients() == [("001", "Ana", "Boston"), (None, "Bea", "")]


def test_who_may_not_import_rules_about_nothing(people: People, tmp_path: Path) -> None:
    import_id = with_ana_here(people, tmp_path, ANNA)
    for who in (people.alice, people.bob, people.charlie, people.pat):
        with pytest.raises(NotAllowed):
            rule(who, import_id, 2, Ruling.NEW)
        with pytest.raises(NotAllowed):
            review(who, import_id)
    with pytest.raises(NotFound):
        rule(people.dana, import_id, 99, Ruling.NEW)
    with pytest.raises(NotFound):
        rule(people.dana, import_id, 2, Ruling.SAME, candidate=7)


def test_a_cell_is_fixed_in_place_of_the_file(people: People, tmp_path: Path) -> None:
    bad = "003,Bad,Date,1961-02-30,,Bostn"
    import_id = checked(people, csv_file(tmp_path, HEADER, bad, LEO.replace("Dayton", "Bostn")))
    with unit_of_work() as session:
        fixing.fix_cell(session, people.dana, import_id, 2, 3, "1961-02-03")
        assert fixing.fix_alike(session, people.dana, import_id, 5, "Bostn", "Boston") == 2
    do(Task.CHECK, people.dana, import_id)
    assert (counts(import_id)["new"], counts(import_id)["invalid"]) == (2, 0)
    do(Task.COMMIT, people.dana, import_id)
    assert {city for _, _, city in patients()} == {"Boston"}


def test_a_fix_is_checked_before_it_is_committed(people: People, tmp_path: Path) -> None:
    import_id = checked(people, csv_file(tmp_path, HEADER, LEO))
    with unit_of_work() as session:
        fixing.fix_cell(session, people.dana, import_id, 2, 5, "Boston")
    with pytest.raises(Conflict, match="would now do something else"):
        do(Task.COMMIT, people.dana, import_id)
    with unit_of_work() as session:
        fixing.take_back(session, people.dana, import_id, 2, 5)
        with pytest.raises(NotFound):
            fixing.fix_cell(session, people.dana, import_id, 99, 5, "x")
        with pytest.raises(NotAllowed):
            fixing.fix_cell(session, people.alice, import_id, 2, 5, "x")


@pytest.mark.parametrize(
    ("mode", "came"),
    [
        (ImportMode.ADD_ONLY, [("001", "Ana", "Boston"), ("002", "Leo", "Dayton")]),
        (ImportMode.UPDATE_ONLY, [("001", "Ana", "Salem")]),
    ],
)
def test_a_mode_adds_only_or_updates_only(
    people: People, tmp_path: Path, mode: ImportMode, came: list[tuple[str, str, str]]
) -> None:
    import_id = with_ana_here(people, tmp_path, ANA.replace("Boston", "Salem"), LEO)
    decide(people.dana, import_id, Decision(mode=mode))
    do(Task.CHECK, people.dana, import_id)
    assert (counts(import_id)["skipped"], counts(import_id)["rows"]) == (1, 2)
    do(Task.COMMIT, people.dana, import_id)
    assert patients() == came


@pytest.mark.parametrize(("erases", "city"), [(False, "Boston"), (True, "")])
def test_an_empty_cell_erases_only_when_asked_to(
    people: People, tmp_path: Path, erases: bool, city: str
) -> None:
    import_id = with_ana_here(people, tmp_path, "001,,,1961-03-12,617-555-0123,".replace(",,,", ",García,,"))
    decide(people.dana, import_id, Decision(erases_blanks=erases))
    do(Task.CHECK, people.dana, import_id)
    do(Task.COMMIT, people.dana, import_id)
    assert patients() == [("001", "Ana", city)]
    if erases:
        do(Task.UNDO, people.dana, import_id)
        assert patients() == [("001", "Ana", "Boston")]


def test_who_is_not_in_the_list_is_told_and_stays(people: People, tmp_path: Path) -> None:
    import_id = with_ana_here(people, tmp_path, LEO)
    do(Task.COMMIT, people.dana, import_id)
    with unit_of_work(write=False) as session:
        assert [each.mrn for each in missing.missing_from(session, people.dana, import_id)] == ["001"]
        assert missing.how_many_are_missing(session, people.dana, import_id) == 1
        with pytest.raises(NotAllowed):
            missing.missing_from(session, people.charlie, import_id)
    assert len(patients()) == 2
