"""Minutes by patient, month and program: what counts, what it reaches, who may see and take it out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.accounts import sessions
from carehub.accounts.models import Qualification, User
from carehub.contacts import minutes
from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid, NotAllowed
from carehub.core.journal import JournalEntry
from carehub.desk.minutes.routes import ROUTES
from carehub.desk.minutes.rows import month_file, month_rows
from carehub.programs import service as programs
from carehub.programs.models import ConsentHow, ProgramKind
from carehub.programs.service import Consent
from tests.conftest import People, make_patient

# 10 o'clock in Chicago.
MIDMONTH = datetime(2026, 11, 16, 16, tzinfo=UTC)
NOVEMBER = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("kind", "number", "codes", "to_go"),
    [
        (ProgramKind.CCM, 19, "", 1),
        (ProgramKind.CCM, 20, "99490", 20),
        (ProgramKind.CCM, 61, "99490 and 2 x 99439", 19),
        (ProgramKind.PCM, 29, "", 1),
        (ProgramKind.PCM, 60, "99426 and 1 x 99427", 30),
        (ProgramKind.CHI, 59, "", 1),
        (ProgramKind.CHI, 60, "G0019", 30),
        (ProgramKind.CHI, 90, "G0019 and 1 x G0022", 30),
        (ProgramKind.NONE, 500, "", 0),
    ],
)
def test_minutes_reach_the_codes_of_the_program(
    kind: ProgramKind, number: int, codes: str, to_go: int
) -> None:
    assert (minutes.codes(kind, number), minutes.lacking(kind, number)) == (codes, to_go)


def _enrolled(session: Session, people: People, kind: ProgramKind = ProgramKind.CCM) -> NewAttempt:
    """What is logged for a patient who is in a program since the ninth, with consent."""
    program = programs.add_program(session, people.dana, f"Program {kind}", kind)
    patient = make_patient(session, people.sites["Northside"])
    with clock.freeze(MIDMONTH):
        consent = Consent(ConsentHow.SPOKEN, date(2026, 11, 9))
        since = date(2026, 11, 9)
        programs.enrol(session, people.alice, patient.id or 0, program.id or 0, since=since, consent=consent)
    return NewAttempt(
        patient.id or 0, Whom.PATIENT, How.PHONE, Answer.REACHED, None, 12, "", MIDMONTH, program.id
    )


def _qualify(session: Session, actor: Actor, qualification: Qualification) -> None:
    session.get_one(User, actor.user_id).qualification = qualification
    session.flush()


def test_only_qualified_minutes_count_and_every_number_has_its_entries(
    session: Session, people: People
) -> None:
    new = _enrolled(session, people)
    _qualify(session, people.alice, Qualification.CLINICAL_STAFF)
    with clock.freeze(MIDMONTH + timedelta(days=2)):
        contacts.log(session, people.alice, new)
        contacts.log(session, people.alice, new)
        contacts.log(session, people.pat, new)
        (month,) = minutes.minutes_of(session, people.alice, NOVEMBER)
        assert (month.counted, month.left_out, month.reached) == (24, 12, "99490")
        (row,) = month_rows(session, people.erin, NOVEMBER)
    assert row["counted"] + row["left_out"] == sum(entry["minutes"] for entry in row["entries"])
    assert [entry["why_not"] for entry in row["entries"]] == ["", "", "Not by clinical staff"]


def test_a_trained_auxiliary_counts_for_community_health_integration_alone(
    session: Session, people: People
) -> None:
    _qualify(session, people.alice, Qualification.TRAINED_AUXILIARY)
    counted = {}
    with clock.freeze(MIDMONTH + timedelta(days=2)):
        for kind in (ProgramKind.CCM, ProgramKind.CHI):
            contacts.log(session, people.alice, _enrolled(session, people, kind))
        counted = {m.program.kind: m.counted for m in minutes.minutes_of(session, people.alice, NOVEMBER)}
    assert counted == {ProgramKind.CCM: 0, ProgramKind.CHI: 12}


def test_nothing_is_logged_for_a_program_without_enrolment_and_consent(
    session: Session, people: People
) -> None:
    new = _enrolled(session, people)
    stranger = make_patient(session, people.sites["Northside"], first_name="Bo")
    with clock.freeze(MIDMONTH + timedelta(days=2)):
        for wrong in (
            NewAttempt(**{**new.__dict__, "patient_id": stranger.id}),
            NewAttempt(**{**new.__dict__, "at": MIDMONTH - timedelta(days=9)}),
            NewAttempt(**{**new.__dict__, "program_id": 999_999}),
        ):
            with pytest.raises(Invalid, match="consent"):
                contacts.log(session, people.alice, wrong)


def test_a_month_ends_at_midnight_of_the_center(session: Session, people: People) -> None:
    new = _enrolled(session, people)
    # Eleven in the evening of the thirtieth in Chicago, though December in UTC.
    late = datetime(2026, 12, 1, 5, tzinfo=UTC)
    with clock.freeze(late + timedelta(days=1)):
        for at in (late, late + timedelta(hours=1)):
            contacts.log(session, people.alice, NewAttempt(**{**new.__dict__, "at": at}))
        november, december = (
            minutes.minutes_of(session, people.alice, day) for day in (NOVEMBER, date(2026, 12, 31))
        )
    assert [len(month[0].entries) for month in (november, december)] == [1, 1]


def test_another_site_sees_no_minutes_and_front_desk_and_admin_may_not_ask(
    session: Session, people: People
) -> None:
    new = _enrolled(session, people)
    with clock.freeze(MIDMONTH + timedelta(days=2)):
        contacts.log(session, people.alice, new)
    assert minutes.minutes_of(session, people.charlie, NOVEMBER) == []
    for outsider in (people.bob, people.dana):
        with pytest.raises(NotAllowed):
            minutes.minutes_of(session, outsider, NOVEMBER)
    with pytest.raises(NotAllowed):
        month_file(session, people.pat, NOVEMBER)
    assert len(month_file(session, people.alice, NOVEMBER)) == 1
    assert session.exec(select(JournalEntry).where(JournalEntry.action == "minutes.export")).one()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_file_is_handed_to_those_who_may_take_it(people: People) -> None:
    with unit_of_work() as session, clock.freeze(MIDMONTH + timedelta(days=2)):
        new = _enrolled(session, people)
        contacts.log(session, people.alice, NewAttempt(**{**new.__dict__, "note": "=1+1"}))

    def ask(actor: Actor | None, month: str) -> tuple[int, str]:
        client = TestClient(Starlette(routes=ROUTES))
        if actor is not None:
            with unit_of_work() as session:
                client.cookies.set(sessions.cookie_name(), sessions.start(session, actor.user_id))
        answer = client.get("/minutes-export", params={"month": month})
        return answer.status_code, answer.text

    status, text = ask(people.alice, "2026-11")
    assert (status, "'=1+1" in text) == (200, True)
    assert [ask(who, "2026-11")[0] for who in (None, people.bob, people.pat)] == [401, 403, 403]
    assert ask(people.alice, "soon")[0] == 400
