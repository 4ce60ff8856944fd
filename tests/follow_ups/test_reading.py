"""What is due for whom, and that each count is the length of its list."""

from datetime import timedelta

from sqlmodel import Session

from carehub.accounts.models import User
from carehub.caseloads import service as caseloads
from carehub.core.actor import Actor
from carehub.follow_ups import service
from carehub.follow_ups.status import Priority
from carehub.patients.models import Patient
from tests.conftest import People, make_patient
from tests.follow_ups.conftest import TODAY, MakeFollowUp

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def _due(session: Session, actor: Actor, owner: Actor | None = None) -> list[str]:
    lines = service.due_for(session, actor, (owner or actor).user_id, TODAY)
    assert service.count_due(session, actor, (owner or actor).user_id, TODAY) == len(lines)
    return [line.row.text for line in lines]


def test_what_is_due_stands_in_the_order_of_days_then_of_priority(
    session: Session, people: People, make_follow_up: MakeFollowUp
) -> None:
    make_follow_up(text="usual")
    make_follow_up(text="tomorrow", due_on=TOMORROW)
    make_follow_up(text="low", priority=Priority.LOW)
    make_follow_up(text="high", priority=Priority.HIGH)
    make_follow_up(text="yesterday", due_on=YESTERDAY, priority=Priority.LOW)
    done = make_follow_up(text="done")
    service.complete(session, people.alice, done.id or 0, 1)
    assert _due(session, people.alice) == ["yesterday", "high", "usual", "low"]
    window = service.due_for(session, people.alice, people.alice.user_id, TODAY, most=2, after=1)
    assert [line.row.text for line in window] == ["high", "usual"]


def test_nobodys_follow_up_is_up_to_whoever_keeps_the_patient(
    session: Session, people: People, maria: Patient, make_follow_up: MakeFollowUp
) -> None:
    make_follow_up(text="nobody's", owner_id=None)
    assert _due(session, people.alice) == []
    caseloads.assign(session, people.alice, maria.id or 0, people.alice.user_id)
    assert _due(session, people.alice) == ["nobody's"]
    assert _due(session, people.erin) == []


def test_nobody_sees_follow_ups_of_another_site(
    session: Session, people: People, make_follow_up: MakeFollowUp
) -> None:
    make_follow_up()
    assert _due(session, people.charlie, people.alice) == []
    assert service.open_counts(session, people.charlie, [1, 2, 3]) == {}
    assert service.neglected(session, people.charlie, TOMORROW, 9, 9) == ([], 0)


def test_neglected_is_what_waits_too_long_or_is_up_to_nobody(
    session: Session, people: People, maria: Patient, make_follow_up: MakeFollowUp
) -> None:
    make_follow_up(text="in time")
    make_follow_up(text="old", due_on=TODAY - timedelta(days=8))
    make_follow_up(text="nobody's", owner_id=None, due_on=TOMORROW)
    pats = make_follow_up(text="of one who left", owner_id=people.pat.user_id)
    session.get_one(User, people.pat.user_id).is_active = False
    kept = make_patient(session, people.sites["Northside"], first_name="Ana")
    caseloads.assign(session, people.alice, kept.id or 0, people.alice.user_id)
    make_follow_up(text="up to alice", patient_id=kept.id, owner_id=None)
    session.flush()
    before = TODAY - timedelta(days=3)
    found, number = service.neglected(session, people.erin, before, 9, 100)
    assert ([line.row.text for line in found], number) == (["old", "of one who left", "nobody's"], 3)
    found, number = service.neglected(session, people.erin, before, 1, 2)
    assert ([line.row.text for line in found], number) == (["old"], 2)
    assert pats.owner_id == people.pat.user_id


def test_open_follow_ups_are_counted_by_patient(
    session: Session, people: People, maria: Patient, make_follow_up: MakeFollowUp
) -> None:
    make_follow_up()
    done = make_follow_up()
    service.complete(session, people.alice, done.id or 0, 1)
    assert service.open_counts(session, people.alice, [maria.id or 0]) == {maria.id: 1}
    lines = service.of_patient(session, people.alice, maria.id or 0)
    assert [line.row.done_at is None for line in lines] == [True, False]
