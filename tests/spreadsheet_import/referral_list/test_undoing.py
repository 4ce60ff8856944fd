"""Undoing a list of referrals: what nobody touched goes or goes back, the rest stays and says why."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, delete, select

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict, NotAllowed, NotFound
from carehub.patients.models import PatientSite
from carehub.referrals import notes
from carehub.referrals import service as board
from carehub.referrals.evidence import Evidence
from carehub.referrals.models import Referral, ReferralEvent, Stage
from carehub.referrals.service import ReferralChanges
from carehub.referrals.status import Status
from carehub.spreadsheet_import import undone, worker
from carehub.spreadsheet_import.jobs import Job, Task
from carehub.spreadsheet_import.models import Verdict
from carehub.spreadsheet_import.referral_list import undoing
from carehub.spreadsheet_import.taking_back import ChangedSince
from carehub.spreadsheet_import.undone import UndoLine
from tests.conftest import People
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.referral_list.conftest import BOOKED, HEADER, SENT, WHEN, bring_in, referral
from tests.spreadsheet_import.test_committing import only

LATER = SENT.replace("angina?", "angina? Or not?").replace("urgent", "routine")


def undo(who: Actor, import_id: int, task: Task = Task.UNDO) -> list[int]:
    with clock.freeze(WHEN + timedelta(hours=2)):
        return list(worker.do(Job(task, who.user_id, import_id)).counts.values())


def lines(who: Actor, import_id: int) -> list[UndoLine]:
    with unit_of_work(write=False) as session:
        return undone.lines(session, who, import_id)


def accepted(session: Session, who: Actor, ana: Referral) -> None:
    stage = session.exec(select(Stage).where(Stage.status == Status.ACCEPTED)).one()
    proof = Evidence(accepted_by="Ms. Lake", accepted_on=date(2026, 11, 20))
    board.move(session, who, ana.id or 0, ana.version, stage.id or 0, proof)


def test_what_was_added_goes_with_its_history_and_comes_in_again(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    path = csv_file(tmp_path, HEADER, SENT, BOOKED)
    import_id = bring_in(people.dana, path).import_id
    assert undo(people.dana, import_id, Task.PREVIEW_UNDO) == [2, 0, 0]
    with unit_of_work(write=False) as session:
        assert len(session.exec(select(Referral)).all()) == 2
    assert undo(people.dana, import_id) == [2, 0, 0]
    with unit_of_work(write=False) as session:
        assert session.exec(select(Referral)).all() == session.exec(select(ReferralEvent)).all() == []
    assert [(line.number, line.was_added, line.verdict) for line in lines(people.dana, import_id)] == [
        (2, True, Verdict.UNDONE),
        (3, True, Verdict.UNDONE),
    ]
    with pytest.raises(Conflict, match="undone already"):
        undo(people.dana, import_id)
    assert bring_in(people.dana, path).counts == only(new=2)


def test_what_was_moved_noted_or_edited_since_stays_and_says_why(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    third = SENT.replace("Cardiology,Lakeside Cardiology", "Dental,Dr. Lee")
    import_id = bring_in(people.dana, csv_file(tmp_path, HEADER, SENT, BOOKED, third)).import_id
    with unit_of_work() as session, clock.freeze(WHEN + timedelta(hours=1)):
        ana, other = session.exec(select(Referral).where(Referral.patient_id == patients["001"])).all()
        accepted(session, people.alice, ana)
        notes.write(session, people.alice, other.id or 0, "Called them.")
    assert undo(people.dana, import_id) == [1, 0, 2]
    assert [line.reason for line in lines(people.dana, import_id) if line.reason] == [
        "was changed by Alice Moreno since",
        "has a note",
    ]


def test_a_change_goes_back_field_by_field_unless_a_person_wrote_there_since(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    bring_in(people.dana, csv_file(tmp_path, HEADER, SENT))
    second = bring_in(people.dana, csv_file(tmp_path, HEADER, LATER)).import_id
    with unit_of_work() as session, clock.freeze(WHEN + timedelta(hours=1)):
        ana = referral(session, patients["001"])
        changes = ReferralChanges(ana.type_id, ana.urgency, ana.receiver, "Please see her soon.")
        board.edit(session, people.alice, ana.id or 0, ana.version, changes)
    assert undo(people.dana, second) == [0, 1, 0]
    (line,) = lines(people.dana, second)
    assert line.back == [["urgency", "routine", "urgent"]]
    assert line.stays == [["question", "Please see her soon.", "Alice Moreno"]]
    with unit_of_work(write=False) as session:
        ana = referral(session, patients["001"])
        assert (ana.urgency, ana.question, ana.version) == ("urgent", "Please see her soon.", 4)


def test_a_step_that_the_list_took_is_taken_back_unless_it_went_on_since(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    bring_in(people.dana, csv_file(tmp_path, HEADER, SENT))
    booked = SENT.replace("faxed", "scheduled").replace("2026-10-06,,", "2026-10-06,2026-12-01 09:00,")
    second = bring_in(people.dana, csv_file(tmp_path, HEADER, booked)).import_id
    assert undo(people.dana, second) == [1, 0, 0]
    with unit_of_work(write=False) as session:
        ana = referral(session, patients["001"])
        assert (ana.status, ana.appointment_at, ana.version) == (Status.SENT, None, 3)
    third = bring_in(people.dana, csv_file(tmp_path, HEADER, booked)).import_id
    with unit_of_work() as session, clock.freeze(WHEN + timedelta(hours=1)):
        ana = referral(session, patients["001"])
        stage = session.exec(select(Stage).where(Stage.status == Status.SEEN)).one()
        proof = Evidence(seen_on=date(2026, 11, 23), seen_confirmed_by="Ms. Lake")
        board.move(session, people.alice, ana.id or 0, ana.version, stage.id or 0, proof)
    assert undo(people.dana, third) == [0, 0, 1]
    assert [stay[0] for stay in lines(people.dana, third)[0].stays] == ["stage", "appointment"]


def edited(session: Session, people: People, ana: Referral) -> None:
    changes = ReferralChanges(ana.type_id, ana.urgency, ana.receiver, "Please see her soon.")
    board.edit(session, people.alice, ana.id or 0, ana.version, changes)


def noted(session: Session, people: People, ana: Referral) -> None:
    notes.write(session, people.alice, ana.id or 0, "Called them.")


def moved_away(session: Session, people: People, ana: Referral) -> None:
    session.exec(delete(PatientSite).where(col(PatientSite.patient_id) == ana.patient_id))


@pytest.mark.parametrize(
    ("newer", "happens"), [("", edited), ("", noted), ("", moved_away), (LATER, edited), (LATER, moved_away)]
)
def test_what_happens_after_the_weighing_is_not_undone_over(
    people: People, tmp_path: Path, newer: str, happens: Callable[[Session, People, Referral], None]
) -> None:
    import_id = bring_in(people.erin, csv_file(tmp_path, HEADER, SENT)).import_id
    if newer:
        import_id = bring_in(people.erin, csv_file(tmp_path, HEADER, newer)).import_id
    only_northside = replace(people.erin, all_sites=False, site_ids=frozenset({people.sites["Northside"]}))
    with unit_of_work(write=False) as session:
        ready = undoing.prepare(session, only_northside, import_id)
        assert [each.verdict for each in ready.weighed] == [Verdict.UNDONE]
    with unit_of_work() as session, clock.freeze(WHEN + timedelta(hours=1)):
        happens(session, people, session.exec(select(Referral)).one())
    with unit_of_work(write=False) as session:
        before = session.exec(select(Referral)).one()
    with pytest.raises(ChangedSince), unit_of_work() as session:
        undoing.undo(session, only_northside, ready)
    with unit_of_work(write=False) as session:
        assert session.exec(select(Referral)).one() == before


def test_who_may_not_import_undoes_nothing_and_what_is_unknown_is_not_found(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    import_id = bring_in(people.dana, csv_file(tmp_path, HEADER, SENT)).import_id
    with pytest.raises(NotAllowed):
        undo(people.charlie, import_id)
    with pytest.raises(NotFound):
        undo(people.dana, 999)
    with unit_of_work(write=False) as session:
        assert len(session.exec(select(Referral)).all()) == 1
