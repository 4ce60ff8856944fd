"""Asking for reports again: the posted form, and the letters to print."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.accounts import sessions
from carehub.accounts.models import Center
from carehub.core import clock, list_looks
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.journal import JournalEntry
from carehub.core.list_looks import LISTED, LOOKS
from carehub.desk.chasing.routes import LETTERS, ROUTES
from carehub.desk.chasing.state import ChasingState
from carehub.referrals import service
from carehub.referrals.chasing import overdue_reports
from carehub.referrals.evidence import NOTHING
from carehub.referrals.service import NewReferral
from tests.conftest import People, make_patient
from tests.referrals.conftest import EVIDENCE
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def overdue(people: People) -> list[int]:
    """Two committed referrals of alice's, seen forty days ago."""
    with unit_of_work() as session, clock.freeze(clock.now() - timedelta(days=40)):
        session.get_one(Center, 1).fax = "312 555 0100"
        return [seen(session, people, name) for name in ("Abara", "<b>Ziegler</b>")]


def seen(session: Session, people: People, last_name: str) -> int:
    patient = make_patient(session, people.sites["Northside"], last_name=last_name)
    kind = service.shown_types(session)[0].id or 0
    new = NewReferral(patient.id or 0, kind, receiver="Lakeside Cardiology", question="Is this angina?")
    referral = service.create(session, people.alice, new)
    stages = {stage.name: stage.id or 0 for stage in service.shown_stages(session)}
    for name in ("Ready", "Sent", "Accepted", "Awaiting report"):
        known = EVIDENCE.get(name, NOTHING)
        service.move(session, people.alice, referral.id or 0, referral.version, stages[name], known)
    return referral.id or 0


async def test_who_stands_in_the_list_was_seen(people: People, overdue: list[int]) -> None:
    await state_of(ChasingState, people.alice, "/reports").load()
    list_looks.write(LOOKS)
    with unit_of_work(write=False) as session:
        looks = session.exec(select(JournalEntry).where(JournalEntry.action == LISTED))
        assert [(each.subject, each.fields) for each in looks] == [("page:late_reports", "1,2")]


def client(who: Actor | None) -> TestClient:
    opened = TestClient(Starlette(routes=ROUTES))
    if who is not None:
        with unit_of_work() as session:
            opened.cookies.set(sessions.cookie_name(), sessions.start(session, who.user_id))
    return opened


def asked(actor: Actor) -> list[int]:
    with unit_of_work(write=False) as session:
        return [one.asked for one in overdue_reports(session, actor)]


def test_one_press_writes_down_and_prints_all_that_were_ticked(people: People, overdue: list[int]) -> None:
    page = client(people.alice).post(LETTERS, data={"referral": [str(one) for one in overdue]})
    assert (page.status_code, page.url.path) == (200, LETTERS)
    assert page.text.count('<article class="letter"') == 2
    assert page.text.count("Second request for a consult report") == 4
    assert "ABARA, Maria" in page.text
    assert "by fax to 312 555 0100" in page.text
    assert "&lt;B&gt;ZIEGLER" in page.text
    assert "<title>Report requests · CareHub</title>" in page.text
    assert asked(people.alice) == [1, 1]
    with unit_of_work(write=False) as session:
        printed = select(JournalEntry).where(JournalEntry.action == "referrals.print_letter")
        assert len(session.exec(printed).all()) == 2


def test_printing_again_asks_nobody_again(people: People, overdue: list[int]) -> None:
    browser = client(people.alice)
    page = browser.post(LETTERS, data={"referral": str(overdue[0])})
    assert browser.get(str(page.url)).text.count("Second request") == page.text.count("Second request")
    assert asked(people.alice) == [1, 0]


def test_letters_are_for_who_may_ask(people: People, overdue: list[int]) -> None:
    fields = {"referral": str(overdue[0])}
    for who, status in ((None, 401), (people.bob, 403), (people.dana, 403), (people.charlie, 404)):
        assert client(who).post(LETTERS, data=fields).status_code == status
    for who, status in ((None, 401), (people.bob, 403)):
        assert client(who).get(LETTERS, params=fields).status_code == status
    theirs = client(people.charlie).get(LETTERS, params=fields)
    assert "ABARA" not in theirs.text
    assert asked(people.alice) == [0, 0]


@pytest.mark.parametrize(
    "fields", [{}, {"referral": "x"}, {"referral": "-1"}, {"referral": "9" * 40}, {"other": "1"}]
)
def test_a_form_that_names_nothing_is_told_so(people: People, fields: dict[str, str]) -> None:
    assert client(people.alice).post(LETTERS, data=fields).status_code == 400


def test_an_endless_form_is_not_read(people: People) -> None:
    assert client(people.alice).post(LETTERS, content=b"referral=1&" * 5_000).status_code == 413


async def test_the_list_says_how_late_and_how_often(people: People, overdue: list[int]) -> None:
    client(people.alice).post(LETTERS, data={"referral": str(overdue[1])})
    page = state_of(ChasingState, people.alice)
    await page.load()
    assert [row["asked"][:12] for row in page.rows] == ["Not yet", "Once, last 0"]
    assert page.counted == "2 reports are late"
    assert page.rows[0]["late"].startswith("Late ")
    theirs = state_of(ChasingState, people.charlie)
    await theirs.load()
    assert (theirs.rows, theirs.counted) == ([], "0 reports are late")
