"""No title silently goes to a wrong field."""

from pathlib import Path

import pytest

from carehub.spreadsheet_import.cleaning.cleaned import DateOrder
from carehub.spreadsheet_import.columns import COLUMNS, FIELDS
from carehub.spreadsheet_import.mapping.mapping import chosen, propose, refuse_nameless
from carehub.spreadsheet_import.mapping.titles import claims_of
from carehub.spreadsheet_import.reader.reading import read_table
from carehub.spreadsheet_import.refusals import Unreadable
from tests.spreadsheet_import.files import FACTS, csv_file, plan_of, read


def test_the_fields_are_those_that_the_command_line_promises() -> None:
    assert FIELDS == (
        "mrn", "last_name", "first_name", "middle_name", "suffix", "preferred_name", "birth_date", "sex",
        "language", "interpreter", "phone", "phone_alt", "email", "address", "city", "state", "zip",
        "insurance", "insurance_id", "site", "coordinator", "status", "risk", "notes",
    )  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_every_synonym_means_its_own_column(column) -> None:  # noqa: ANN001
    for title in (column.name, column.label, *column.synonyms):
        assert [claim.name for claim in claims_of(title)] == [column.name], title


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("  LAST   NAME ", "last_name"),
        ("patientLastName", "last_name"),
        ("Pt. DOB", "birth_date"),
        ("DOB (mm/dd/yyyy)", "birth_date"),
        ("MRN #", "mrn"),
        ("Teléfono", "phone"),
        ("E-MAIL ADDRESS", "email"),
        ("Dirección", "address"),
    ],
)
def test_a_title_is_known_however_it_is_spaced_and_spelt(title: str, column: str) -> None:
    assert [claim.name for claim in claims_of(title)] == [column]


@pytest.mark.parametrize(
    "title",
    ["Emergency contact phone", "Provider last name", "Guardian name", "Insurance phone", "Visit status",
     "Marital status", "Mother's maiden name", "Appointment date", "Spouse DOB", "Employer address",
     "SSN", "Age"],
)  # fmt: skip
def test_a_title_about_something_else_claims_nothing(title: str) -> None:
    assert claims_of(title) == ()


def uses(path: Path) -> dict[str, str]:
    return {use.header: use.column for use in read(path)[1].uses}


def test_a_status_that_is_marital_is_not_taken_and_told(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Last name,DOB,Status", "Ruiz,1980-03-14,married", "Soto,1981-03-14,single")
    assert uses(path)["Status"] == ""
    assert [(p.row, p.column) for p in plan_of(path).remarks] == [(1, "Status")]


def test_two_titles_that_claim_one_field_are_decided_and_told(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Last name,DOB,Birth date", "Ruiz,1980-03-14,1980-03-15")
    assert uses(path) == {"Last name": "last_name", "DOB": "", "Birth date": "birth_date"}
    assert '"Birth date" is used' in plan_of(path).remarks[0].reason


def test_mobile_and_home_are_the_phone_and_the_other_phone(tmp_path: Path) -> None:
    both = csv_file(tmp_path, "Last name,DOB,Home phone,Cell", "Ruiz,1980-03-14,617-555-0123,202-555-0123")
    assert uses(both) == {
        "Last name": "last_name",
        "DOB": "birth_date",
        "Home phone": "phone_alt",
        "Cell": "phone",
    }
    alone = csv_file(tmp_path, "Last name,DOB,Alternate phone", "Ruiz,1980-03-14,617-555-0123")
    assert uses(alone)["Alternate phone"] == "phone"


def test_a_weak_title_is_taken_only_when_the_values_confirm_it(tmp_path: Path) -> None:
    counting = csv_file(tmp_path, "No,Last name,DOB", "1,Ruiz,1980-03-14", "2,Soto,1980-03-15")
    assert uses(counting)["No"] == ""
    records = csv_file(tmp_path, "ID,Last name,DOB", "A-17,Ruiz,1980-03-14", "A-18,Soto,1980-03-15")
    assert uses(records)["ID"] == "mrn"
    addresses = csv_file(tmp_path, "Contact,Last name,DOB", "a@example.org,Ruiz,1980-03-14")
    assert uses(addresses)["Contact"] == "email"


def test_estado_is_a_state_or_a_status_as_its_values_say(tmp_path: Path) -> None:
    assert uses(csv_file(tmp_path, "Apellido,FDN,Estado", "Ruiz,1980-03-14,MA"))["Estado"] == "state"
    assert uses(csv_file(tmp_path, "Apellido,FDN,Estado", "Ruiz,1980-03-14,Activo"))["Estado"] == "status"


def test_a_lone_name_column_with_commas_is_a_full_name(tmp_path: Path) -> None:
    _, mapping, rows = read(csv_file(tmp_path, ["Last name", "DOB"], ["García López, María", "1980-03-14"]))
    assert mapping.using("full_name")
    assert rows[0].values["first_name"] == "María"


def test_two_columns_can_fill_one_field(tmp_path: Path) -> None:
    header = "Apellido paterno,Apellido materno,Nombre,FDN,Address,Apt,Notes,Comments"
    _, _, rows = read(csv_file(tmp_path, header, "García,López,Ana,1980-03-14,1 Elm,Apt 3,a,b"))
    assert rows[0].values["last_name"] == "García López"
    assert rows[0].values["address"] == "1 Elm, Apt 3"
    assert rows[0].values["notes"] == "a\nb"


def test_m_is_a_woman_where_men_are_written_h(tmp_path: Path) -> None:
    _, _, rows = read(csv_file(tmp_path, "Apellido,FDN,Sexo", "Ruiz,1980-03-14,M", "Soto,1980-03-15,H"))
    assert [row.values["sex"] for row in rows] == ["female", "male"]


def test_the_title_or_the_column_proves_the_order_of_day_and_month(tmp_path: Path) -> None:
    said = csv_file(tmp_path, "Last name,DOB (dd/mm/yyyy)", "Ruiz,03/04/1980")
    assert str(read(said)[2][0].values["birth_date"]) == "1980-04-03"
    proved = csv_file(tmp_path, "Last name,DOB", "Ruiz,03/04/1980", "Soto,25/04/1980")
    assert str(read(proved)[2][0].values["birth_date"]) == "1980-04-03"


def test_what_a_person_chose_replaces_what_was_proposed(tmp_path: Path) -> None:
    table, proposal, _ = read(csv_file(tmp_path, "Last name,DOB,Nickname", "Ruiz,03/04/1980,Ani"))
    mapping = chosen(table, proposal, {2: "extra"}, DateOrder.DAY_FIRST)
    assert mapping.using("extra")[0].header == "Nickname"
    assert mapping.using("birth_date")[0].order is DateOrder.DAY_FIRST


def test_a_list_without_a_family_name_is_refused(tmp_path: Path) -> None:
    table = read_table(csv_file(tmp_path, "First name,DOB,Phone", "Ana,1980-03-14,6175550123"))
    with pytest.raises(Unreadable, match="family name"):
        refuse_nameless(propose(table, FACTS))
