"""The lists that other systems really write, by their own titles."""

from datetime import date
from pathlib import Path

import pytest

from carehub.spreadsheet_import.mapping.profiles import profiles
from tests.spreadsheet_import.files import csv_file, outcomes, plan_of, read

SYNTHEA_OLDER = (
    "Id,BIRTHDATE,DEATHDATE,SSN,DRIVERS,PASSPORT,PREFIX,FIRST,LAST,SUFFIX,MAIDEN,MARITAL,RACE,"
    "ETHNICITY,GENDER,BIRTHPLACE,ADDRESS,CITY,STATE,COUNTY,ZIP,LAT,LON,HEALTHCARE_EXPENSES,"
    "HEALTHCARE_COVERAGE"
)
SYNTHEA_NEWER = (
    "Id,BIRTHDATE,DEATHDATE,SSN,DRIVERS,PASSPORT,PREFIX,FIRST,MIDDLE,LAST,SUFFIX,MAIDEN,MARITAL,"
    "RACE,ETHNICITY,GENDER,BIRTHPLACE,ADDRESS,CITY,STATE,COUNTY,FIPS,ZIP,LAT,LON,"
    "HEALTHCARE_EXPENSES,HEALTHCARE_COVERAGE,INCOME"
)
ATHENA = (
    "patientid,patient firstname,patient lastname,patient middleinitial,patientdob,patientsex,"
    "patient mobile no,patient email,patient address1,patient city,patient state,patient zip,"
    "appt schdlng prvdr,apptdate,apptstarttime"
)
OPENEMR = (
    "pid,pubpid,title,fname,mname,lname,DOB,sex,status,street,city,state,postal_code,"
    "country_code,phone_cell,email,providerID,language,hipaa_mail,hipaa_voice,hipaa_notice,"
    "hipaa_message,hipaa_allowsms,hipaa_allowemail"
)
ECLINICALWORKS = (
    "Patient Name,Patient First Name,Patient Last Name,Patient Acct No,Patient DOB,Patient Gender,"
    "Appointment Date,Visit Status,Department Name,Appointment Provider Name"
)
ECLINICALWORKS_REGISTRY = "Patient Acct No,Patient Last Name,Rendering Provider,Facility,Primary Payer Name"


def test_synthea_s_older_list_comes_in(tmp_path: Path) -> None:
    table, mapping, rows = read(
        csv_file(
            tmp_path,
            SYNTHEA_OLDER,
            "b9c610cd-28a6,2019-02-17,,999-65-3251,,,,Damon455,Langosh790,,,,white,nonhispanic,M,"
            "Middleborough,620 Lynch Tunnel,Springfield,Massachusetts,Hampden County,01104,4,-7,9,7",
            "c1f1fcaa-82fd,1950-02-17,2010-03-04,999-65-3252,S999,X1,Mr.,Thi53,Wunsch504,PhD,,M,asian,nonhispanic,M,"
            "Boston,1 Elm,Boston,Massachusetts,Suffolk County,,42.0,-72.4,9039.1,7964.2",
        )
    )
    assert mapping.profile == "Synthea"
    assert rows[0].values == {
        "mrn": "b9c610cd-28a6",
        "last_name": "Langosh790",
        "first_name": "Damon455",
        "birth_date": date(2019, 2, 17),
        "sex": "male",
        "address": "620 Lynch Tunnel",
        "city": "Springfield",
        "state": "MA",
        "zip": "01104",
    }
    assert {problem.column for problem in rows[0].problems} == {"FIRST", "LAST"}
    assert rows[1].values["status"] == "deceased"
    assert "999-65-3252" not in rows[1].values.values()
    assert table.header_row == 1


def test_synthea_s_newer_list_comes_in(tmp_path: Path) -> None:
    _, mapping, rows = read(
        csv_file(
            tmp_path,
            SYNTHEA_NEWER,
            "d5c8,1980-05-06,,999-1,,,Mrs.,Ana412,María27,Rojas330,,,M,white,hispanic,F,Lynn,2 Oak,Lynn,"
            "Massachusetts,Essex County,25009,01901,42.4,-70.9,1.1,2.2,50000",
        )
    )
    assert mapping.profile == "Synthea"
    assert rows[0].values["middle_name"] == "María27"
    assert rows[0].values["zip"] == "01901"


def test_athena_s_list_comes_in_with_american_dates(tmp_path: Path) -> None:
    _, mapping, rows = read(
        csv_file(
            tmp_path,
            ATHENA,
            "1001,Ana,Ruiz,M,03/04/1980,F,6175550123,a@b.org,1 Elm,Boston,MA,2118,Dr Gray,11/02/2026,09:00",
        )
    )
    assert mapping.profile == "athena"
    assert rows[0].values["birth_date"] == date(1980, 3, 4)
    assert rows[0].values["phone"] == "+16175550123"
    assert rows[0].values["zip"] == "02118"
    assert "coordinator" not in rows[0].values


def test_openemr_s_marital_status_is_no_status_and_contact_permissions_are_kept(tmp_path: Path) -> None:
    _, mapping, rows = read(
        csv_file(
            tmp_path,
            OPENEMR,
            "1,A-1,Ms,Ana,,Ruiz,1980-03-04,Female,married,1 Elm,Boston,MA,02118,USA,6175550123,a@b.org,7,"
            "Spanish,YES,NO,,,NO,YES",
            "2,,Mr,Leo,,Soto,1990-03-04,Male,single,2 Oak,Boston,MA,02118,USA,6175550188,,7,"
            "english,YES,NO,,,NO,YES",
        )
    )
    assert mapping.profile == "OpenEMR"
    assert [row.values["mrn"] for row in rows] == ["A-1", "2"]
    assert not any("status" in row.values for row in rows)
    assert rows[0].extra["hipaa_voice"] == "NO"
    assert rows[0].extra["hipaa_allowsms"] == "NO"


def test_eclinicalworks_list_is_read_as_it_comes_in_utf_16_with_tabs(tmp_path: Path) -> None:
    _, mapping, rows = read(
        csv_file(
            tmp_path,
            ECLINICALWORKS,
            [
                "Ruiz,Ana",
                "Ana",
                "Ruiz",
                "1001:Main",
                "03/04/1980",
                "female",
                "11/02/2026",
                "CHK",
                "Family Medicine",
                "Dr Gray",
            ],
            encoding="utf-16",
            separator="\t",
        )
    )
    assert mapping.profile == "eClinicalWorks"
    assert rows[0].values == {
        "mrn": "1001",
        "last_name": "Ruiz",
        "first_name": "Ana",
        "birth_date": date(1980, 3, 4),
        "sex": "female",
    }


def test_one_row_for_each_visit_is_one_patient(tmp_path: Path) -> None:
    visit = [
        "Ruiz,Ana",
        "Ana",
        "Ruiz",
        "1001",
        "03/04/1980",
        "F",
        "11/02/2026",
        "CHK",
        "Family Medicine",
        "Dr Gray",
    ]
    later = [*visit[:6], "12/05/2026", "PEN", "Dental", "Dr Snow"]
    assert outcomes(plan_of(csv_file(tmp_path, ECLINICALWORKS, visit, later))) == ["new", "unchanged"]


def test_eclinicalworks_registry_comes_in_with_family_name_and_account(tmp_path: Path) -> None:
    path = csv_file(tmp_path, ECLINICALWORKS_REGISTRY, "1001,Ruiz,Dr Gray,Northside,Medicaid")
    _, _, rows = read(path)
    assert rows[0].values == {
        "mrn": "1001",
        "last_name": "Ruiz",
        "site": "Northside",
        "insurance": "Medicaid",
    }
    assert outcomes(plan_of(path)) == ["new"]


def test_a_facility_that_is_no_site_of_ours_is_left_out_and_not_an_error(tmp_path: Path) -> None:
    _, mapping, rows = read(
        csv_file(tmp_path, ECLINICALWORKS_REGISTRY, "1001,Ruiz,Dr Gray,Main Campus,Medicaid")
    )
    assert not mapping.using("site")
    assert rows[0].is_valid


@pytest.mark.parametrize("profile", profiles(), ids=lambda profile: profile.name)
def test_each_profile_knows_the_titles_by_which_it_is_recognised(profile) -> None:  # noqa: ANN001
    assert profile.recognised_by <= set(profile.columns)
