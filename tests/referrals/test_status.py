import pytest

from carehub.core.errors import Invalid
from carehub.referrals.evidence import NOTHING, PROOF_WORDS, Evidence, evidence_in
from carehub.referrals.models import Referral
from carehub.referrals.prompts import LABELS
from carehub.referrals.reasons import END_REASONS, FOLLOW_UPS, EndReason, StuckReason, stuck_reasons
from carehub.referrals.status import (
    MEANINGS,
    OFF_PATH,
    TRANSITIONS,
    MissedReason,
    Outcome,
    Proof,
    Status,
    WhoseMove,
    may_follow,
    next_statuses,
    proofs_undone,
    proofs_wanted,
    whose_move,
)
from carehub.referrals.wording import END_REASON, MISSED, STUCK

ALLOWED = {
    "draft": "needs_info ready",
    "needs_info": "draft ready sent accepted",
    "ready": "draft needs_info sent",
    "sent": "ready needs_info accepted scheduled seen",
    "accepted": "sent needs_info scheduled seen",
    "scheduled": "accepted seen",
    "seen": "accepted scheduled report_received closed",
    "report_received": "seen closed",
    "closed": "needs_info ready sent accepted seen report_received",
}


@pytest.mark.parametrize("source", Status)
def test_a_referral_moves_only_along_the_table(source: Status) -> None:
    assert set(next_statuses(source)) == set(ALLOWED[source].split())


@pytest.mark.parametrize("status", Status)
def test_a_card_moves_freely_between_two_stages_of_one_status(status: Status) -> None:
    assert may_follow(status, status)
    assert proofs_wanted(status, status) == ()


@pytest.mark.parametrize(
    ("source", "target", "proofs"),
    [
        ("draft", "needs_info", {"missing_from", "missing"}),
        ("draft", "ready", {"question", "receiver"}),
        ("ready", "sent", {"sent_channel", "sent_to", "sent_on"}),
        ("sent", "accepted", {"accepted_by", "accepted_on"}),
        ("sent", "scheduled", {"appointment_at", "appointment_told"}),
        ("accepted", "scheduled", {"appointment_at", "appointment_told"}),
        ("accepted", "seen", {"seen_on", "seen_confirmed_by"}),
        ("scheduled", "seen", {"seen_on", "seen_confirmed_by"}),
        ("seen", "report_received", {"report_received_on"}),
        ("seen", "closed", {"no_report"}),
        ("report_received", "closed", {"reviewed_by", "reviewed_on", "patient_told_on"}),
        ("closed", "ready", {"reason"}),
        ("scheduled", "accepted", {"reason"}),
    ],
)
def test_a_move_wants_the_proof_of_what_it_says(source: str, target: str, proofs: set[str]) -> None:
    assert set(proofs_wanted(Status(source), Status(target))) == proofs


def test_a_step_back_says_why_or_returns_to_a_draft() -> None:
    order = list(Status)
    backwards = [
        (target, proofs)
        for (source, target), proofs in TRANSITIONS.items()
        if order.index(target) < order.index(source) and target is not Status.NEEDS_INFO
    ]
    for target, proofs in backwards:
        assert proofs == (Proof.REASON,) or target is Status.DRAFT


def test_reopening_always_says_why() -> None:
    assert all(proofs == (Proof.REASON,) for (source, _), proofs in TRANSITIONS.items() if source == "closed")


def test_going_back_undoes_the_later_proofs_but_never_the_question() -> None:
    undone = proofs_undone(Status.READY)
    assert {Proof.SENT_ON, Proof.APPOINTMENT_AT, Proof.REVIEWED_ON, Proof.MISSING} <= set(undone)
    assert not {Proof.QUESTION, Proof.RECEIVER} & set(proofs_undone(Status.DRAFT))


def test_waiting_for_information_undoes_nothing() -> None:
    assert proofs_undone(Status.NEEDS_INFO) == ()


@pytest.mark.parametrize(
    ("status", "facts", "expected"),
    [
        ("draft", {}, WhoseMove.US),
        ("needs_info", {"missing_from": WhoseMove.PAYER}, WhoseMove.PAYER),
        ("sent", {}, WhoseMove.RECEIVER),
        ("accepted", {}, WhoseMove.US_OR_PATIENT),
        ("scheduled", {}, WhoseMove.PATIENT),
        ("scheduled", {"visit_is_over": True}, WhoseMove.US),
        ("seen", {}, WhoseMove.RECEIVER),
        ("report_received", {}, WhoseMove.OUR_PROVIDER),
        ("report_received", {"reviewed": True}, WhoseMove.US),
        ("closed", {}, WhoseMove.NOBODY),
    ],
)
def test_each_status_says_whose_move_it_is(status: str, facts: dict, expected: WhoseMove) -> None:
    assert whose_move(Status(status), **facts) == expected


def test_every_status_and_outcome_has_its_fhir_codes() -> None:
    assert set(MEANINGS) == set(Status)
    assert set(OFF_PATH) == set(Outcome) - {Outcome.COMPLETED}
    assert {meaning.request for meaning in MEANINGS.values()} <= {"draft", "active", "completed"}
    assert {"revoked", "entered-in-error"} <= {end.request for end in OFF_PATH.values()}


@pytest.mark.parametrize("said", [{}, {"missing": ""}, {"missing": "  ", "sent_on": ""}])
def test_blank_fields_say_nothing(said: dict[str, str]) -> None:
    assert evidence_in(said) == NOTHING


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"sent_on": "soon"}, "the day it was sent"),
        ({"sent_channel": "pigeon"}, "how it was sent"),
        ({"missing": "x" * 201}, "what is missing"),
        ({"price": "1"}, "this form"),
    ],
)
def test_evidence_that_cannot_be_read_names_its_field(said: dict[str, str], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        evidence_in(said)


def test_every_proof_is_a_field_of_the_evidence_and_has_its_words_and_its_question() -> None:
    assert set(Evidence.model_fields) == set(Proof) == set(PROOF_WORDS) == set(LABELS)
    assert set(Proof) - set(Referral.model_fields) == {Proof.REASON}


def test_every_coded_reason_has_its_words_and_its_place() -> None:
    assert set(END_REASONS) == set(OFF_PATH)
    assert {code for codes in END_REASONS.values() for code in codes} == set(EndReason) == set(END_REASON)
    offered = {reason for status in Status for reason in stuck_reasons(status)}
    assert offered == set(StuckReason) == set(STUCK)


def test_every_reason_of_a_missed_visit_has_a_follow_up_that_answers_it() -> None:
    assert set(FOLLOW_UPS) == set(MissedReason) == set(MISSED)
    assert len(set(FOLLOW_UPS.values())) == len(FOLLOW_UPS)


@pytest.mark.parametrize(
    ("status", "dates"),
    [
        ("sent", {"sent_on"}),
        ("accepted", {"accepted_on"}),
        ("scheduled", {"appointment_at"}),
        ("seen", {"seen_on"}),
        ("report_received", {"report_received_on"}),
        ("closed", {"reviewed_on", "patient_told_on"}),
    ],
)
def test_each_of_the_eight_dates_is_entered_by_one_step_only(status: str, dates: set[str]) -> None:
    """The eighth, requested, is when the referral was made."""
    asked = {proof.value for proof in MEANINGS[Status(status)].proofs if proof.endswith(("_on", "_at"))}
    assert asked == dates
    others = {proof for other in Status if other != status for proof in MEANINGS[other].proofs}
    assert not dates & others
