"""What an import would do: six outcomes that add up, and the same person only by three strict rules."""

from datetime import date
from pathlib import Path

import pytest

from carehub.spreadsheet_import.cleaning.rows import Values
from carehub.spreadsheet_import.matching import Known, People
from carehub.spreadsheet_import.planned import FieldChange, Plan
from tests.spreadsheet_import.files import csv_file, outcomes, plan_of, text_file

HEADER = "MRN,Last name,First name,Suffix,DOB,Phone,E-mail,Address,ZIP"
ANA = "001,Ruiz,Ana,,1980-03-04,617-555-0123,ana@example.org,1 Elm,02118"
ANA_VALUES: Values = {
    "mrn": "001",
    "last_name": "Ruiz",
    "first_name": "Ana",
    "birth_date": date(1980, 3, 4),
    "phone": "+16175550123",
    "email": "ana@example.org",
    "address": "1 Elm",
    "zip": "02118",
}


def center(*known: Known) -> People:
    people = People()
    for each in known:
        people.add(each)
    return people


def ana(**differing: str | date) -> Known:
    return Known({**ANA_VALUES, **differing}, patient_id=7, version=3)


def plan(folder: Path, *rows: str, people: People | None = None) -> Plan:
    return plan_of(csv_file(folder, HEADER, *rows), people)


def reasons(made: Plan) -> list[str]:
    return [row.reason for row in made.rows]


def test_counts_add_up_to_the_data_rows(tmp_path: Path) -> None:
    made = plan(
        tmp_path,
        ANA,
        ANA,
        ",,Leo,,,,,,",
        "Total,2,,,,,,,",
        "002,Soto,Leo,,1990-01-01,,,,",
        people=center(ana()),
    )
    assert made.counts == {
        "rows": 5, "new": 1, "updated": 0, "unchanged": 2, "review": 0, "invalid": 1, "skipped": 1
    }  # fmt: skip


def test_nothing_known_is_new(tmp_path: Path) -> None:
    assert outcomes(plan(tmp_path, ANA)) == ["new"]


def test_same_mrn_and_same_person_is_unchanged_or_updated_with_old_and_new(tmp_path: Path) -> None:
    assert outcomes(plan(tmp_path, ANA, people=center(ana()))) == ["unchanged"]
    row = plan(tmp_path, ANA, people=center(ana(phone="+16175550188"))).rows[0]
    assert (row.outcome.value, row.patient_id, row.version) == ("updated", 7, 3)
    assert row.changes == [FieldChange("phone", "+16175550188", "+16175550123")]


def test_an_empty_cell_never_erases(tmp_path: Path) -> None:
    assert outcomes(plan(tmp_path, "001,Ruiz,Ana,,1980-03-04,,,,", people=center(ana()))) == ["unchanged"]


def test_same_mrn_with_another_family_name_is_the_same_person_when_the_birth_date_agrees(
    tmp_path: Path,
) -> None:
    row = plan(tmp_path, "001,Soto,Ana,,1980-03-04,,,,", people=center(ana())).rows[0]
    assert row.changes == [FieldChange("last_name", "Ruiz", "Soto")]


def test_same_mrn_but_another_person_needs_a_look(tmp_path: Path) -> None:
    made = plan(tmp_path, "001,Lopez,Juan,,1970-05-06,,,,", people=center(ana()))
    assert outcomes(made) == ["review"]
    assert reasons(made) == ["same MRN, but another name and another date of birth"]


def test_an_mrn_that_lost_its_zeros_needs_a_look(tmp_path: Path) -> None:
    assert outcomes(plan(tmp_path, "1,Ruiz,Ana,,1980-03-04,,,,", people=center(ana()))) == ["review"]


@pytest.mark.parametrize(
    "way", ["617-555-0123,,,", ",ana@example.org,,", ",,1 ELM,02118-1234"], ids=["phone", "e-mail", "address"]
)
def test_without_an_mrn_name_birth_date_and_one_contact_are_the_same_person(tmp_path: Path, way: str) -> None:
    made = plan(tmp_path, f",Ruiz,Ana,,1980-03-04,{way}", people=center(ana()))
    assert made.rows[0].patient_id == 7
    assert outcomes(made)[0] in {"unchanged", "updated"}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",Ruiz,Ana,,1980-03-04,202-555-0199,,,", "same name and date of birth, nothing else agrees"),
        (
            ",Ruiz,Anna,,1980-03-04,617-555-0123,,,",
            "same date of birth and phone, given name differs by one letter",
        ),
        (",Ruis,Ana,,1980-03-04,,,,", "same date of birth, family name differs by one letter"),
        (",Ruiz,Ana,,1980-04-03,,,,", "same name, date of birth differs slightly"),
        (",Ruiz,Ana,,1980-03-05,,,,", "same name, date of birth differs slightly"),
        (",Ana,Ruiz,,1980-03-04,,,,", "same date of birth, given and family name are swapped"),
        (",Soto,Ana,,1980-03-04,617-555-0123,,,", "same date of birth and phone, family name differs"),
        ("002,Ruiz,Ana,,1980-03-04,617-555-0123,,,", "same name and date of birth, but another MRN"),
    ],
)
def test_what_is_merely_alike_needs_a_look_and_says_why(tmp_path: Path, row: str, words: str) -> None:
    made = plan(tmp_path, row, people=center(ana()))
    assert outcomes(made) == ["review"]
    assert made.rows[0].reason.startswith(words)


@pytest.mark.parametrize(
    "row",
    [
        ",Ruiz,Eva,,1980-03-04,617-555-0123,,1 Elm,02118",
        ",Gray,Tom,,1951-07-08,617-555-0123,,1 Elm,02118",
        "002,Ruiz,Ana,,1980-03-04,202-555-0199,other@example.org,9 Oak,90210",
    ],
    ids=["twin", "shares the phone", "namesake with an own MRN"],
)
def test_relatives_and_namesakes_are_people_of_their_own(tmp_path: Path, row: str) -> None:
    assert outcomes(plan(tmp_path, row, people=center(ana()))) == ["new"]


def test_junior_and_senior_share_name_and_address_and_are_two(tmp_path: Path) -> None:
    made = plan(
        tmp_path,
        ",Gray,John,Sr,1950-01-02,617-555-0123,,1 Elm,02118",
        ",Gray,John,Jr,1975-01-02,617-555-0123,,1 Elm,02118",
    )
    assert outcomes(made) == ["new", "new"]


def test_two_people_with_one_name_and_birth_date_are_never_taken_for_one(tmp_path: Path) -> None:
    known = center(ana(), Known({**ANA_VALUES, "mrn": "002", "phone": "+12025550188"}, patient_id=8))
    made = plan(tmp_path, ",Ruiz,Ana,,1980-03-04,617-555-0123,,9 Oak,90210", people=known)
    assert outcomes(made) == ["review"]
    assert reasons(made) == ["2 people have this name and date of birth"]


def test_a_repeat_in_the_file_that_adds_nothing_is_unchanged(tmp_path: Path) -> None:
    made = plan(tmp_path, ANA, ANA, "001,Ruiz,Ana,,1980-03-04,,,,")
    assert outcomes(made) == ["new", "unchanged", "unchanged"]
    assert made.rows[1].same_as == 2


def test_a_repeat_in_the_file_that_only_adds_is_an_update_of_the_row_above(tmp_path: Path) -> None:
    made = plan(tmp_path, "001,Ruiz,Ana,,1980-03-04,,,,", ANA)
    assert outcomes(made) == ["new", "updated"]


def test_a_repeat_in_the_file_that_differs_needs_a_look(tmp_path: Path) -> None:
    made = plan(tmp_path, ANA, ANA.replace("617-555-0123", "617-555-0188"))
    assert outcomes(made) == ["new", "review"]
    assert reasons(made)[1] == "row 2 is the same person with another Phone"


def test_a_row_that_came_in_before_is_its_patient_whatever_was_edited_since(tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEADER, ",Ruiz,Ana,,1980-03-04,,,,")
    before = plan_of(path).rows[0]
    people = People()
    edited = Known(
        {"last_name": "Ruiz Soto", "first_name": "Ana", "birth_date": date(1980, 3, 4)},
        patient_id=7,
        imported=before.values,
    )
    people.add(edited, before.fingerprint)
    made = plan_of(path, people)
    assert outcomes(made) == ["unchanged"]
    assert made.rows[0].patient_id == 7
    assert "changed in CareHub since the last import" in made.rows[0].problems[0].reason


def test_a_corrected_file_changes_what_was_corrected_and_keeps_what_was_edited_here(tmp_path: Path) -> None:
    known = Known({**ANA_VALUES, "phone": "+12025550188"}, patient_id=7, imported=dict(ANA_VALUES))
    made = plan(tmp_path, ANA.replace("1 Elm", "2 Oak"), people=center(known))
    assert made.rows[0].changes == [FieldChange("address", "1 Elm", "2 Oak")]


def test_a_patient_of_another_site_is_told_without_details(tmp_path: Path) -> None:
    hidden = Known(dict(ANA_VALUES), patient_id=7, is_visible=False)
    made = plan(tmp_path, ANA, people=center(hidden))
    assert outcomes(made) == ["review"]
    assert reasons(made) == ["A patient with this MRN is at another site; ask a supervisor."]
    assert made.rows[0].patient_id is None
    assert made.rows[0].changes == []


def test_the_dead_are_not_brought_back_by_a_list(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "MRN,Last name,First name,DOB,Status", "001,Ruiz,Ana,1980-03-04,active")
    assert outcomes(plan_of(path, center(ana(status="deceased")))) == ["review"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("001,,Ana,,1980-03-04,,,,", "Last name"),
        (",Ruiz,Ana,,,,,,", "DOB"),
        ("001,Ruiz,Ana,,2049-01-01,,,,", "DOB"),
    ],
)
def test_a_row_that_cannot_come_in_says_which_column_is_wrong(tmp_path: Path, row: str, column: str) -> None:
    made = plan(tmp_path, row)
    assert outcomes(made) == ["invalid"]
    assert [(p.row, p.column, p.severity.value) for p in made.problems] == [(2, column, "error")]


def test_a_bad_row_does_not_keep_the_good_ones_out(tmp_path: Path) -> None:
    made = plan(tmp_path, ",Ruiz,Ana,,31/31/1980,,,,", ANA)
    assert outcomes(made) == ["invalid", "new"]


def test_a_family_name_alone_with_an_mrn_is_enough(tmp_path: Path) -> None:
    assert outcomes(plan_of(text_file(tmp_path, "MRN,Last name\n001,Ruiz\n002,Soto\n"))) == ["new", "new"]


def test_a_list_of_which_we_know_no_column_is_told_row_by_row(tmp_path: Path) -> None:
    plan = plan_of(csv_file(tmp_path, ",Sex", ",0", ",1", ",00", ",000"))
    assert outcomes(plan) == ["invalid"] * 4
