"""A Part 2 record leaves the center by a consent or a recorded exception only, and with the notice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from carehub.caseloads import service as caseloads
from carehub.core import clock
from carehub.core.errors import CareHubError, Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.desk.caseload import paper
from carehub.desk.caseload.reading import rows_of
from carehub.desk.caseload.view import CaseloadView
from carehub.desk.chasing.letters import letter_of
from carehub.disclosures.models import NOTICE, Ground
from carehub.patients.models import Patient
from carehub.referrals import disclosing
from carehub.referrals.chasing import Chased
from carehub.referrals.disclosing import NewGround
from carehub.referrals.disclosing_shown import part2_shown
from carehub.referrals.models import Referral
from carehub.referrals.packet.content import packet_of
from carehub.referrals.reading import read
from tests.conftest import People
from tests.referrals.conftest import MakeReferral, make_referral, specialty, stages

__all__ = ["make_referral", "specialty", "stages"]
NOON = datetime(2026, 11, 12, 18, tzinfo=UTC)
TODAY = date(2026, 11, 12)
A_DAY = timedelta(days=1)
CONSENT = NewGround(Ground.CONSENT, "Referral and last notes", "Treatment", TODAY, TODAY + 30 * A_DAY)


@pytest.fixture
def record(session: Session, people: People, make_referral: MakeReferral) -> Referral:
    """A Part 2 record of Northside, meant for Lakeside Rehab."""
    referral = make_referral()
    referral.receiver = "Lakeside Rehab"
    session.flush()
    disclosing.set_runs_part2(session, people.dana, True)
    disclosing.mark(session, people.alice, referral.id or 0, referral.version, is_record=True)
    session.refresh(referral)
    return referral


def leaves(session: Session, people: People, referral: Referral) -> str:
    """The notice in the packet, or the refusal."""
    try:
        with session.begin_nested():
            return packet_of(session, people.alice, referral.id or 0, [], with_cover=True).notice
    except CareHubError as refusal:
        return str(refusal)


def test_any_other_record_leaves_as_before(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    assert leaves(session, people, make_referral()) == ""


def test_without_consent_nothing_leaves_and_nothing_is_recorded_as_disclosed(
    session: Session, people: People, record: Referral
) -> None:
    assert "without the patient's consent to Lakeside Rehab" in leaves(session, people, record)
    assert {"referrals.packet", "referrals.disclose"}.isdisjoint(_actions(session))


def test_with_consent_it_leaves_with_the_notice_and_its_scope_and_that_is_on_record(
    session: Session, people: People, record: Referral
) -> None:
    with clock.freeze(NOON):
        disclosing.add_ground(session, people.alice, record.id or 0, CONSENT)
        notice = leaves(session, people, record)
    assert notice.startswith(NOTICE)
    assert notice.endswith("what: Referral and last notes; for: Treatment, until 12-Dec-2026.")
    assert _actions(session)[-2:] == ["referrals.disclose", "referrals.packet"]


def test_a_consent_ends_is_revoked_and_is_to_nobody_else(
    session: Session, people: People, record: Referral
) -> None:
    with clock.freeze(NOON):
        ground = disclosing.add_ground(session, people.alice, record.id or 0, CONSENT)
    with clock.freeze(NOON + 31 * A_DAY):
        assert "without the patient's consent" in leaves(session, people, record)
    with clock.freeze(NOON):
        record.receiver = "Another Rehab"
        session.flush()
        assert "without the patient's consent to Another Rehab" in leaves(session, people, record)
        record.receiver = "lakeside rehab"
        session.flush()
        assert leaves(session, people, record).startswith(NOTICE)
        disclosing.revoke(session, people.alice, ground.id or 0)
        assert "without the patient's consent" in leaves(session, people, record)
        with pytest.raises(Conflict):
            disclosing.revoke(session, people.alice, ground.id or 0)


def test_a_consent_for_care_goes_to_any_receiver_until_it_is_revoked(
    session: Session, people: People, record: Referral
) -> None:
    care = replace(CONSENT, ground=Ground.CARE_CONSENT, expires_on=None)
    with clock.freeze(NOON):
        disclosing.add_ground(session, people.alice, record.id or 0, care)
    record.receiver = "Another Rehab"
    session.flush()
    with clock.freeze(NOON + 400 * A_DAY):
        assert leaves(session, people, record).endswith("until it is revoked.")


@pytest.mark.parametrize("ground", [Ground.EMERGENCY, Ground.AUDIT, Ground.COURT_ORDER])
def test_an_exception_says_why_and_holds_until_tomorrow(
    session: Session, people: People, record: Referral, ground: Ground
) -> None:
    why = NewGround(ground, "The last medication list", "Unconscious at Lakeside, Dr. Ho asks")
    with clock.freeze(NOON):
        disclosing.add_ground(session, people.alice, record.id or 0, why)
    with clock.freeze(NOON + A_DAY):
        assert ground.label in leaves(session, people, record)
    with clock.freeze(NOON + 2 * A_DAY):
        assert "without the patient's consent" in leaves(session, people, record)


@pytest.mark.parametrize(
    "changed",
    [
        {"what": " "},
        {"purpose": ""},
        {"purpose": "x" * 501},
        {"signed_on": None},
        {"signed_on": TODAY + A_DAY},
        {"expires_on": None},
        {"expires_on": TODAY - A_DAY},
    ],
)
def test_a_consent_lacks_nothing_of_what_the_rule_asks(
    session: Session, people: People, record: Referral, changed: dict[str, object]
) -> None:
    with clock.freeze(NOON), pytest.raises(Invalid):
        disclosing.add_ground(session, people.alice, record.id or 0, replace(CONSENT, **changed))  # pyright: ignore[reportArgumentType]


def test_a_consent_names_a_receiver_and_belongs_to_a_marked_record(
    session: Session, people: People, record: Referral, make_referral: MakeReferral
) -> None:
    with clock.freeze(NOON), pytest.raises(Invalid, match="Mark the referral"):
        disclosing.add_ground(session, people.alice, make_referral().id or 0, CONSENT)
    record.receiver = ""
    session.flush()
    with clock.freeze(NOON), pytest.raises(Invalid, match="receiver"):
        disclosing.add_ground(session, people.alice, record.id or 0, CONSENT)


def test_a_letter_to_the_receiver_carries_the_notice(
    session: Session, people: People, record: Referral
) -> None:
    with clock.freeze(NOON):
        disclosing.add_ground(session, people.alice, record.id or 0, CONSENT)
        notice = disclosing.disclose(session, people.alice, record.id or 0)
    chased = Chased(read(session, people.alice, record.id or 0), 1, None)
    assert letter_of(chased, notice).notice == notice


def test_a_file_of_a_caseload_leaves_such_records_out(
    session: Session, people: People, record: Referral
) -> None:
    caseloads.assign(session, people.alice, record.patient_id, people.alice.user_id)
    (inside,) = rows_of(session, people.alice, [session.get_one(Patient, record.patient_id)])
    assert (inside["open_referrals"], inside["next_step"] != "") == (1, True)
    (taken_out,) = paper.exported(session, people.alice, CaseloadView(), [record.patient_id]).rows
    assert inside["next_step"] not in str(taken_out)
    assert inside["next_step"] in str(paper.printed(session, people.alice, CaseloadView()).rows)


def test_who_may_not_change_nothing(session: Session, people: People, record: Referral) -> None:
    number = record.id or 0
    with clock.freeze(NOON):
        ground = disclosing.add_ground(session, people.alice, number, CONSENT).id or 0
    for actor, refused in ((people.bob, NotAllowed), (people.dana, NotAllowed), (people.charlie, NotFound)):
        with pytest.raises(refused):
            disclosing.mark(session, actor, number, record.version, is_record=False)
        with pytest.raises(refused):
            disclosing.add_ground(session, actor, number, CONSENT)
        with pytest.raises(refused):
            disclosing.revoke(session, actor, ground)
    for unknown in (lambda: disclosing.revoke(session, people.alice, 999_999),
                    lambda: disclosing.disclose(session, people.charlie, number),
                    lambda: disclosing.grounds_of(session, people.charlie, number)):  # fmt: skip
        with pytest.raises(NotFound):
            unknown()
    with pytest.raises(NotAllowed):
        disclosing.set_runs_part2(session, people.erin, False)


def test_who_was_slower_is_told_and_a_center_without_a_program_marks_nothing(
    session: Session, people: People, record: Referral, make_referral: MakeReferral
) -> None:
    with pytest.raises(Conflict):
        disclosing.mark(session, people.alice, record.id or 0, record.version - 1, is_record=False)
    other = make_referral()
    disclosing.set_runs_part2(session, people.dana, False)
    with pytest.raises(NotAllowed, match="Settings > Privacy"):
        disclosing.mark(session, people.alice, other.id or 0, other.version, is_record=True)
    assert "without the patient's consent" in leaves(session, people, record), "what is marked stays guarded"


def test_the_panel_says_whether_it_may_leave_and_why_not(
    session: Session, people: People, record: Referral
) -> None:
    number = record.id or 0
    with clock.freeze(NOON):
        assert part2_shown(session, people.alice, number, record.receiver)["may_leave"] is False
        ground = disclosing.add_ground(session, people.alice, number, CONSENT)
        shown = part2_shown(session, people.alice, number, record.receiver)
        assert (shown["may_leave"], shown["lines"][0]["standing"]) == (True, "Holds until 12-Dec-2026")
        assert part2_shown(session, people.bob, number, record.receiver)["lines"][0]["can_revoke"] is False
        disclosing.revoke(session, people.alice, ground.id or 0)
        shown = part2_shown(session, people.alice, number, record.receiver)
    assert (shown["may_leave"], shown["lines"][0]["standing"]) == (False, "Revoked 12-Nov-2026")


def _actions(session: Session) -> list[str]:
    return list(session.exec(select(JournalEntry.action).order_by(col(JournalEntry.seq))))
