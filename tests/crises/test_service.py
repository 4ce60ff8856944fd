"""A crisis by the protocol: opened once, ticked by whoever joins, ended, seen, and never forgotten."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import CareHubError, Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.crises import service
from carehub.crises.kinds import USUAL_STEPS, CrisisOutcome
from carehub.crises.models import Crisis
from carehub.crises.running import CALL_AGAIN
from carehub.follow_ups.models import FollowUp
from tests.conftest import People, make_patient


@pytest.fixture
def crisis(session: Session, people: People) -> Crisis:
    """Opened by bob of the front desk for Maria."""
    patient = make_patient(session, people.sites["Northside"])
    return service.open_crisis(session, people.bob, patient.id or 0)


def follow_up_of(session: Session) -> FollowUp:
    return session.exec(select(FollowUp).execution_options(populate_existing=True)).one()


def test_who_opens_it_again_joins_and_the_follow_up_is_made_once(
    session: Session, people: People, crisis: Crisis
) -> None:
    assert service.open_crisis(session, people.alice, crisis.patient_id).id == crisis.id
    made = follow_up_of(session)
    assert (made.text, made.due_on) == (CALL_AGAIN, clock.today("America/Chicago") + timedelta(days=1))


def test_steps_are_ticked_by_several_with_time_and_name(
    session: Session, people: People, crisis: Crisis
) -> None:
    service.tick(session, people.bob, crisis.id or 0, 0, done=True)
    service.tick(session, people.pat, crisis.id or 0, 0, done=True)
    service.tick(session, people.pat, crisis.id or 0, 2, done=True)
    service.tick(session, people.alice, crisis.id or 0, 2, done=False)
    told = service.tell(session, people.erin, crisis.id or 0)
    assert [step.text for step in told.steps] == list(USUAL_STEPS)
    assert [(n, step.who) for n, step in enumerate(told.steps) if step.done_at] == [(0, "Bob Tran")]
    with pytest.raises(Invalid, match="no such step"):
        service.tick(session, people.bob, crisis.id or 0, len(USUAL_STEPS), done=True)


def test_it_ends_with_an_outcome_and_the_call_of_tomorrow_stays(
    session: Session, people: People, crisis: Crisis
) -> None:
    service.note(session, people.alice, crisis.id or 0, "Her sister is on the way")
    with pytest.raises(Invalid, match="in a few words"):
        service.end(session, people.alice, crisis.id or 0, 1, CrisisOutcome.SAFE, " ")
    service.acknowledge(session, people.erin, crisis.id or 0)
    service.end(session, people.alice, crisis.id or 0, 1, CrisisOutcome.SAFE, "Stays with her sister")
    told = service.tell(session, people.pat, crisis.id or 0)
    assert (told.row.outcome, told.row.summary) == (CrisisOutcome.SAFE, "Stays with her sister")
    assert [(note.text, who) for note, who in told.notes] == [("Her sister is on the way", "Alice Moreno")]
    assert follow_up_of(session).done_at is None
    for again in (
        lambda: service.end(session, people.pat, crisis.id or 0, 2, CrisisOutcome.SAFE, "x"),
        lambda: service.tick(session, people.pat, crisis.id or 0, 1, done=True),
    ):
        with pytest.raises(Conflict, match="ended by a colleague"):
            again()
    assert service.open_crisis(session, people.alice, crisis.patient_id).id != crisis.id


def test_one_that_was_opened_by_mistake_leaves_nothing_to_do(
    session: Session, people: People, crisis: Crisis
) -> None:
    service.end(session, people.alice, crisis.id or 0, 1, CrisisOutcome.BY_MISTAKE, "")
    assert follow_up_of(session).done_at is not None
    assert len(service.open_notices(session, people.erin)) == 1


def test_supervisors_are_told_until_one_of_them_knows(
    session: Session, people: People, crisis: Crisis
) -> None:
    (notice,) = service.open_notices(session, people.erin)
    assert (notice.crisis_id, notice.opened_by, notice.is_over) == (crisis.id, "Bob Tran", False)
    assert service.open_notices(session, people.alice) == []
    with pytest.raises(NotAllowed):
        service.acknowledge(session, people.alice, crisis.id or 0)
    service.acknowledge(session, people.erin, crisis.id or 0)
    service.acknowledge(session, people.erin, crisis.id or 0)
    assert service.open_notices(session, people.erin) == []


def test_front_desk_sees_the_steps_but_no_notes_and_no_crisis_of_the_past(
    session: Session, people: People, crisis: Crisis
) -> None:
    service.note(session, people.alice, crisis.id or 0, "Something private")
    assert service.tell(session, people.bob, crisis.id or 0).notes == []
    with pytest.raises(NotAllowed):
        service.end(session, people.bob, crisis.id or 0, 1, CrisisOutcome.SAFE, "x")
    service.end(session, people.alice, crisis.id or 0, 1, CrisisOutcome.SAFE, "Safe")
    with pytest.raises(NotFound):
        service.tell(session, people.bob, crisis.id or 0)
    assert service.of_patient(session, people.bob, crisis.patient_id) == []
    assert len(service.of_patient(session, people.pat, crisis.patient_id)) == 1


Deed = Callable[[Session, Actor, Crisis], object]
DEEDS: dict[str, Deed] = {
    "open": lambda s, who, c: service.open_crisis(s, who, c.patient_id),
    "tick": lambda s, who, c: service.tick(s, who, c.id or 0, 1, done=True),
    "note": lambda s, who, c: service.note(s, who, c.id or 0, "On the phone"),
    "tell": lambda s, who, c: service.tell(s, who, c.id or 0),
    "of_patient": lambda s, who, c: service.of_patient(s, who, c.patient_id),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS.keys())
@pytest.mark.parametrize(
    ("who", "refusal"), [("bob", None), ("pat", None), ("charlie", NotFound), ("dana", NotAllowed)]
)
def test_everybody_at_the_site_who_meets_patients_runs_a_crisis(
    session: Session, people: People, crisis: Crisis, deed: Deed, who: str, refusal: type[CareHubError] | None
) -> None:
    if refusal is None:
        deed(session, getattr(people, who), crisis)
    else:
        with pytest.raises(refusal):
            deed(session, getattr(people, who), crisis)


def test_who_changed_it_meanwhile_is_told_and_unknown_ones_are_not_found(
    session: Session, people: People, crisis: Crisis
) -> None:
    with pytest.raises(Conflict, match="Look again"):
        service.end(session, people.alice, crisis.id or 0, 7, CrisisOutcome.SAFE, "Safe")
    with pytest.raises(NotFound):
        service.tell(session, people.alice, 99)
    with pytest.raises(NotFound):
        service.open_crisis(session, people.alice, 99)


def test_a_crisis_keeps_the_protocol_it_began_with(session: Session, people: People, crisis: Crisis) -> None:
    service.set_steps(session, people.dana, 1, ["Ask where they are", " ", "Call 911"])
    assert service.steps_now(session, people.bob) == (["Ask where they are", "Call 911"], 2)
    assert len(service.tell(session, people.alice, crisis.id or 0).steps) == len(USUAL_STEPS)
    with pytest.raises(Conflict, match="saved the protocol while you changed it"):
        service.set_steps(session, people.dana, 1, ["Other"])
    with pytest.raises(Invalid, match="one on each line"):
        service.set_steps(session, people.dana, 2, [" "])
    with pytest.raises(NotAllowed):
        service.set_steps(session, people.erin, 2, ["Other"])


def test_who_is_on_call_goes_by_the_day_of_the_center(session: Session, people: People) -> None:
    service.set_rota(
        session, people.dana, {0: ("Pat", "312 555 0101"), 7: ("Erin", "312 555 0102"), 3: ("", "")}
    )
    # Tuesday 02:00 in UTC is still Monday evening in Chicago.
    with clock.freeze(datetime(2026, 3, 10, 2, tzinfo=UTC)):
        on_monday = service.on_call_now(session, people.bob)
    with clock.freeze(datetime(2026, 3, 10, 18, tzinfo=UTC)):
        on_tuesday = service.on_call_now(session, people.bob)
    assert [entry and entry.name for entry in (on_monday, on_tuesday)] == ["Pat", "Erin"]
    with pytest.raises(Invalid, match="name and the phone"):
        service.set_rota(session, people.dana, {0: ("Pat", "")})
    with pytest.raises(NotAllowed):
        service.set_rota(session, people.alice, {})


def test_no_words_of_a_crisis_get_into_the_journal(session: Session, people: People, crisis: Crisis) -> None:
    service.note(session, people.alice, crisis.id or 0, "Something private")
    told = " ".join(f"{entry.fields} {entry.reason}" for entry in session.exec(select(JournalEntry)))
    assert "private" not in told
