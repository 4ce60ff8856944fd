"""Complete, reopen, snooze, reassign, change: each works, and is refused by the ritual."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.follow_ups import service
from carehub.follow_ups.models import FollowUp
from carehub.follow_ups.service import Change, Repeat
from carehub.follow_ups.status import Deed, Ended, Priority, Unit
from carehub.patients.models import Patient
from tests.conftest import People
from tests.follow_ups.conftest import TODAY, MakeFollowUp

Operation = Callable[[Session, Actor, int, int], FollowUp]
TOMORROW = TODAY + timedelta(days=1)


def _complete(session: Session, actor: Actor, number: int, version: int) -> FollowUp:
    return service.complete(session, actor, number, version)


def _snooze(session: Session, actor: Actor, number: int, version: int) -> FollowUp:
    return service.snooze(session, actor, number, version, TOMORROW, "Office is closed")


def _reassign(session: Session, actor: Actor, number: int, version: int) -> FollowUp:
    return service.reassign(session, actor, number, version, None)


def _change(session: Session, actor: Actor, number: int, version: int) -> FollowUp:
    return service.change(session, actor, number, version, Change("Call him", TOMORROW, Priority.HIGH, None))


OPERATIONS = (_complete, _snooze, _reassign, _change)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_each_operation_raises_the_version_and_is_told(
    session: Session, people: People, make_follow_up: MakeFollowUp, operation: Operation
) -> None:
    made = make_follow_up()
    assert operation(session, people.alice, made.id or 0, 1).version == 2
    newest = service.history(session, people.alice, made.id or 0)[0]
    assert newest.who == "Alice Moreno"
    assert newest.event.deed is not Deed.MADE


@pytest.mark.parametrize("operation", OPERATIONS)
def test_each_operation_is_refused_by_the_ritual(
    session: Session, people: People, make_follow_up: MakeFollowUp, operation: Operation
) -> None:
    made = make_follow_up()
    number = made.id or 0
    with pytest.raises(NotFound):
        operation(session, people.charlie, number, 1)
    for outsider in (people.bob, people.dana, people.pat):
        with pytest.raises(NotAllowed):
            operation(session, outsider, number, 1)
    with pytest.raises(NotFound):
        operation(session, people.alice, 999_999, 1)
    service.change(session, people.erin, number, 1, Change("Call her", TODAY, Priority.LOW, None))
    with pytest.raises(Conflict, match="Erin"):
        operation(session, people.alice, number, 1)
    assert made.version == 2


def test_a_provider_completes_own_follow_ups(
    session: Session, people: People, make_follow_up: MakeFollowUp
) -> None:
    made = make_follow_up(owner_id=people.pat.user_id)
    assert service.complete(session, people.pat, made.id or 0, 1, note="Read it").ended_note == "Read it"


def test_what_became_of_it_is_chosen_once(
    session: Session, people: People, make_follow_up: MakeFollowUp
) -> None:
    made = make_follow_up()
    with pytest.raises(Invalid):
        service.complete(session, people.alice, made.id or 0, 1, Ended.WITHDRAWN)
    with pytest.raises(Invalid):
        service.complete(session, people.alice, made.id or 0, 1, note="x" * 501)
    service.complete(session, people.alice, made.id or 0, 1, Ended.NOT_NEEDED)
    for late in (_complete, _snooze, _change):
        with pytest.raises(Invalid):
            late(session, people.alice, made.id or 0, 2)


def test_a_snooze_wants_a_later_day_and_a_reason_and_is_counted(
    session: Session, people: People, make_follow_up: MakeFollowUp
) -> None:
    made = make_follow_up(due_on=TODAY - timedelta(days=4))
    for until, why in ((TODAY, "Closed"), (TOMORROW, "  "), (TOMORROW, "x" * 201), (date(2062, 1, 1), "No")):
        with pytest.raises(Invalid):
            service.snooze(session, people.alice, made.id or 0, 1, until, why)
    service.snooze(session, people.alice, made.id or 0, 1, TOMORROW, "Office is closed")
    service.snooze(session, people.alice, made.id or 0, 2, TOMORROW + timedelta(days=1), "Still closed")
    assert (made.due_on, made.snoozes) == (TOMORROW + timedelta(days=1), 2)


def test_who_takes_a_follow_up_needs_no_power_and_who_gives_it_away_does(
    session: Session, people: People, make_follow_up: MakeFollowUp
) -> None:
    made = make_follow_up(owner_id=None)
    service.reassign(session, people.pat, made.id or 0, 1, people.pat.user_id)
    with pytest.raises(NotAllowed):
        service.reassign(session, people.pat, made.id or 0, 2, people.alice.user_id)
    service.reassign(session, people.erin, made.id or 0, 2, people.alice.user_id, "Pat is away")
    assert made.owner_id == people.alice.user_id
    with pytest.raises(Invalid):
        service.reassign(session, people.erin, made.id or 0, 3, people.charlie.user_id)


def test_what_repeats_comes_again_on_its_rhythm_until_its_end(
    session: Session, people: People, maria: Patient, make_follow_up: MakeFollowUp
) -> None:
    long_ago = date(2026, 8, 31)
    made = make_follow_up(due_on=long_ago, repeat=Repeat(1, Unit.MONTH, until=date(2026, 12, 31)))
    days = []
    while made.due_on not in days:
        days.append(made.due_on)
        service.complete(session, people.alice, made.id or 0, made.version)
        made = service.of_patient(session, people.alice, maria.id or 0)[0].row
    # Completed late, it does not ask for the months that went by; the 31st stays the last of a month.
    assert days == [long_ago, date(2026, 11, 30), date(2026, 12, 31)]


def test_what_is_not_needed_does_not_come_again(
    session: Session, people: People, maria: Patient, make_follow_up: MakeFollowUp
) -> None:
    made = make_follow_up(repeat=Repeat(1, Unit.WEEK))
    service.complete(session, people.alice, made.id or 0, 1, Ended.NOT_NEEDED)
    assert len(service.of_patient(session, people.alice, maria.id or 0)) == 1


def test_reopening_takes_back_the_next_one(
    session: Session, people: People, make_follow_up: MakeFollowUp
) -> None:
    made = make_follow_up(repeat=Repeat(1, Unit.WEEK))
    with pytest.raises(Invalid):
        service.reopen(session, people.alice, made.id or 0, 1)
    service.complete(session, people.alice, made.id or 0, 1)
    service.reopen(session, people.alice, made.id or 0, 2)
    alice = people.alice.user_id
    lines = service.due_for(session, people.alice, alice, TODAY + timedelta(days=30))
    assert [line.row.id for line in lines] == [made.id]
    service.complete(session, people.alice, made.id or 0, 3)
    lines = service.due_for(session, people.alice, alice, TODAY + timedelta(days=30))
    assert [(line.row.due_on, line.row.every) for line in lines] == [(TODAY + timedelta(days=7), 1)]


def test_undo_puts_back_all_that_was_done_under_a_token(
    session: Session, people: People, maria: Patient, make_follow_up: MakeFollowUp
) -> None:
    template = service.templates(session, people.alice)[0]
    made = service.start(session, people.alice, template.id or 0, maria.id or 0, people.alice.user_id)
    service.complete(session, people.alice, made[0].id or 0, 1, Ended.REACHED, token="all")
    assert {each.ended for each in made} == {Ended.REACHED, Ended.NOT_NEEDED}
    assert "3 follow-ups" in service.undo(session, people.alice, "all")
    assert [(each.ended, each.done_at) for each in made] == [(None, None)] * 3
    with pytest.raises(NotFound):
        service.undo(session, people.erin, "all")
    with pytest.raises(NotFound):
        service.undo(session, people.alice, "")


def test_undo_is_refused_once_somebody_went_on(
    session: Session, people: People, make_follow_up: MakeFollowUp
) -> None:
    made = make_follow_up()
    service.snooze(session, people.alice, made.id or 0, 1, TOMORROW, "Closed", token="one")
    assert service.undo(session, people.alice, "one") == "Undone"
    assert (made.due_on, made.snoozes) == (TODAY, 0)
    service.snooze(session, people.alice, made.id or 0, 3, TOMORROW, "Closed", token="two")
    service.complete(session, people.erin, made.id or 0, 4)
    with pytest.raises(Conflict, match="Erin"):
        service.undo(session, people.alice, "two")


def test_undoing_a_completion_takes_the_next_one_back(
    session: Session, people: People, make_follow_up: MakeFollowUp
) -> None:
    made = make_follow_up(repeat=Repeat(2, Unit.DAY))
    service.complete(session, people.alice, made.id or 0, 1, token="done")
    service.undo(session, people.alice, "done")
    lines = service.due_for(session, people.alice, people.alice.user_id, TODAY + timedelta(days=30))
    assert [line.row.id for line in lines] == [made.id]
