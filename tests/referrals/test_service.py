"""Each operation: works, other site, wrong role, stale version, unknown id."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.referrals import service, visits
from carehub.referrals.evidence import Evidence, ProofWanted
from carehub.referrals.models import Happening, Referral
from carehub.referrals.service import NewReferral, ReferralChanges
from carehub.referrals.status import MissedReason, Outcome, Proof, Status, Urgency
from tests.conftest import People, make_patient
from tests.referrals.conftest import EVIDENCE, MakeReferral

Walk = Callable[..., Referral]
MONDAY = datetime(2026, 11, 23, 16, tzinfo=UTC)  # 10:00 in Chicago
NOBODY = 999_999


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def referral(make_referral: MakeReferral) -> Referral:
    return make_referral()


@pytest.fixture
def sent(make_referral: MakeReferral, walk: Walk) -> Referral:
    return walk(make_referral(), "Ready", "Sent")


# --- make -------------------------------------------------------------------------------------


def test_a_new_referral_is_a_draft_of_the_coordinator_who_makes_it(
    referral: Referral, people: People
) -> None:
    assert (referral.status, referral.version) == (Status.DRAFT, 1)
    assert referral.coordinator_id == people.alice.user_id
    assert referral.requested_on.isoformat() == "2026-11-23"
    assert referral.due_at == datetime(2026, 11, 27, 6, tzinfo=UTC)


def test_a_referral_that_a_provider_makes_has_no_coordinator_yet(
    people: People, make_referral: MakeReferral
) -> None:
    assert make_referral(people.pat).coordinator_id is None


def test_making_a_referral_is_recorded_and_announced(
    session: Session, referral: Referral, people: People
) -> None:
    assert _last_entry(session) == ("referrals.created", people.alice.user_id, f"referral:{referral.id}")
    assert changes.Change(changes.Topic.REFERRALS, (referral.id or 0,)) in session.info["carehub_announced"]


def test_front_desk_cannot_make_a_referral(make_referral: MakeReferral, people: People) -> None:
    with pytest.raises(NotAllowed):
        make_referral(people.bob)


def test_no_referral_is_made_for_a_patient_of_another_site(
    session: Session, people: People, specialty: int
) -> None:
    patient = make_patient(session, people.sites["Southside"])
    with pytest.raises(NotFound):
        service.create(session, people.alice, NewReferral(patient.id or 0, specialty))


def test_a_referral_wants_a_type_that_exists(session: Session, people: People) -> None:
    patient = make_patient(session, people.sites["Northside"])
    with pytest.raises(Invalid, match="type"):
        service.create(session, people.alice, NewReferral(patient.id or 0, NOBODY))


# --- edit -------------------------------------------------------------------------------------


def changes_to(referral: Referral, **fields: object) -> ReferralChanges:
    as_is = {name: getattr(referral, name) for name in ("type_id", "urgency", "receiver", "question")}
    return ReferralChanges(**{**as_is, **fields})  # pyright: ignore[reportArgumentType]


def test_an_edit_is_kept_with_its_history(session: Session, referral: Referral, people: People) -> None:
    service.edit(session, people.alice, referral.id or 0, 1, changes_to(referral, receiver=" Heart House "))
    assert (referral.receiver, referral.version) == ("Heart House", 2)
    line = service.history(session, people.alice, referral.id or 0)[0]
    assert (line.who, line.event.happening, line.event.detail) == (
        "Alice Moreno",
        Happening.EDITED,
        {"receiver": "Heart House"},
    )


def test_an_edit_that_changes_nothing_leaves_no_trace(
    session: Session, referral: Referral, people: People
) -> None:
    service.edit(session, people.alice, referral.id or 0, 1, changes_to(referral))
    assert referral.version == 1


def test_editing_resets_no_clock(session: Session, sent: Referral, people: People) -> None:
    before = (sent.due_at, sent.status_entered_at, sent.stage_entered_at)
    with clock.freeze(MONDAY + timedelta(days=3)):
        service.edit(session, people.alice, sent.id or 0, sent.version, changes_to(sent, question="And now?"))
    assert (sent.due_at, sent.status_entered_at, sent.stage_entered_at) == before


def test_a_higher_urgency_has_a_shorter_clock_and_a_higher_place(
    session: Session, sent: Referral, people: People
) -> None:
    place = sent.order_key
    service.edit(session, people.alice, sent.id or 0, sent.version, changes_to(sent, urgency=Urgency.STAT))
    assert sent.due_at == MONDAY + timedelta(hours=24)
    assert sent.order_key < place


def test_a_sent_referral_keeps_its_receiver(session: Session, sent: Referral, people: People) -> None:
    with pytest.raises(Invalid, match="receiver"):
        service.edit(session, people.alice, sent.id or 0, sent.version, changes_to(sent, receiver=" "))


# --- move -------------------------------------------------------------------------------------


def test_a_move_takes_the_whole_path_and_keeps_eight_dates_apart(referral: Referral, walk: Walk) -> None:
    walk(referral, "Ready", "Sent", "Accepted")
    with clock.freeze(MONDAY):
        walk(referral, "Scheduled", "Awaiting report", "Report to review", "Closed")
    assert (referral.status, referral.outcome) == (Status.CLOSED, Outcome.COMPLETED)
    assert referral.appointment_at == datetime(2026, 12, 1, 15, 30, tzinfo=UTC)
    dates = (referral.sent_on, referral.accepted_on, referral.seen_on, referral.reviewed_on)
    assert all(dates)
    assert referral.closed_at == MONDAY
    assert referral.due_at is None


def test_a_move_without_its_proof_is_refused_and_says_what_is_wanted(
    session: Session, referral: Referral, people: People, stages: dict[str, int], walk: Walk
) -> None:
    walk(referral, "Ready")
    with pytest.raises(ProofWanted, match="how it was sent, the number or address") as refusal:
        service.move(session, people.alice, referral.id or 0, 2, stages["Sent"])
    assert refusal.value.proofs == (Proof.SENT_CHANNEL, Proof.SENT_TO, Proof.SENT_ON)
    assert (referral.status, referral.version) == (Status.READY, 2)


def test_a_question_that_is_on_file_is_not_asked_again(referral: Referral, walk: Walk) -> None:
    assert walk(referral, "Ready").status is Status.READY


def test_a_draft_without_a_receiver_is_not_ready(
    session: Session, people: People, stages: dict[str, int], specialty: int
) -> None:
    patient = make_patient(session, people.sites["Northside"])
    draft = service.create(session, people.alice, NewReferral(patient.id or 0, specialty, question="Why?"))
    with pytest.raises(ProofWanted) as refusal:
        service.move(session, people.alice, draft.id or 0, 1, stages["Ready"])
    assert refusal.value.proofs == (Proof.RECEIVER,)
    service.move(session, people.alice, draft.id or 0, 1, stages["Ready"], Evidence(receiver="WIC office"))
    assert (draft.receiver, draft.status) == ("WIC office", Status.READY)


def test_a_step_outside_the_table_is_refused_in_words(
    session: Session, referral: Referral, people: People, stages: dict[str, int]
) -> None:
    with pytest.raises(Invalid, match="cannot go from Draft straight to Closed"):
        service.move(session, people.alice, referral.id or 0, 1, stages["Closed"], EVIDENCE["Closed"])


def test_what_is_done_cannot_lie_in_the_future(
    session: Session, referral: Referral, people: People, stages: dict[str, int], walk: Walk
) -> None:
    walk(referral, "Ready")
    ahead = EVIDENCE["Sent"].model_copy(update={"sent_on": (MONDAY + timedelta(days=1)).date()})
    with pytest.raises(Invalid, match="future"):
        service.move(session, people.alice, referral.id or 0, 2, stages["Sent"], ahead)


def test_a_step_back_forgets_what_is_no_longer_true_but_history_keeps_it(
    session: Session, sent: Referral, people: People, stages: dict[str, int]
) -> None:
    back = Evidence(reason="Faxed to the wrong number")
    service.move(session, people.alice, sent.id or 0, sent.version, stages["Ready"], back)
    assert (sent.sent_on, sent.sent_to, sent.receiver) == (None, "", "Lakeside Cardiology")
    undone, done = service.history(session, people.alice, sent.id or 0)[:2]
    assert undone.event.reason == "Faxed to the wrong number"
    assert done.event.detail["sent_to"] == "312 555 0142"


def test_waiting_for_the_payer_keeps_what_was_sent(sent: Referral, walk: Walk) -> None:
    walk(sent, "Needs info")
    assert (sent.missing_from, sent.sent_to) == ("payer", "312 555 0142")
    walk(sent, "Sent")
    assert (sent.missing_from, sent.missing) == (None, "")


def test_moving_between_two_stages_of_one_status_resets_no_clock(
    session: Session, sent: Referral, people: People
) -> None:
    from carehub.referrals.models import Stage

    chased = Stage(name="Chased", position=4, status=Status.SENT)
    session.add(chased)
    session.flush()
    due = sent.due_at
    with clock.freeze(MONDAY + timedelta(days=2)):
        service.move(session, people.alice, sent.id or 0, sent.version, chased.id or 0)
    assert (sent.due_at, sent.stage_entered_at) == (due, MONDAY + timedelta(days=2))


def test_a_hidden_stage_takes_no_card(
    session: Session, referral: Referral, people: People, stages: dict[str, int]
) -> None:
    from carehub.referrals.models import Stage

    session.get_one(Stage, stages["Ready"]).is_hidden = True
    session.flush()
    with pytest.raises(NotFound, match="no longer on the board"):
        service.move(session, people.alice, referral.id or 0, 1, stages["Ready"])


def test_the_second_of_two_people_is_told_who_was_first(
    session: Session, referral: Referral, people: People, stages: dict[str, int]
) -> None:
    service.move(session, people.alice, referral.id or 0, 1, stages["Ready"])
    with (
        clock.freeze(MONDAY + timedelta(seconds=3)),
        pytest.raises(Conflict, match="Alice Moreno moved this referral to Ready 3 seconds ago"),
    ):
        service.move(session, people.erin, referral.id or 0, 1, stages["Needs info"], EVIDENCE["Needs info"])
    assert referral.status is Status.READY


def test_front_desk_cannot_move_a_referral(
    session: Session, referral: Referral, people: People, stages: dict[str, int]
) -> None:
    for actor in (people.bob, people.pat, people.dana):
        with pytest.raises(NotAllowed):
            service.move(session, actor, referral.id or 0, 1, stages["Ready"])
    assert referral.version == 1


def test_closing_without_a_report_after_three_requests_wants_a_supervisor(
    session: Session, sent: Referral, people: People, stages: dict[str, int], walk: Walk
) -> None:
    walk(sent, "Awaiting report")
    not_obtained = Evidence.model_validate({"no_report": "not_obtained"})
    with pytest.raises(NotAllowed, match="supervisor"):
        service.move(session, people.alice, sent.id or 0, sent.version, stages["Closed"], not_obtained)
    service.move(session, people.erin, sent.id or 0, sent.version, stages["Closed"], not_obtained)
    assert sent.status is Status.CLOSED


# --- close, reopen ----------------------------------------------------------------------------


def test_a_referral_closes_without_a_visit_with_its_outcome(
    session: Session, sent: Referral, people: People
) -> None:
    service.close_without_visit(
        session, people.alice, sent.id or 0, sent.version, Outcome.CANCELLED, "Moved away"
    )
    assert (sent.status, sent.outcome, sent.outcome_reason) == (
        Status.CLOSED,
        Outcome.CANCELLED,
        "Moved away",
    )


@pytest.mark.parametrize(
    ("outcome", "reason", "words"),
    [
        (Outcome.CANCELLED, " ", "why"),
        (Outcome.NO_CAPACITY, "Full until May", "what happens next"),
        (Outcome.COMPLETED, "Done", "how this referral ended"),
    ],
)
def test_an_end_without_its_grounds_is_refused(
    session: Session, sent: Referral, people: People, outcome: Outcome, reason: str, words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        service.close_without_visit(session, people.alice, sent.id or 0, sent.version, outcome, reason)


def test_a_redirected_referral_is_followed_by_a_draft_that_replaces_it(
    session: Session, sent: Referral, people: People
) -> None:
    service.close_without_visit(
        session, people.alice, sent.id or 0, sent.version, Outcome.REDIRECTED, "Does not take our insurance"
    )
    [successor] = session.exec(select(Referral).where(Referral.replaces_id == sent.id))
    assert (successor.status, successor.receiver, successor.question) == (Status.DRAFT, "", sent.question)
    assert (successor.patient_id, successor.coordinator_id) == (sent.patient_id, sent.coordinator_id)


def test_lost_to_follow_up_is_signed_by_a_supervisor(
    session: Session, sent: Referral, people: People
) -> None:
    lost = (Outcome.LOST_TO_FOLLOW_UP, "Three attempts")
    with pytest.raises(NotAllowed, match="supervisor"):
        service.close_without_visit(session, people.alice, sent.id or 0, sent.version, *lost)
    for days_ago in (3, 2, 1):
        with pytest.raises(Invalid, match=f"attempts on 3 days; .* has {3 - days_ago}"):
            service.close_without_visit(session, people.erin, sent.id or 0, sent.version, *lost)
        tried = NewAttempt(sent.patient_id, Whom.PATIENT, How.PHONE, Answer.NO_ANSWER, sent.id)
        contacts.log(session, people.alice, replace(tried, at=clock.now() - timedelta(days=days_ago)))
    service.close_without_visit(session, people.erin, sent.id or 0, sent.version, *lost)
    assert sent.outcome is Outcome.LOST_TO_FOLLOW_UP


def test_a_closed_referral_is_reopened_with_a_reason(
    session: Session, sent: Referral, people: People, stages: dict[str, int]
) -> None:
    service.close_without_visit(session, people.alice, sent.id or 0, sent.version, Outcome.CANCELLED, "Gone")
    service.reopen(session, people.alice, sent.id or 0, sent.version, stages["Ready"], "Came back")
    assert (sent.status, sent.outcome, sent.closed_at, sent.sent_on) == (Status.READY, None, None, None)
    assert service.history(session, people.alice, sent.id or 0)[0].event.happening is Happening.REOPENED


def test_an_open_referral_is_not_reopened(
    session: Session, sent: Referral, people: People, stages: dict[str, int]
) -> None:
    with pytest.raises(Invalid, match="open already"):
        service.reopen(session, people.alice, sent.id or 0, sent.version, stages["Ready"], "Why not")


# --- acknowledge, pin -------------------------------------------------------------------------


def test_a_provider_acknowledges_a_report_and_nothing_else(
    session: Session, sent: Referral, people: People, walk: Walk
) -> None:
    walk(sent, "Awaiting report", "Report to review")
    service.acknowledge(session, people.pat, sent.id or 0, sent.version)
    assert (sent.reviewed_by, str(sent.reviewed_on)) == ("Pat Lindqvist", "2026-11-23")
    with pytest.raises(NotAllowed):
        service.edit(session, people.pat, sent.id or 0, sent.version, changes_to(sent, receiver="Mine"))


def test_there_is_nothing_to_acknowledge_before_the_report(
    session: Session, sent: Referral, people: People
) -> None:
    with pytest.raises(Invalid, match="no report"):
        service.acknowledge(session, people.pat, sent.id or 0, sent.version)


def test_a_pinned_card_stands_above_a_stat_one(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    routine, stat = make_referral(), make_referral(urgency="stat")
    assert stat.order_key < routine.order_key
    service.pin(session, people.alice, routine.id or 0, 1, pinned=True)
    assert routine.order_key < stat.order_key


# --- visits -----------------------------------------------------------------------------------


def test_front_desk_books_and_the_card_follows(session: Session, sent: Referral, people: People) -> None:
    when = MONDAY + timedelta(days=4)
    visits.book_appointment(session, people.bob, sent.id or 0, when, told=True)
    assert (sent.status, sent.appointment_at) == (Status.SCHEDULED, when)
    visits.book_appointment(session, people.bob, sent.id or 0, when + timedelta(days=1), told=False)
    assert (sent.appointment_at, sent.appointment_told) == (when + timedelta(days=1), False)


def test_a_no_show_returns_to_accepted_and_keeps_the_missed_appointment(
    session: Session, sent: Referral, people: People
) -> None:
    when = MONDAY + timedelta(days=4)
    visits.book_appointment(session, people.alice, sent.id or 0, when, told=True)
    with clock.freeze(when + timedelta(hours=1)):
        visits.record_no_show(session, people.bob, sent.id or 0, MissedReason.NO_TRANSPORTATION)
    event = service.history(session, people.alice, sent.id or 0)[0].event
    assert (sent.status, sent.appointment_at) == (Status.ACCEPTED, None)
    assert (event.happening, event.reason) == (Happening.MISSED, "No transportation")
    assert event.detail["appointment_at"] == when.isoformat()


def test_nobody_misses_an_appointment_that_has_not_come(
    session: Session, sent: Referral, people: People
) -> None:
    visits.book_appointment(session, people.alice, sent.id or 0, MONDAY + timedelta(days=4), told=True)
    with pytest.raises(Invalid, match="has not come yet"):
        visits.record_no_show(session, people.bob, sent.id or 0, MissedReason.FORGOT)


def test_a_visit_that_took_place_waits_for_its_report(
    session: Session, sent: Referral, people: People
) -> None:
    visits.book_appointment(session, people.alice, sent.id or 0, MONDAY - timedelta(hours=1), told=True)
    visits.record_seen(session, people.bob, sent.id or 0, MONDAY.date(), "Front desk")
    assert sent.status is Status.SEEN


def test_a_visit_that_is_called_off_waits_for_another_time(
    session: Session, sent: Referral, people: People
) -> None:
    visits.book_appointment(session, people.alice, sent.id or 0, MONDAY + timedelta(days=4), told=True)
    visits.call_off_appointment(session, people.bob, sent.id or 0, "Doctor is away")
    assert (sent.status, sent.appointment_at) == (Status.ACCEPTED, None)


def test_a_draft_is_not_booked(session: Session, referral: Referral, people: People) -> None:
    with pytest.raises(Invalid, match="Draft"):
        visits.book_appointment(session, people.alice, referral.id or 0, MONDAY, told=True)


# --- the same for each operation --------------------------------------------------------------

Verb = Callable[[Session, Actor, int, int, int], object]
VERBS: dict[str, Verb] = {
    "edit": lambda s, a, i, v, stage: service.edit(
        s, a, i, v, ReferralChanges(1, Urgency.STAT, "Elsewhere", "Why?")
    ),
    "move": lambda s, a, i, v, stage: service.move(s, a, i, v, stage),
    "reopen": lambda s, a, i, v, stage: service.reopen(s, a, i, v, stage, "Again"),
    "close_without_visit": lambda s, a, i, v, stage: service.close_without_visit(
        s, a, i, v, Outcome.CANCELLED, "Gone"
    ),
    "acknowledge": lambda s, a, i, v, stage: service.acknowledge(s, a, i, v),
    "pin": lambda s, a, i, v, stage: service.pin(s, a, i, v, pinned=True),
}
READS: dict[str, Callable[[Session, Actor, int], object]] = {
    "find": service.find,
    "read": service.read,
    "history": service.history,
    "no show": lambda s, a, i: visits.record_no_show(s, a, i, MissedReason.FORGOT),
    "book": lambda s, a, i: visits.book_appointment(s, a, i, MONDAY, told=True),
    "seen": lambda s, a, i: visits.record_seen(s, a, i, MONDAY.date(), "Rosa"),
    "call off": lambda s, a, i: visits.call_off_appointment(s, a, i, "Away"),
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
def test_another_site_and_an_unknown_referral_look_the_same(
    session: Session, referral: Referral, people: People, stages: dict[str, int], verb: Verb
) -> None:
    refusals = []
    for actor, number in ((people.charlie, referral.id or 0), (people.alice, NOBODY)):
        with pytest.raises(NotFound) as refusal:
            verb(session, actor, number, 1, stages["Ready"])
        refusals.append(str(refusal.value))
    assert refusals[0] == refusals[1]
    assert referral.version == 1


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
def test_front_desk_changes_no_referral(
    session: Session, referral: Referral, people: People, stages: dict[str, int], verb: Verb
) -> None:
    with pytest.raises((NotAllowed, Invalid)):
        verb(session, people.bob, referral.id or 0, 1, stages["Ready"])
    assert referral.version == 1


@pytest.mark.parametrize("name", ["edit", "move", "close_without_visit", "pin"])
def test_a_stale_version_changes_nothing(
    session: Session, referral: Referral, people: People, stages: dict[str, int], name: str
) -> None:
    service.pin(session, people.erin, referral.id or 0, 1, pinned=True)
    with pytest.raises(Conflict, match="Erin Castellano pinned this referral"):
        VERBS[name](session, people.alice, referral.id or 0, 1, stages["Ready"])
    assert referral.version == 2


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_another_site_reads_and_books_nothing(
    session: Session, referral: Referral, people: People, read: Callable[[Session, Actor, int], object]
) -> None:
    with pytest.raises(NotFound):
        read(session, people.charlie, referral.id or 0)
    with pytest.raises(NotFound):
        read(session, people.alice, NOBODY)


# --- the board --------------------------------------------------------------------------------


def test_a_column_holds_its_first_page_and_counts_all(
    session: Session, people: People, make_referral: MakeReferral, stages: dict[str, int]
) -> None:
    made = sorted((make_referral() for _ in range(27)), key=lambda each: each.order_key)
    draft, ready = service.board(session, people.alice)[:1] + service.board(session, people.alice)[2:3]
    assert [entry.referral.id for entry in draft.entries] == [each.id for each in made[:25]]
    assert (draft.total, ready.total, ready.entries) == (27, 0, [])
    rest = service.column_page(session, people.alice, stages["Draft"], after=made[24].order_key)
    assert [entry.referral.id for entry in rest] == [each.id for each in made[25:]]


def test_a_board_shows_only_the_patients_of_the_own_sites(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    north, south = make_referral(), make_referral(people.charlie, site="Southside")
    for actor, mine in (
        (people.alice, {north.id}),
        (people.charlie, {south.id}),
        (people.erin, {north.id, south.id}),
    ):
        shown = {entry.referral.id for column in service.board(session, actor) for entry in column.entries}
        changed = service.changed_cards(session, actor, [north.id or 0, south.id or 0])
        assert shown == {entry.referral.id for entry in changed} == mine
        assert sum(service.stage_totals(session, actor).values()) == len(mine)


def _last_entry(session: Session) -> tuple[str, int | None, str]:
    entry = session.exec(select(journal.JournalEntry).order_by(col(journal.JournalEntry.seq).desc())).first()
    assert entry is not None
    return entry.action, entry.actor_id, entry.subject
