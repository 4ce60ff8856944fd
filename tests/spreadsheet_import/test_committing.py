"""What comes in: through the child process's own code, on a real database."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, col, select

from carehub.accounts.host import actor_named
from carehub.caseloads.models import Assignment
from carehub.core import journal
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError
from carehub.core.journal import FieldChange, JournalEntry
from carehub.patients.models import Patient, PatientSite
from carehub.patients.service import search
from carehub.spreadsheet_import import exporting, worker
from carehub.spreadsheet_import.jobs import Job, Result, Task
from carehub.spreadsheet_import.models import Import, ImportRow, ImportStatus
from tests.conftest import People
from tests.spreadsheet_import.files import csv_file, text_file, workbook

HEADER = "MRN,Last name,First name,Date of birth,Phone,Coordinator,Notes"
ANA = "001,García,Ana,1961-03-12,617-555-0123,alice,=cmd"
LEO = "002,Soto,Leo,1990-01-02,617-555-0188,,"


def bring_in(who: Actor, path: Path, site: str = "Northside", *, is_dry: bool = False) -> Result:
    job = Job(Task.RUN, who.user_id, 0, str(path), path.name, site, is_dry, with_rows=True)
    return worker.do(job)


def only(**counts: int) -> dict[str, int]:
    outcomes = dict.fromkeys(("new", "updated", "unchanged", "review", "invalid", "skipped"), 0) | counts
    return {"rows": sum(outcomes.values())} | outcomes


def export(who: str, out: Path) -> None:
    with unit_of_work() as session:
        exporting.export(session, actor_named(session, who), out)


def test_a_list_comes_in_and_its_patients_are_found(people: People, tmp_path: Path) -> None:
    told = bring_in(people.dana, csv_file(tmp_path, HEADER, ANA, LEO), "northside")
    assert (told.counts, told.problems) == (only(new=2), [])
    with unit_of_work(write=False) as session:
        ana = session.exec(select(Patient).where(Patient.mrn == "001")).one()
        assert (ana.last_name, ana.first_name, ana.phone) == ("García", "Ana", "+16175550123")
        assert ana.home_site_id == people.sites["Northside"]
        assert session.exec(select(PatientSite.site_id).where(PatientSite.patient_id == ana.id)).all() == [
            people.sites["Northside"]
        ]
        assert [found.patient_id for found in search(session, people.alice, "garcia an")] == [ana.id]
        assert responsible_for(session, ana) == people.alice.user_id


def responsible_for(session: Session, patient: Patient) -> int | None:
    holding = (Assignment.patient_id == patient.id, col(Assignment.until).is_(None))
    return session.exec(select(Assignment.coordinator_id).where(*holding)).first()


def test_the_same_file_again_changes_nothing(people: People, tmp_path: Path) -> None:
    nameless = ",Ruiz,Eva,1980-03-04,,,"
    path = csv_file(tmp_path, HEADER, ANA, LEO, nameless)
    bring_in(people.dana, path)
    before = _versions()
    assert bring_in(people.dana, path).counts == only(unchanged=3)
    assert _versions() == before


def _versions() -> list[tuple[int | None, int]]:
    with unit_of_work(write=False) as session:
        return list(session.exec(select(Patient.id, Patient.version).order_by(col(Patient.id))))


def test_a_corrected_file_changes_what_was_corrected(people: People, tmp_path: Path) -> None:
    bring_in(people.dana, csv_file(tmp_path, HEADER, ANA, LEO))
    corrected = csv_file(tmp_path, HEADER, ANA.replace("0123", "0124"), LEO)
    assert bring_in(people.dana, corrected).counts == only(updated=1, unchanged=1)
    with unit_of_work(write=False) as session:
        ana = session.exec(select(Patient).where(Patient.mrn == "001")).one()
        assert (ana.phone, ana.version) == ("+16175550124", 2)
        row = session.exec(select(ImportRow).where(ImportRow.outcome == "updated")).one()
        assert row.changes == [["phone", "+16175550123", "+16175550124"]]


def test_what_a_list_changed_stands_in_the_history_of_fields(people: People, tmp_path: Path) -> None:
    bring_in(people.dana, csv_file(tmp_path, HEADER, ANA, LEO))
    bring_in(people.dana, csv_file(tmp_path, HEADER, ANA.replace("0123", "0199"), LEO))
    with unit_of_work(write=False) as session:
        (change,) = session.exec(select(FieldChange)).all()
        told = session.get_one(JournalEntry, change.seq).action
        assert (change.before, change.after) == ({"phone": "+16175550123"}, {"phone": "+16175550199"})
        assert (told, journal.first_broken(session)) == ("imports.commit", None)


def test_what_was_edited_here_since_is_kept(people: People, tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEADER, ANA)
    bring_in(people.dana, path)
    with unit_of_work() as session:
        ana = session.exec(select(Patient).where(Patient.mrn == "001")).one()
        ana.phone, ana.version = "+12025550199", ana.version + 1
        session.add(ana)
    told = bring_in(people.dana, path)
    assert told.counts == only(unchanged=1)
    assert "changed in CareHub since the last import" in told.problems[0]["reason"]


def test_rows_are_told_with_their_cleaned_values(people: People, tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEADER + ",Interpreter", ANA + ",Sí", "Total,1,,,,,,")
    told = bring_in(people.dana, path, is_dry=True)
    assert told.rows == [
        {
            "row": 2,
            "outcome": "new",
            "values": {
                "mrn": "001",
                "last_name": "García",
                "first_name": "Ana",
                "birth_date": "1961-03-12",
                "phone": "+16175550123",
                "coordinator": "alice",
                "notes": "=cmd",
                "interpreter": True,
            },
        },
        {"row": 3, "outcome": "skipped", "values": {}},
    ]


def test_a_dry_run_keeps_nothing(people: People, tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEADER, ANA)
    assert bring_in(people.dana, path, is_dry=True).counts == only(new=1)
    with unit_of_work(write=False) as session:
        assert session.exec(select(Patient)).all() == []
        assert session.exec(select(Import)).all() == []


def test_one_bad_row_never_keeps_the_good_ones_out(people: People, tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEADER, ANA, "003,Bad,Date,1961-02-30,,,", LEO)
    told = bring_in(people.dana, path)
    assert told.counts == only(new=2, invalid=1)
    assert [(p["row"], p["column"], p["severity"]) for p in told.problems] == [(3, "Date of birth", "error")]


def test_one_row_for_each_visit_becomes_one_patient_with_all_that_the_rows_say(
    people: People, tmp_path: Path
) -> None:
    path = csv_file(tmp_path, HEADER, "001,García,Ana,1961-03-12,,,", ANA, ANA)
    assert bring_in(people.dana, path).counts == only(new=1, updated=1, unchanged=1)
    with unit_of_work(write=False) as session:
        assert session.exec(select(Patient)).one().phone == "+16175550123"
        assert set(session.exec(select(ImportRow.is_applied))) == {True}


def test_a_coordinator_who_does_not_work_at_the_site_is_left_out_and_told(
    people: People, tmp_path: Path
) -> None:
    path = csv_file(tmp_path, HEADER, ANA.replace("alice", "charlie"))
    told = bring_in(people.dana, path)
    assert "charlie does not work at Northside" in told.problems[0]["reason"]
    assert bring_in(people.dana, path).counts == only(unchanged=1)


def test_a_coordinator_whom_nobody_knows_is_left_out_and_told(people: People, tmp_path: Path) -> None:
    told = bring_in(people.dana, csv_file(tmp_path, HEADER, ANA.replace("alice", "Zelda Zimmer")))
    assert told.counts == only(new=1)
    assert 'nobody called "Zelda Zimmer" keeps a caseload here' in told.problems[0]["reason"]
    with unit_of_work(write=False) as session:
        assert session.exec(select(Assignment)).all() == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_that_comes_in_again_changes_nothing(people: People, tmp_path: Path, kind: str) -> None:
    full = (
        f"{HEADER},Sex,Language,Interpreter,E-mail,Address,City,State,ZIP,Insurance,Insurance ID,Status,Risk,"
        "Suffix,Preferred name,Middle name,Other phone,Site"
    )
    rest = (
        "female,es,yes,ana@example.org,1 Elm,Boston,MA,02118,Medicaid,A1,inactive,high,Jr,Ani,M,202-555-0123,"
    )
    path = csv_file(tmp_path, full, f"{ANA},{rest}Southside", f",Ruiz,Eva,1980-03-04,,,,{',' * 16}Northside")
    bring_in(people.dana, path, "")
    out = tmp_path / f"patients.{kind}"
    export("dana", out)
    assert bring_in(people.dana, out, "").counts == only(unchanged=2)
    assert out.stat().st_mode & 0o777 == 0o600


def test_formulas_are_written_as_text(people: People, tmp_path: Path) -> None:
    bring_in(people.dana, csv_file(tmp_path, HEADER, ANA))
    export("dana", tmp_path / "out.csv")
    export("dana", tmp_path / "out.xlsx")
    assert "'=cmd" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    cells = [cell for row in load_workbook(tmp_path / "out.xlsx").worksheets[0] for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=cmd"] in (["s"], ["inlineStr"])


def test_a_coordinator_takes_out_the_own_caseload_only(people: People, tmp_path: Path) -> None:
    bring_in(people.dana, csv_file(tmp_path, HEADER, ANA, LEO))
    export("alice", tmp_path / "mine.csv")
    text = (tmp_path / "mine.csv").read_text(encoding="utf-8-sig")
    assert "García" in text
    assert "Soto" not in text


def refused(who: Actor, path: Path, site: str = "Northside") -> str:
    with pytest.raises(CareHubError) as refusal:
        bring_in(who, path, site)
    with unit_of_work(write=False) as session:
        assert session.exec(select(Patient)).all() == []
        assert session.exec(select(Import)).all() == []
    return str(refusal.value)


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "pat"])
def test_who_may_not_import_is_refused(people: People, tmp_path: Path, who: str) -> None:
    assert "Ask a supervisor" in refused(getattr(people, who), csv_file(tmp_path, HEADER, ANA))


def test_bad_files_are_refused_with_one_sentence_and_nothing_is_stored(
    people: People, tmp_path: Path
) -> None:
    program = tmp_path / "list.xlsx"
    program.write_bytes(b"MZ\x90\x00")
    assert "This is a program" in refused(people.dana, program)
    assert "no row of column titles" in refused(people.dana, text_file(tmp_path, "a,b\n1,2\n"))
    ours = csv_file(tmp_path, HEADER, ANA)
    assert 'There is no site "Westside"' in refused(people.dana, ours, "Westside")
    assert "Say which site" in refused(people.dana, ours, "")


def test_a_workbook_comes_in_like_a_text_file(people: People, tmp_path: Path) -> None:
    path = workbook(tmp_path, HEADER.split(","), ANA.split(","))
    assert bring_in(people.erin, path).counts == only(new=1)
    with unit_of_work(write=False) as session:
        assert session.exec(select(Import)).one().status is ImportStatus.COMMITTED
