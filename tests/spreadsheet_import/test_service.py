"""An import between its steps: who may, what a decision does, what others did meanwhile."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from carehub.accounts import sessions
from carehub.accounts.models import User, UserSite
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, Conflict, Invalid, NotAllowed, NotFound
from carehub.patients.models import Patient
from carehub.spreadsheet_import import service, storage
from carehub.spreadsheet_import.deciding import Decision, map_columns
from carehub.spreadsheet_import.jobs import Task
from carehub.spreadsheet_import.models import ImportRow, ImportStatus
from carehub.spreadsheet_import.outcome import Outcome
from tests.conftest import People, make_patient
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.steps import checked, decide, do, started

HEADER = "MRN,Last name,First name,Date of birth,Nickname"
ANA, LEO = "001,García,Ana,1961-03-12,Ani", "002,Soto,Leo,1990-01-02,Leito"


def everyone() -> list[str]:
    with unit_of_work(write=False) as session:
        return sorted(mrn or "" for mrn in session.exec(select(Patient.mrn)))


def status_of(who: Actor, import_id: int) -> ImportStatus:
    with unit_of_work(write=False) as session:
        return service.find(session, who, import_id).status


def test_an_import_goes_from_step_to_step(people: People, tmp_path: Path) -> None:
    import_id = started(people.dana, csv_file(tmp_path, HEADER, ANA, LEO))
    assert status_of(people.dana, import_id) is ImportStatus.STARTED
    do(Task.LOOK, people.dana, import_id)
    assert status_of(people.dana, import_id) is ImportStatus.MAPPED
    decide(people.dana, import_id, Decision(site_id=people.sites["Northside"]))
    do(Task.CHECK, people.dana, import_id)
    assert status_of(people.dana, import_id) is ImportStatus.CHECKED
    assert everyone() == []
    do(Task.COMMIT, people.dana, import_id)
    assert status_of(people.dana, import_id) is ImportStatus.COMMITTED
    assert everyone() == ["001", "002"]


@pytest.mark.parametrize(
    "verb",
    [
        lambda session, actor, import_id: service.start(session, actor, "list.csv", storage.new_key(), 1),
        lambda session, actor, import_id: map_columns(session, actor, import_id, Decision()),
        service.cancel,
        service.find,
        service.rows,
        service.report,
        lambda session, actor, import_id: service.history(session, actor),
    ],
    ids=["start", "map_columns", "cancel", "find", "rows", "report", "history"],
)
def test_who_may_not_import_is_refused_every_verb(
    people: People, tmp_path: Path, verb: Callable[[Session, Actor, int], object]
) -> None:
    import_id = started(people.dana, csv_file(tmp_path, HEADER, ANA))
    for who in (people.alice, people.bob, people.charlie, people.pat):
        with unit_of_work() as session, pytest.raises(NotAllowed):
            verb(session, who, import_id)


def test_an_unknown_import_is_not_found(people: People) -> None:
    with unit_of_work() as session, pytest.raises(NotFound):
        service.find(session, people.dana, 999)


def test_an_admin_of_one_site_sees_no_import_of_another_admin(people: People, tmp_path: Path) -> None:
    import_id = started(people.erin, csv_file(tmp_path, HEADER, ANA))
    with unit_of_work() as session:
        northside_only = _restricted_to_northside(session, people)
        with pytest.raises(NotFound):
            service.find(session, northside_only, import_id)
        assert service.history(session, northside_only) == []


def test_what_stands_in_the_file_is_kept_cell_by_cell_with_each_problem_at_its_place(
    people: People, tmp_path: Path
) -> None:
    checked(people, csv_file(tmp_path, "MRN,Last name,DOB", " 001,GARCÍA,02/30/1990"))
    with unit_of_work(write=False) as session:
        row = session.exec(select(ImportRow)).one()
    assert row.cells == [" 001", "GARCÍA", "02/30/1990"]
    assert [(title, severity, position) for title, severity, _, position in row.problems] == [
        ("DOB", "error", 2)
    ]


def test_a_decision_is_kept_and_voids_the_plan(people: People, tmp_path: Path) -> None:
    import_id = checked(people, csv_file(tmp_path, HEADER, ANA))
    decide(people.erin, import_id, Decision(column=(4, "extra")))
    assert status_of(people.erin, import_id) is ImportStatus.MAPPED
    with unit_of_work(write=False) as session:
        assert service.rows(session, people.erin, import_id) == []
    do(Task.CHECK, people.erin, import_id)
    do(Task.COMMIT, people.erin, import_id)
    with unit_of_work(write=False) as session:
        assert session.exec(select(Patient)).one().extra == {"Nickname": "Ani"}


def test_what_is_kept_beside_the_record_is_merged_and_never_lost(people: People, tmp_path: Path) -> None:
    import_id = checked(people, csv_file(tmp_path, HEADER, ANA))
    decide(people.dana, import_id, Decision(column=(4, "extra")))
    do(Task.CHECK, people.dana, import_id)
    do(Task.COMMIT, people.dana, import_id)
    later = checked(
        people, csv_file(tmp_path, "MRN,Last name,Date of birth,Allows calls", "001,García,1961-03-12,no")
    )
    decide(people.dana, later, Decision(column=(3, "extra")))
    do(Task.CHECK, people.dana, later)
    do(Task.COMMIT, people.dana, later)
    with unit_of_work(write=False) as session:
        assert session.exec(select(Patient)).one().extra == {"Nickname": "Ani", "Allows calls": "no"}


@pytest.mark.parametrize(
    "decision",
    [
        Decision(column=(4, "password_hash")),
        Decision(date_order="year first"),
        Decision(header_row=-1),
        Decision(word=("sex", "f", "a unicorn")),
        Decision(word=("password_hash", "f", "female")),
        Decision(word=("site", "north", "Eastside")),
    ],
)
def test_a_forged_decision_is_refused(people: People, tmp_path: Path, decision: Decision) -> None:
    import_id = started(people.dana, csv_file(tmp_path, HEADER, ANA))
    with pytest.raises(Invalid):
        decide(people.dana, import_id, decision)


def test_without_a_site_the_check_asks_for_one(people: People, tmp_path: Path) -> None:
    import_id = started(people.dana, csv_file(tmp_path, HEADER, ANA))
    do(Task.LOOK, people.dana, import_id)
    with pytest.raises(CareHubError, match="Say which site"):
        do(Task.CHECK, people.dana, import_id)
    with pytest.raises(NotFound):
        decide(people.dana, import_id, Decision(site_id=999))


def test_an_import_that_was_given_up_is_over_and_its_file_is_gone(people: People, tmp_path: Path) -> None:
    import_id = checked(people, csv_file(tmp_path, HEADER, ANA))
    with unit_of_work() as session:
        service.cancel(session, people.erin, import_id)
    assert list(storage.folder().iterdir()) == []
    with pytest.raises(Conflict, match="given up"):
        do(Task.COMMIT, people.dana, import_id)
    with unit_of_work(write=False) as session:
        assert service.history(session, people.dana) == []


def test_an_import_is_committed_once(people: People, tmp_path: Path) -> None:
    import_id = checked(people, csv_file(tmp_path, HEADER, ANA))
    do(Task.COMMIT, people.erin, import_id)
    with pytest.raises(Conflict, match="Erin Castellano committed this import already"):
        do(Task.COMMIT, people.dana, import_id)
    assert everyone() == ["001"]


def test_when_nothing_that_matters_changed_the_commit_goes_on(people: People, tmp_path: Path) -> None:
    import_id = checked(people, csv_file(tmp_path, HEADER, ANA))
    with unit_of_work() as session:
        make_patient(session, people.sites["Southside"], mrn="777", last_name="Else", first_name="Some")
    do(Task.COMMIT, people.dana, import_id)
    assert everyone() == ["001", "777"]


def test_rows_that_would_now_do_something_else_are_named_and_nothing_comes_in(
    people: People, tmp_path: Path
) -> None:
    import_id = checked(people, csv_file(tmp_path, HEADER, ANA, LEO))
    with unit_of_work() as session:
        make_patient(
            session,
            people.sites["Northside"],
            mrn="002",
            last_name="Soto",
            first_name="Leo",
            birth_date=date(1990, 1, 2),
        )
    with pytest.raises(Conflict, match="would now do something else: 3"):
        do(Task.COMMIT, people.dana, import_id)
    assert everyone() == ["002"]
    with unit_of_work(write=False) as session:
        again = service.report(session, people.dana, import_id)
    assert (again[Outcome.NEW], again[Outcome.UPDATED] + again[Outcome.UNCHANGED]) == (1, 1)


def test_a_patient_of_another_site_is_told_without_details(people: People, tmp_path: Path) -> None:
    with unit_of_work() as session:
        make_patient(
            session, people.sites["Southside"], mrn="001", last_name="García", birth_date=date(1961, 3, 12)
        )
        northside_only = _restricted_to_northside(session, people)
    import_id = started(northside_only, csv_file(tmp_path, HEADER, ANA))
    do(Task.LOOK, northside_only, import_id)
    decide(northside_only, import_id, Decision(site_id=people.sites["Northside"]))
    do(Task.CHECK, northside_only, import_id)
    with unit_of_work(write=False) as session:
        row = session.exec(select(ImportRow)).one()
    assert (row.outcome, row.patient_id, row.changes) == (Outcome.REVIEW, None, [])
    assert row.reason == "A patient with this MRN is at another site; ask a supervisor."


def _restricted_to_northside(session: Session, people: People) -> Actor:
    dana = session.get_one(User, people.dana.user_id)
    dana.all_sites = False
    session.add(dana)
    session.add(UserSite(user_id=people.dana.user_id, site_id=people.sites["Northside"]))
    session.flush()
    return sessions.actor_for(session, dana)
