"""Undoing an import: what is still as the import wrote it goes back, everything else stays and is named."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from carehub.caseloads.models import Assignment
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict, NotAllowed, NotFound
from carehub.core.journal import FieldChange, JournalEntry
from carehub.patients.models import Patient
from carehub.patients.record import PatientDraft
from carehub.patients.registering import add, edit
from carehub.patients.service import search
from carehub.referrals.models import Referral, ReferralType, Stage
from carehub.referrals.status import Urgency
from carehub.related_people.models import RelatedPerson, Relation
from carehub.spreadsheet_import import expiring, service, storage, taking_back, undoing, undone
from carehub.spreadsheet_import.deciding import Decision
from carehub.spreadsheet_import.jobs import Task
from carehub.spreadsheet_import.models import Import, ImportStatus, Verdict
from carehub.spreadsheet_import.service import PAGE
from carehub.spreadsheet_import.showing import view
from carehub.spreadsheet_import.taking_back import ChangedSince
from carehub.spreadsheet_import.undo_shown import undo_lines
from carehub.spreadsheet_import.undone import UndoLine
from tests.conftest import People
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.steps import checked, decide, do, started

HEADER = "MRN,Last name,First name,Date of birth,Phone,Coordinator,City,Shoe size"
ANA = "001,García,Ana,1961-03-12,617-555-0123,alice,Boston,7"
LEO = "002,Soto,Leo,1990-01-02,617-555-0188,,Dayton,"


def brought_in(people: People, folder: Path, *rows: str) -> int:
    import_id = started(people.dana, csv_file(folder, HEADER, *rows))
    do(Task.LOOK, people.dana, import_id)
    decide(people.dana, import_id, Decision(site_id=people.sites["Northside"], column=(7, "extra")))
    do(Task.CHECK, people.dana, import_id)
    do(Task.COMMIT, people.dana, import_id)
    return import_id


def patient(mrn: str) -> Patient | None:
    with unit_of_work(write=False) as session:
        return session.exec(select(Patient).where(Patient.mrn == mrn)).first()


def known(mrn: str) -> Patient:
    found = patient(mrn)
    assert found is not None
    return found


def edited(who: Actor, mrn: str, **fields: object) -> None:
    before = known(mrn)
    assert before.id is not None
    with unit_of_work() as session:
        edit(session, who, before.id, before.version, PatientDraft.model_validate(fields))


def lists(who: Actor, import_id: int) -> dict[Verdict, list[UndoLine]]:
    with unit_of_work(write=False) as session:
        return {verdict: undone.lines(session, who, import_id, verdict) for verdict in Verdict}


def counts(who: Actor, import_id: int) -> list[int]:
    with unit_of_work(write=False) as session:
        return list(undone.counts(session, who, import_id).values())


def test_what_an_import_added_goes_and_what_it_changed_goes_back(people: People, tmp_path: Path) -> None:
    brought_in(people, tmp_path, ANA)
    second = brought_in(people, tmp_path, ANA.replace("0123", "0124").replace(",7", ",8"), LEO)
    do(Task.PREVIEW_UNDO, people.dana, second)
    assert counts(people.dana, second) == [2, 0, 0]
    assert known("001").phone == "+16175550124"
    do(Task.UNDO, people.dana, second)
    ana = known("001")
    assert (ana.phone, ana.extra, ana.version) == ("+16175550123", {"Shoe size": "7"}, 3)
    assert patient("002") is None
    with unit_of_work(write=False) as session:
        kept = service.find(session, people.dana, second)
        assert (kept.status, kept.undone_by) == (ImportStatus.UNDONE, people.dana.user_id)
        assert session.exec(select(JournalEntry.action).order_by(col(JournalEntry.seq).desc())).first() == (
            "imports.undo"
        )
        assert search(session, people.dana, "soto") == []
        back = session.exec(select(FieldChange).order_by(col(FieldChange.id).desc())).first()
        assert back is not None
        assert (back.before["phone"], back.after["phone"]) == ("+16175550124", "+16175550123")
        assert back.after["extra"] == {"Shoe size": "7"}


def test_a_value_that_someone_changed_since_stays_and_says_who(people: People, tmp_path: Path) -> None:
    brought_in(people, tmp_path, ANA, LEO)
    second = brought_in(
        people,
        tmp_path,
        ANA.replace("0123", "0124").replace("Boston", "Salem"),
        LEO.replace("Dayton", "Salem"),
    )
    edited(people.alice, "001", phone="617-555-0199")
    edited(people.alice, "002", city="Quincy")
    do(Task.UNDO, people.dana, second)
    told = lists(people.dana, second)
    assert [(line.values["mrn"], line.stays) for line in told[Verdict.PARTLY]] == [
        ("001", [["phone", "+16175550199", "Alice Moreno"]])
    ]
    assert told[Verdict.PARTLY][0].back == [["city", "Salem", "Boston"]]
    assert [line.stays for line in told[Verdict.KEPT]] == [[["city", "Quincy", "Alice Moreno"]]]
    assert (known("001").phone, known("001").city, known("002").city) == (
        "+16175550199",
        "Boston",
        "Quincy",
    )


def test_an_import_is_undone_also_after_a_later_one(people: People, tmp_path: Path) -> None:
    first = brought_in(people, tmp_path, ANA)
    second = brought_in(people, tmp_path, ANA.replace("0123", "0124").replace("Boston", "Salem"))
    third = brought_in(people, tmp_path, ANA.replace("0123", "0125").replace("Boston", "Salem"))
    do(Task.UNDO, people.dana, second)
    (line,) = lists(people.dana, second)[Verdict.PARTLY]
    assert line.back == [["city", "Salem", "Boston"]]
    assert line.stays[0][:2] == ["phone", "+16175550125"]
    assert "list.csv" in str(line.stays[0][2])
    do(Task.UNDO, people.dana, third)
    assert known("001").phone == "+16175550124"
    do(Task.PREVIEW_UNDO, people.dana, first)
    assert lists(people.dana, first)[Verdict.KEPT][0].reason == "was changed since"


def test_someone_with_a_referral_or_given_to_a_coordinator_stays(people: People, tmp_path: Path) -> None:
    import_id = brought_in(people, tmp_path, ANA, LEO, "003,Ruiz,Eva,1980-03-04,,,,")
    with unit_of_work() as session:
        _refer(session, people.alice, known("001"))
        session.add(
            Assignment(
                patient_id=known("002").id or 0,
                coordinator_id=people.alice.user_id,
                since=clock.now(),
                assigned_by=people.alice.user_id,
                reason="new on the caseload",
            )
        )
    do(Task.UNDO, people.dana, import_id)
    told = lists(people.dana, import_id)
    assert [line.reason for line in told[Verdict.KEPT]] == [
        "has a referral",
        "was given to a coordinator",
    ]
    assert [line.values["mrn"] for line in told[Verdict.UNDONE]] == ["003"]


def _refer(session: Session, who: Actor, whom: Patient) -> None:
    moment = clock.now()
    stage = session.exec(select(Stage)).first()
    kind = session.exec(select(ReferralType)).first()
    assert stage is not None
    assert kind is not None
    session.add(
        Referral(
            patient_id=whom.id or 0,
            type_id=kind.id or 0,
            requested_by_id=who.user_id,
            requested_on=moment.date(),
            stage_id=stage.id or 0,
            status=stage.status,
            urgency=Urgency.ROUTINE,
            stage_entered_at=moment,
            status_entered_at=moment,
            order_key="a",
            created_at=moment,
            updated_at=moment,
        )
    )


def a_referral(session: Session, people: People, ana: Patient) -> None:
    _refer(session, people.alice, ana)


def a_daughter(session: Session, people: People, ana: Patient) -> None:
    session.add(
        RelatedPerson(
            patient_id=ana.id or 0,
            name="Eva",
            relation=Relation.DAUGHTER,
            added_at=clock.now(),
            added_by_id=people.alice.user_id,
        )
    )


@pytest.mark.parametrize("comes", [a_referral, a_daughter])
def test_what_comes_to_a_patient_after_the_weighing_is_not_lost(
    people: People, tmp_path: Path, comes: Callable[[Session, People, Patient], None]
) -> None:
    import_id = brought_in(people, tmp_path, ANA, LEO)
    with unit_of_work(write=False) as session:
        weighed = undoing.weigh(session, people.dana, import_id)
    with unit_of_work() as session:
        comes(session, people, known("001"))
    with pytest.raises(ChangedSince), unit_of_work() as session:
        taking_back.undo(session, people.dana, import_id, weighed)
    assert patient("001") is not None
    assert patient("002") is not None


def test_a_coordinator_whom_the_import_set_is_taken_back(people: People, tmp_path: Path) -> None:
    brought_in(people, tmp_path, LEO)
    second = brought_in(people, tmp_path, LEO.replace("0188,", "0188,alice"))
    do(Task.UNDO, people.dana, second)
    with unit_of_work(write=False) as session:
        assert session.exec(select(Assignment).where(col(Assignment.until).is_(None))).all() == []


def test_after_undoing_the_same_file_comes_in_again(people: People, tmp_path: Path) -> None:
    brought_in(people, tmp_path, ANA)
    changed = ANA.replace("0123", "0124")
    second = brought_in(people, tmp_path, changed, LEO)
    do(Task.UNDO, people.dana, second)
    third = brought_in(people, tmp_path, changed, LEO)
    with unit_of_work(write=False) as session:
        counted = session.get_one(Import, third).counts
    assert (counted["updated"], counted["new"]) == (1, 1)
    assert known("001").phone == "+16175550124"


def test_what_cannot_be_undone_is_refused_in_words(people: People, tmp_path: Path) -> None:
    import_id = checked(people, csv_file(tmp_path, HEADER, ANA))
    with pytest.raises(Conflict, match="Nothing of this import came in"):
        do(Task.UNDO, people.dana, import_id)
    do(Task.COMMIT, people.dana, import_id)
    with pytest.raises(NotAllowed):
        do(Task.UNDO, people.alice, import_id)
    with pytest.raises(NotFound):
        do(Task.UNDO, people.dana, 999)
    do(Task.UNDO, people.erin, import_id)
    with pytest.raises(Conflict, match="undone already"):
        do(Task.UNDO, people.dana, import_id)
    with pytest.raises(Conflict, match="was undone"):
        do(Task.COMMIT, people.dana, import_id)


def test_the_file_goes_after_days_and_what_undoing_needs_after_months(people: People, tmp_path: Path) -> None:
    import_id = brought_in(people, tmp_path, ANA)
    for days, rows in ((40, 1), (800, 0)):
        with unit_of_work() as session:
            kept = service.find(session, people.dana, import_id)
            key = kept.file_key
            kept.started_at = kept.committed_at = clock.now() - timedelta(days=days)
            session.add(kept)
        with unit_of_work() as session:
            expiring.forget_old(session)
        with unit_of_work(write=False) as session:
            assert service.find(session, people.dana, import_id).file_key == ""
            assert len(service.rows(session, people.dana, import_id)) == rows
        assert not key or not storage.path_of(key).exists()
    with pytest.raises(Conflict, match="older than 24 months"):
        do(Task.UNDO, people.dana, import_id)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_long_lists_are_turned_page_by_page(people: People, tmp_path: Path) -> None:
    born = [date(1950, 1, 1) + timedelta(days=97 * number) for number in range(PAGE + 3)]
    many = [f"{number:03},Ruiz,Ana,{day},,,," for number, day in enumerate(born)]
    first = brought_in(people, tmp_path, *many)
    do(Task.PREVIEW_UNDO, people.dana, first)
    second = brought_in(people, tmp_path, many[0])
    with unit_of_work(write=False) as session:
        rest = undo_lines(session, people.dana, first, Verdict.UNDONE, PAGE)
        assert [line["who"][-3:] for line in rest] == ["050", "051", "052"]
        shown = view(session, people.dana, second, PAGE)
        assert (shown.report.missing_count, len(shown.report.missing)) == (PAGE + 2, 2)


def test_what_undoing_frees_is_another_patients_record_number_but_never_their_number(
    people: People, tmp_path: Path
) -> None:
    import_id = brought_in(people, tmp_path, ANA)
    gone = known("001").id
    do(Task.UNDO, people.dana, import_id)

    draft = PatientDraft.model_validate(
        {"mrn": "001", "last_name": "Otro", "first_name": "Eva", "home_site_id": people.sites["Northside"]}
    )
    with unit_of_work() as session:
        added = add(session, people.alice, draft)

    assert known("001").id == added
    assert added != gone
