"""What a view of the board holds, in its address and in the database."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session

from carehub.accounts.models import Center
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.programs import service as programs
from carehub.programs.models import ProgramKind
from carehub.referrals import service
from carehub.referrals.choices import choices
from carehub.referrals.ending import Ending
from carehub.referrals.filters import ME, NOBODY, ON, WHOLE_BOARD, BoardView, chosen, typed, view_in
from carehub.referrals.models import Referral
from carehub.referrals.reasons import EndReason, StuckReason
from carehub.referrals.status import Outcome, Urgency
from tests.conftest import People
from tests.referrals.conftest import MakeReferral

Found = Callable[[Actor, BoardView], set[int]]


@pytest.fixture
def found(session: Session) -> Found:
    def ids(actor: Actor, view: BoardView) -> set[int]:
        columns = service.board(session, actor, view)
        cards = {entry.referral.id or 0 for column in columns for entry in column.entries}
        assert sum(column.total for column in columns) == len(cards)
        assert {entry.referral.id for entry in service.changed_cards(session, actor, cards, view)} == cards
        return cards

    return ids


def close(session: Session, actor: Actor, referral: Referral) -> None:
    ending = Ending(Outcome.CANCELLED, EndReason.MOVED_AWAY)
    service.close_without_visit(session, actor, referral.id or 0, referral.version, ending)


def test_a_view_keeps_what_fits_and_leaves_the_rest(
    session: Session, people: People, make_referral: MakeReferral, found: Found
) -> None:
    stat, routine = make_referral(urgency="stat"), make_referral(actor=people.erin)
    routine.coordinator_id, routine.receiver = None, "Heart House"
    session.flush()
    mine, other = {stat.id or 0}, {routine.id or 0}
    assert found(people.alice, WHOLE_BOARD) == mine | other
    assert found(people.alice, BoardView(urgency="stat")) == mine
    assert found(people.alice, BoardView(coordinator=ME)) == mine
    assert found(people.alice, BoardView(coordinator=NOBODY)) == other
    assert found(people.erin, BoardView(coordinator=str(people.alice.user_id))) == mine
    assert found(people.alice, BoardView(type=str(stat.type_id), urgency="routine")) == other
    assert found(people.alice, BoardView(type="999999")) == set()
    assert found(people.alice, BoardView(text="heart h")) == other
    assert found(people.alice, BoardView(text="garcia maria")) == mine | other
    assert found(people.alice, BoardView(text="100%")) == set()


def test_a_program_shows_the_referrals_of_who_is_in_it_now(
    session: Session, people: People, make_referral: MakeReferral, found: Found
) -> None:
    enrolled, _ = make_referral(), make_referral()
    program = programs.add_program(session, people.dana, "Diabetes", ProgramKind.CCM)
    view = BoardView(program=str(program.id))
    enrolment = programs.enrol(session, people.alice, enrolled.patient_id, program.id or 0)
    assert found(people.alice, view) == found(people.erin, view) == {enrolled.id}
    assert found(people.charlie, view) == set()
    assert found(people.bob, view) == set(), "who may not read care notes does not learn who is in a program"
    programs.graduate(session, people.alice, enrolment.id or 0, enrolment.version)
    assert found(people.alice, view) == set()


def test_programs_are_offered_to_who_may_know_who_is_in_them(session: Session, people: People) -> None:
    program = programs.add_program(session, people.dana, "Diabetes", ProgramKind.CCM)
    offered = [{"value": str(program.id), "label": "Diabetes"}]
    assert choices(session, people.alice)["program"] == offered
    assert choices(session, people.bob)["program"] == []


def test_a_site_is_a_filter_and_never_a_way_in(
    session: Session, people: People, make_referral: MakeReferral, found: Found
) -> None:
    number = make_referral().id or 0
    north, south = (str(people.sites[name]) for name in ("Northside", "Southside"))
    assert found(people.erin, BoardView(site=north)) == {number}
    assert found(people.erin, BoardView(site=south)) == set()
    assert found(people.charlie, BoardView(site=north)) == set()
    assert found(people.charlie, BoardView(text="Lakeside")) == set()


def test_late_is_what_ran_out_of_time_and_is_not_closed(
    session: Session, people: People, make_referral: MakeReferral, found: Found
) -> None:
    with clock.freeze(clock.now() - timedelta(days=9)):
        late, ended = make_referral(urgency="stat"), make_referral(urgency="stat")
        late.stuck_because = ended.stuck_because = StuckReason.OTHER
        make_referral(urgency="stat").due_at = None
        unexplained = make_referral(urgency="stat")
    make_referral().stuck_because = StuckReason.OTHER
    close(session, people.alice, ended)
    assert found(people.alice, BoardView(late=ON)) == {late.id, unexplained.id}
    assert found(people.alice, BoardView(stuck=ON)) == {late.id}


def test_closed_referrals_leave_the_board_after_the_days_that_the_center_has_set(
    session: Session, people: People, make_referral: MakeReferral, found: Found
) -> None:
    with clock.freeze(clock.now() - timedelta(days=13)):
        recent = make_referral()
        close(session, people.alice, recent)
    with clock.freeze(clock.now() - timedelta(days=15)):
        old = make_referral()
        close(session, people.alice, old)
    still_open = make_referral()
    both = {recent.id or 0, old.id or 0}
    assert found(people.alice, WHOLE_BOARD) == {recent.id, still_open.id}
    assert found(people.alice, BoardView(closed=ON)) == both
    assert found(people.alice, BoardView(text="Lakeside")) == both | {still_open.id or 0}
    session.get_one(Center, 1).archive_after_days = 30
    assert found(people.alice, WHOLE_BOARD) == both | {still_open.id or 0}


def test_a_column_of_a_view_is_read_page_by_page(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    stage = make_referral(urgency="stat").stage_id
    for _ in range(26):
        make_referral(urgency="urgent")
    view = BoardView(urgency="urgent")
    first = service.column_page(session, people.alice, stage, only=view)
    second = service.column_page(session, people.alice, stage, first[-1].referral.order_key, view)
    assert (len(first), len(second)) == (25, 1)
    assert {entry.referral.urgency for entry in [*first, *second]} == {Urgency.URGENT}
    assert service.stage_totals(session, people.alice, view) == {stage: 26}


def test_an_address_says_everything_but_what_was_typed() -> None:
    view = BoardView(
        coordinator=ME, site="3", type="2", urgency="stat", late=ON, stuck=ON, closed=ON, lanes="type"
    )
    assert view_in(dict(part.split("=") for part in view.address().split("&"))) == view
    assert typed(view, " Garcia ").address() == view.address()
    assert typed(view, "x" * 500).text == "x" * 100


@pytest.mark.parametrize(
    "said",
    [
        {"coordinator": "1 OR 1=1"}, {"coordinator": "-1"}, {"site": "٣"}, {"type": "9" * 30},
        {"urgency": "STAT"}, {"closed": "0"}, {"late": "true"}, {"lanes": "patient"}, {"text": "Garcia"},
        {"referral": "5"}, {"": ""},
    ],
)  # fmt: skip
def test_what_an_address_cannot_mean_is_left_out(said: dict[str, str]) -> None:
    assert view_in(said) == WHOLE_BOARD


def test_a_filter_that_means_nothing_changes_nothing() -> None:
    view = BoardView(urgency="stat")
    assert chosen(view, "urgency", "now") == chosen(view, "text", "Garcia") == chosen(view, "_x", "1") == view
    assert chosen(view, "urgency", "") == WHOLE_BOARD
