"""What is due goes, and nothing else; only an admin chooses how long something is kept."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, SQLModel, col, select

from carehub.accounts.models import OneTimeCode, RecoveryCode, SignInSession
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict, Invalid, NotAllowed
from carehub.core.journal import JournalEntry
from carehub.documents import service as documents
from carehub.documents import storage
from carehub.documents.models import Document, FileKind
from carehub.documents.service import Received
from carehub.emergency_access.models import EmergencyAccess, EmergencyReason
from carehub.referrals.models import Referral
from carehub.retention import daily, forgetting, service
from carehub.retention.models import Kept
from carehub.retention.periods import YEAR
from tests.conftest import People, make_patient
from tests.referrals.conftest import MakeReferral, make_referral, specialty

__all__ = ["make_referral", "specialty"]
A_DAY = timedelta(days=1)


def ago(days: float) -> datetime:
    return clock.now() - days * A_DAY


def signed_in(session: Session, actor: Actor, *, last: float, ended: float | None = None) -> int:
    row = SignInSession(
        token_hash=f"{actor.user_id} {last} {ended}",
        user_id=actor.user_id,
        created_at=ago(last),
        last_active_at=ago(last),
        ended_at=None if ended is None else ago(ended),
    )
    session.add(row)
    session.flush()
    return row.id or 0


def ids(session: Session, table: type[SQLModel]) -> set[int]:
    return set(session.exec(select(table.id)))  # pyright: ignore[reportAttributeAccessIssue]


def kept_by(session: Session, people: People, kept: Kept, days: int | None, version: int = 0) -> None:
    service.choose(session, people.dana, kept, days, version)


def test_sessions_that_ended_long_ago_go_but_not_that_of_an_emergency(
    session: Session, people: People
) -> None:
    patient_id = make_patient(session, people.sites["Northside"]).id or 0
    stay = {signed_in(session, people.pat, last=1), signed_in(session, people.bob, last=89, ended=89)}
    goes = {signed_in(session, people.pat, last=91), signed_in(session, people.bob, last=95, ended=91)}
    held = signed_in(session, people.alice, last=400, ended=399)
    session.add(
        EmergencyAccess(
            patient_id=patient_id,
            user_id=people.alice.user_id,
            session_id=held,
            code=EmergencyReason.CARE_NOW,
            words="Found unconscious here",
            opened_at=ago(400),
            ends_at=ago(400),
        )
    )
    kept_by(session, people, Kept.SESSIONS, 90)
    assert forgetting.how_many_due(session, Kept.SESSIONS, 90) == len(goes)
    forgetting.forget_old(session)
    assert ids(session, SignInSession) == stay | {held}
    told = session.exec(select(JournalEntry).where(JournalEntry.action == "retention.forget")).one()
    assert (told.reason, told.actor_id) == ("2 sessions", None)


def test_codes_that_were_used_or_ran_out_go(session: Session, people: People) -> None:
    user = people.bob.user_id
    for number, (expires, used) in enumerate(((-1, None), (29, None), (31, None), (40, 31), (40, 29)), 1):
        session.add(
            OneTimeCode(
                id=number,
                user_id=user,
                code_hash=str(number),
                expires_at=ago(expires),
                used_at=ago(used) if used else None,
            )
        )
        session.add(
            RecoveryCode(id=number, user_id=user, code_hash=str(number), used_at=ago(used) if used else None)
        )
    session.flush()
    forgetting.forget_old(session)
    # A code that ran out long before it was used is one that nobody could have used.
    assert ids(session, OneTimeCode) == {1, 2}
    assert ids(session, RecoveryCode) == {1, 2, 3, 5}


@pytest.fixture
def filed(session: Session, people: People, make_referral: MakeReferral) -> Callable[..., Document]:
    def file(closed_days_ago: float | None, *, is_of_referral: bool = True) -> Document:
        referral = make_referral()
        if closed_days_ago is not None:
            session.get_one(Referral, referral.id).closed_at = ago(closed_days_ago)
        key = storage.new_key()
        with open(storage.create(key), "wb") as file:
            file.write(b"%PDF")
        received = Received(key, "report.pdf", FileKind.PDF, 4)
        number = referral.id if is_of_referral else None
        return documents.add(session, people.alice, referral.patient_id, received, number)

    return file


def test_documents_are_kept_for_good_until_the_center_says_otherwise(
    session: Session, filed: Callable[..., Document]
) -> None:
    document = filed(9_000)
    forgetting.forget_old(session)
    assert document.removed_at is None


def test_documents_of_referrals_closed_long_ago_go_with_their_bytes_and_no_others(
    people: People, session: Session, filed: Callable[..., Document]
) -> None:
    six = 6 * YEAR
    goes = filed(six + 1)
    stays = [filed(six - 1), filed(None), filed(six + 1, is_of_referral=False)]
    kept_by(session, people, Kept.DOCUMENTS, six)
    assert forgetting.how_many_due(session, Kept.DOCUMENTS, six) == 1
    session.commit()
    daily.forget()
    with unit_of_work(write=False) as after:
        gone = after.exec(select(Document.id).where(col(Document.removed_at).is_not(None))).all()
        assert gone == [goes.id]
        told = after.exec(select(JournalEntry).where(JournalEntry.action == "documents.expire")).one()
        assert (told.subject, told.patient_id, told.actor_id) == (
            f"document:{goes.id}",
            goes.patient_id,
            None,
        )
    assert not storage.path_of(goes.key).exists()
    assert all(storage.path_of(each.key).exists() for each in stays)


def test_only_an_admin_looks_and_chooses(session: Session, people: People) -> None:
    for actor in (people.alice, people.bob, people.charlie, people.erin, people.pat):
        with pytest.raises(NotAllowed):
            service.periods(session, actor)
        with pytest.raises(NotAllowed):
            service.choose(session, actor, Kept.CODES, 7, 0)


def test_a_choice_is_on_record_and_who_saw_an_older_one_is_told(session: Session, people: People) -> None:
    kept_by(session, people, Kept.CODES, 7)
    kept_by(session, people, Kept.CODES, 90, version=1)
    for version in (0, 1):
        with pytest.raises(Conflict):
            kept_by(session, people, Kept.CODES, 30, version)
    period = next(each for each in service.periods(session, people.dana) if each.kept is Kept.CODES)
    assert (period.days, period.version) == (90, 2)
    told = session.exec(select(JournalEntry.subject).where(JournalEntry.action == "retention.choose")).all()
    assert told == ["retention:codes", "retention:codes"]


@pytest.mark.parametrize(("kept", "days"), [(Kept.CODES, None), (Kept.DOCUMENTS, 30), (Kept.SESSIONS, 1)])
def test_a_time_that_is_not_in_the_list_is_refused(
    session: Session, people: People, kept: Kept, days: int | None
) -> None:
    with pytest.raises(Invalid):
        kept_by(session, people, kept, days)
