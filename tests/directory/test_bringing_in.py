"""Lists of receivers come in once, and again without a change."""

import pytest
from sqlmodel import Session

from carehub.core.errors import Invalid, NotAllowed
from carehub.directory import service
from carehub.directory.bringing_in import Report, Row, bring_in, foresee
from carehub.spreadsheet_import.receiver_list import known_titles, plain, rows_of, specialty_of
from tests.conftest import People

NPPES = [
    "NPI", "Entity Type Code", "Provider Organization Name (Legal Business Name)",
    "Provider Last Name (Legal Name)", "Provider First Name", "Provider Credential Text",
    "Provider Business Practice Location Address City Name",
    "Provider Business Practice Location Address Postal Code",
    "Provider Business Practice Location Address Fax Number", "NPI Deactivation Date",
    "Healthcare Provider Taxonomy Code_1",
]  # fmt: skip
LINES = [
    (
        2,
        [
            "1234567893",
            "2",
            "LAKESIDE HEART",
            "",
            "",
            "",
            "AURORA",
            "605040000",
            "3125550100",
            "",
            "207RC0000X",
        ],
    ),
    (3, ["1245319599", "1", "", "OKAFOR", "ADA", "MD", "ELGIN", "60120", "", "", "2084P0800X"]),
    (4, ["1234567890", "2", "WRONG FIGURE", "", "", "", "", "", "", "", ""]),
    (5, ["1003000126", "2", "GONE LONG AGO", "", "", "", "", "", "", "01/02/2020", ""]),
]
HSDS = [
    "id",
    "organization_id",
    "name",
    "description",
    "status",
    "fees_description",
    "interpretation_services",
]


def counts(report: Report) -> tuple[int, int, int, int, int]:
    return report.new, report.updated, report.unchanged, report.skipped, len(report.problems)


def test_an_extract_of_nppes_comes_in_once(session: Session, people: People) -> None:
    report = bring_in(session, people.dana, rows_of(NPPES, LINES))
    assert counts(report) == (2, 0, 0, 1, 1)
    assert report.problems[0][0] == 4
    assert "NPI" in report.problems[0][1]
    heart, ada = service.receivers(session, people.alice).receivers[::-1]
    assert (ada.name, ada.kind, ada.specialty) == ("ADA OKAFOR, MD", "provider", "Psychiatry")
    assert (heart.name, heart.zip, heart.specialty) == ("LAKESIDE HEART", "60504", "Cardiology")
    assert counts(bring_in(session, people.dana, rows_of(NPPES, LINES))) == (0, 0, 2, 1, 1)


def test_what_was_typed_by_hand_survives_the_next_list(session: Session, people: People) -> None:
    bring_in(session, people.dana, rows_of(NPPES, LINES[:1]))
    (heart,) = service.receivers(session, people.alice).receivers
    by_hand = service.ReceiverDraft("LAKESIDE HEART", npi="1234567893", languages="Spanish", city="OLD")
    service.edit(session, people.alice, heart.id or 0, 1, by_hand)
    assert counts(bring_in(session, people.dana, rows_of(NPPES, LINES[:1]))) == (0, 1, 0, 0, 0)
    assert (heart.languages, heart.city) == ("Spanish", "AURORA")


def test_services_of_hsds_are_known_by_their_own_id(session: Session, people: People) -> None:
    line = ["a1", "o1", "Food pantry", "Groceries on Fridays", "active", "Sliding scale", "Spanish"]
    assert counts(bring_in(session, people.erin, rows_of(HSDS, [(2, line)]))) == (1, 0, 0, 0, 0)
    renamed = [*line[:2], "Friday pantry", *line[3:4], "inactive", *line[5:]]
    assert counts(bring_in(session, people.erin, rows_of(HSDS, [(2, renamed)]))) == (0, 1, 0, 0, 0)
    (pantry,) = service.receivers(session, people.alice, active=False).receivers
    assert (pantry.name, pantry.sliding_fee, pantry.languages) == ("Friday pantry", True, "Spanish")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_who_imports_brings_a_list_in(session: Session, people: People) -> None:
    for actor in (people.alice, people.bob, people.pat):
        with pytest.raises(NotAllowed):
            bring_in(session, actor, rows_of(NPPES, LINES))


def test_a_list_without_names_is_refused() -> None:
    with pytest.raises(Invalid, match="names of receivers"):
        rows_of(["Phone", "Fax"], [])


def test_titles_are_known_whatever_their_marks() -> None:
    assert plain("Healthcare Provider Taxonomy Code_1") == "healthcare provider taxonomy code 1"
    assert known_titles(NPPES) == len(NPPES)
    assert [specialty_of(code) for code in ("207RG0300X", "207RG0100X", "x", "")] == [
        "Internal medicine", "Gastroenterology", "", "",
    ]  # fmt: skip


def test_what_is_foreseen_is_what_happens(session: Session, people: People) -> None:
    def both(rows: list[Row]) -> Report:
        foreseen = foresee(session, people.dana, rows)
        assert bring_in(session, people.dana, rows) == foreseen
        return foreseen

    assert counts(both(rows_of(NPPES, LINES))) == (2, 0, 0, 1, 1)
    assert counts(both(rows_of(NPPES, LINES))) == (0, 0, 2, 1, 1)
    moved = (2, [*LINES[0][1][:6], "ELGIN", *LINES[0][1][7:]])
    closed = (3, [*LINES[1][1][:9], "01/02/2026", *LINES[1][1][10:]])
    again = (4, LINES[0][1])
    assert counts(both(rows_of(NPPES, [moved, closed, again]))) == (0, 3, 0, 0, 0)
    both(rows_of(["Name", "City"], [(2, ["Quest", ""]), (3, ["Quest", ""]), (4, ["Quest", "Elgin"])]))


def test_only_who_imports_may_look_ahead(session: Session, people: People) -> None:
    with pytest.raises(NotAllowed):
        foresee(session, people.alice, rows_of(NPPES, LINES))
