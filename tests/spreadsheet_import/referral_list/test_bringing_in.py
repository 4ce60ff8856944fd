"""What a list of open referrals does to the board, by the child process's own code."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from carehub.accounts.models import User, UserSite
from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, NotAllowed
from carehub.core.journal import FieldChange, JournalEntry
from carehub.referrals import service as board
from carehub.referrals.evidence import Evidence
from carehub.referrals.models import Happening, Referral, ReferralEvent, ReferralNote, Stage
from carehub.referrals.service import NewReferral
from carehub.referrals.status import Status, Urgency, WhoseMove
from carehub.spreadsheet_import.models import Import, ImportKind, ImportRow
from tests.conftest import People
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.referral_list.conftest import BOOKED, HEADER, SENT, WHEN, bring_in, referral
from tests.spreadsheet_import.test_committing import only


def test_a_list_comes_in_where_it_says_that_each_referral_stands(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    told = bring_in(people.dana, csv_file(tmp_path, HEADER, SENT, BOOKED))
    assert told.counts == only(new=2), told.problems
    assert told.rows[0]["values"] == {
        "mrn": "001",
        "last_name": "Ruiz",
        "first_name": "Ana",
        "birth_date": "1980-03-14",
        "type": "Specialty",
        "receiver": "Lakeside Cardiology",
        "stage": "Sent",
        "urgency": "urgent",
        "question": "Is this angina?",
        "requested_on": "2026-10-05",
        "sent_on": "2026-10-06",
        "coordinator": "alice",
    }
    with unit_of_work(write=False) as session:
        ana, leo = referral(session, patients["001"]), referral(session, patients["002"])
        assert (ana.status, ana.urgency, ana.sent_on) == (Status.SENT, Urgency.URGENT, date(2026, 10, 6))
        assert (ana.coordinator_id, ana.requested_by_id) == (people.alice.user_id, people.dana.user_id)
        assert ana.due_at is not None
        assert ana.due_at < WHEN
        assert (leo.status, leo.appointment_at) == (
            Status.SCHEDULED,
            datetime(2026, 12, 3, 20, 30, tzinfo=UTC),
        )
        assert (leo.urgency, leo.coordinator_id) == (Urgency.ROUTINE, people.alice.user_id)
        made = session.exec(select(ReferralEvent).where(ReferralEvent.referral_id == ana.id)).one()
        assert (made.happening, made.reason) == (Happening.CREATED, "from the list list.csv")
        assert "referrals.import" in session.exec(select(JournalEntry.action)).all()
        assert session.exec(select(Import)).one().kind is ImportKind.REFERRALS
        assert [card.referral.id for card in board.changed_cards(session, people.alice, [ana.id or 0])] == [
            ana.id
        ]


def test_the_same_list_again_changes_nothing_also_after_work_on_the_board(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    path = csv_file(tmp_path, HEADER, SENT, BOOKED)
    bring_in(people.dana, path)
    assert bring_in(people.dana, path).counts == only(unchanged=2)
    with unit_of_work() as session, clock.freeze(WHEN):
        ana = referral(session, patients["001"])
        accepted = session.exec(select(Stage).where(Stage.status == Status.ACCEPTED)).one()
        proof = Evidence(accepted_by="Ms. Lake", accepted_on=date(2026, 11, 20))
        board.move(session, people.alice, ana.id or 0, ana.version, accepted.id or 0, proof)
    told = bring_in(people.dana, path)
    assert (told.counts, told.problems) == (only(unchanged=2), [])
    with unit_of_work(write=False) as session:
        assert referral(session, patients["001"]).status is Status.ACCEPTED


def test_a_later_list_moves_forward_never_back_and_keeps_what_was_changed_here(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    bring_in(people.dana, csv_file(tmp_path, HEADER, SENT, BOOKED))
    later = csv_file(
        tmp_path,
        HEADER,
        SENT.replace("faxed", "scheduled").replace("2026-10-06,,", "2026-10-06,2026-12-01 09:00,"),
        BOOKED.replace("River Imaging,,", "River Imaging,sent,")
        .replace("12/03/2026 2:30 PM", "")
        .replace("Knee pain", "Knee pain after a fall"),
    )
    told = bring_in(people.dana, later)
    assert told.counts == only(updated=2), told.problems
    assert ["it stands in Scheduled here" in each["reason"] for each in told.problems] == [True]
    with unit_of_work(write=False) as session:
        ana, leo = referral(session, patients["001"]), referral(session, patients["002"])
        assert (ana.status, ana.version) == (Status.SCHEDULED, 2)
        assert (leo.status, leo.question) == (Status.SCHEDULED, "Knee pain after a fall")
        held = {each.record: each.before for each in session.exec(select(FieldChange))}
        assert held[f"referrals:{leo.id}"] == {"question": "Knee pain"}
        of_ana = select(ReferralEvent).where(ReferralEvent.referral_id == ana.id)
        newest = session.exec(of_ana.order_by(col(ReferralEvent.id).desc())).first()
        assert newest is not None
        assert (newest.happening, newest.from_stage, newest.to_stage) == (
            Happening.MOVED,
            "Sent",
            "Scheduled",
        )


def test_a_status_wants_its_date_and_takes_the_nearest_one_before(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    header = "MRN,Type,Receiver,Status,Question,Requested,Appointment,Date seen"
    path = csv_file(
        tmp_path, header,
        "001,Dental,Dr. Lee,Sent,Pain,2026-10-05,,",
        "001,Imaging,Dr. Lee,Sent,Pain,,,",
        "002,Dental,Dr. Lee,Sent,Pain,2026-10-05,2026-12-09,",
        "002,Imaging,,Sent,Pain,2026-10-05,,",
        "002,Other,Dr. Lee,Seen,,2026-10-05,2026-11-09,",
        "003,Dental,Dr. Lee,Sent,Pain,2026-10-05,,2026-11-02",
    )  # fmt: skip
    told = bring_in(people.dana, path)
    assert [row["outcome"] for row in told.rows] == ["new", "invalid", "new", "invalid", "new", "new"]
    reasons = {row: [each["reason"] for each in told.problems if each["row"] == row] for row in range(2, 8)}
    assert "the day under Requested on is taken" in reasons[2][0]
    assert "the status is Sent, and nothing is told here" in reasons[3][0]
    assert "there is an appointment ahead" in reasons[4][0]
    assert "12:00 AM" in reasons[4][1]
    assert "nothing is told here" in reasons[5][-1]
    assert "the day under Appointment is taken" in reasons[6][0]
    assert "write it on the card" in reasons[6][1]
    assert "02-Nov-2026 is left out" in reasons[7][0]


def test_who_is_not_certain_waits_for_a_look_and_who_is_not_here_stays_out(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    header = "MRN,Last name,First name,DOB,Type,Receiver,Question"
    path = csv_file(
        tmp_path, header,
        "001,Lopez,Pia,1955-01-02,Dental,Dr. Lee,Pain",
        "099,Nobody,Ned,1955-01-02,Dental,Dr. Lee,Pain",
        ",Ruiz,Ana,1980-03-14,Dental,Dr. Lee,Pain",
        ",Ruiz,Anna,1980-03-14,Imaging,Dr. Lee,Pain",
        ",,,,Imaging,Dr. Lee,Pain",
        "002,Soto,Leo,1990-01-02,,Dr. Lee,Pain",
        "002,Soto,Leo,1990-01-02,Sorcery,Dr. Lee,Pain",
    )  # fmt: skip
    told = bring_in(people.dana, path, is_dry=True)
    outcomes = [row["outcome"] for row in told.rows]
    assert outcomes == ["review", "invalid", "new", "review", "invalid", "invalid", "invalid"]
    said = " ".join(each["reason"] for each in told.problems)
    for words in (
        "same MRN, but another name",
        "nobody here has this MRN",
        "whose referral is this",
        'no type of referral "Sorcery"',
    ):
        assert words in said


def test_another_referral_of_the_same_kind_is_not_taken_for_the_one_that_is_here(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    bring_in(people.dana, csv_file(tmp_path, HEADER, SENT))
    told = bring_in(people.dana, csv_file(tmp_path, HEADER, SENT.replace("2026-10-05", "2026-10-01")))
    assert told.counts == only(review=1)
    assert "open referral of this type to this receiver" in told.problems[0]["reason"]
    without_a_day = SENT.replace("2026-10-05", "")
    assert bring_in(people.dana, csv_file(tmp_path, HEADER, without_a_day)).counts == only(unchanged=1)
    twice = csv_file(tmp_path, HEADER, BOOKED, BOOKED, BOOKED.replace("Knee pain", "Hip pain"))
    assert bring_in(people.dana, twice).counts == only(new=1, unchanged=1, review=1)


def test_what_is_closed_does_not_come_in_and_what_was_closed_here_stays_closed(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    done = csv_file(tmp_path, HEADER, SENT.replace("faxed", "done"))
    assert bring_in(people.dana, done).counts == only(skipped=1)
    bring_in(people.dana, csv_file(tmp_path, HEADER, SENT))
    told = bring_in(people.dana, csv_file(tmp_path, HEADER, SENT.replace("faxed", "done")))
    assert told.counts == only(unchanged=1)
    assert "close it on the board" in told.problems[0]["reason"]
    with unit_of_work() as session:
        ana = referral(session, patients["001"])
        ana.status, ana.closed_at = Status.CLOSED, clock.now()
        session.add(ana)
    told = bring_in(people.dana, csv_file(tmp_path, HEADER, SENT))
    assert told.counts == only(unchanged=1)
    assert "it stays closed" in told.problems[0]["reason"]


def test_who_waits_for_information_and_what_was_noted_beside_it(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    header = "MRN,Type,Receiver,Missing,Notes,Auth number"
    path = csv_file(tmp_path, header, "001,Dental,Dr. Lee,Authorization,Called on Monday,A-1")
    assert bring_in(people.dana, path).counts == only(new=1)
    assert bring_in(people.dana, path).counts == only(unchanged=1)
    with unit_of_work(write=False) as session:
        ana = referral(session, patients["001"])
        assert (ana.status, ana.missing, ana.missing_from) == (
            Status.NEEDS_INFO,
            "Authorization",
            WhoseMove.US,
        )
        assert ana.authorization_number == "A-1"
        assert session.exec(select(ReferralNote.text)).all() == ["Called on Monday"]


def test_a_coordinator_of_another_site_is_left_out_and_told(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    told = bring_in(people.dana, csv_file(tmp_path, HEADER, BOOKED.replace("alice", "charlie")))
    assert told.counts == only(new=1), told.problems
    assert "charlie does not work at Northside" in told.problems[0]["reason"]
    with unit_of_work(write=False) as session:
        assert referral(session, patients["002"]).coordinator_id is None


def test_a_mode_adds_only_or_updates_only(people: People, tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEADER, SENT)
    assert bring_in(people.dana, path, mode="update only").counts == only(skipped=1)
    bring_in(people.dana, path, mode="add only")
    changed = csv_file(tmp_path, HEADER, SENT.replace("angina?", "angina? Or not?"))
    assert bring_in(people.dana, changed, mode="add only").counts == only(skipped=1)
    assert bring_in(people.dana, changed, mode="update only").counts == only(updated=1)


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "pat"])
def test_who_may_not_import_is_refused(people: People, tmp_path: Path, who: str) -> None:
    with pytest.raises(NotAllowed):
        bring_in(getattr(people, who), csv_file(tmp_path, HEADER, SENT))
    with unit_of_work(write=False) as session:
        assert session.exec(select(Referral)).all() == []


def test_a_supervisor_of_one_site_brings_nothing_in_for_another(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    with unit_of_work() as session:
        erin = session.get_one(User, people.erin.user_id)
        erin.all_sites = False
        session.add_all([erin, UserSite(user_id=people.erin.user_id, site_id=people.sites["Northside"])])
    path = csv_file(
        tmp_path, HEADER, SENT, SENT.replace("001,Ruiz,Ana,1980-03-14", "003,Tran,Kim,1985-05-06")
    )
    told = bring_in(people.erin, path)
    assert told.counts == only(new=1, review=1)
    assert "at another site; ask a supervisor" in told.problems[0]["reason"]
    with unit_of_work(write=False) as session:
        assert len(session.exec(select(ImportRow).where(ImportRow.is_applied)).all()) == 1


def test_a_list_that_cannot_be_one_of_referrals_is_refused_in_words(people: People, tmp_path: Path) -> None:
    for header, words in (
        ("Type,Receiver", "whose the referrals are"),
        ("MRN,Receiver", "type of the referral"),
    ):
        with pytest.raises(CareHubError, match=words):
            bring_in(people.dana, csv_file(tmp_path, header, "Dental,Dr. Lee"))


def test_one_made_by_hand_is_found_by_what_it_asks_of_whom(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    with unit_of_work() as session, clock.freeze(datetime(2026, 10, 5, 16, tzinfo=UTC)):
        kind = next(kind for kind in board.shown_types(session) if kind.name == "Specialty")
        new = NewReferral(
            patients["001"], kind.id or 0, receiver="lakeside cardiology", question="Is this angina?"
        )
        board.create(session, people.alice, new)
    told = bring_in(people.dana, csv_file(tmp_path, HEADER, SENT))
    assert told.counts == only(updated=1)
    with unit_of_work(write=False) as session:
        ana = referral(session, patients["001"])
        assert (ana.status, ana.sent_on, ana.urgency) == (Status.SENT, date(2026, 10, 6), Urgency.URGENT)
