from datetime import date, timedelta

import pytest
from sqlmodel import Session

from carehub.caseloads import service as caseloads
from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import NotAllowed
from carehub.desk.caseload import listing
from carehub.desk.caseload.listing import CasePage
from carehub.desk.caseload.reading import caseload
from carehub.desk.caseload.view import DESCENDING, ON, UNASSIGNED, CaseloadView, Sort
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.service import NewFollowUp
from carehub.patients.models import PatientStatus, Risk
from carehub.referrals import service as referrals
from carehub.referrals.models import Referral
from carehub.referrals.service import NewReferral
from carehub.shared_calendar import service as calendar
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import Slot
from tests.conftest import People, make_patient

MINE = CaseloadView()
NOBODYS = CaseloadView(whose=UNASSIGNED)
RISKS = {"A1": Risk.HIGH, "A2": Risk.LOW, "A3": Risk.MEDIUM}


@pytest.fixture
def ids(session: Session, people: People) -> dict[str, int]:
    """A0-A4 with alice, B0-B1 with nobody, C0 at Southside with charlie; by family name."""
    found = {}
    for number, name in enumerate(("A0", "A1", "A2", "A3", "A4", "B0", "B1")):
        born = date(1980 - number, 1, 1) if number else None
        patient = make_patient(
            session, people.sites["Northside"], last_name=name, birth_date=born, risk=RISKS.get(name)
        )
        found[name] = patient.id or 0
        if name.startswith("A"):
            caseloads.assign(session, people.erin, patient.id or 0, people.alice.user_id)
    patient = make_patient(session, people.sites["Southside"], last_name="C0")
    caseloads.assign(session, people.erin, patient.id or 0, people.charlie.user_id)
    make_patient(session, people.sites["Northside"], last_name="Late", status=PatientStatus.DECEASED)
    session.expire_all()
    return found


def names(page: CasePage) -> list[str]:
    return [patient.last_name for patient in page.patients]


def walk(session: Session, actor: Actor, view: CaseloadView, size: int = 2) -> list[str]:
    """All names, page by page."""
    found, after = [], None
    while True:
        page = listing.page(session, actor, view, after, size=size)
        found += names(page)
        if page.next is None:
            return found
        after = page.next


@pytest.mark.usefixtures("ids")
def test_nobody_is_responsible_for_the_unassigned(session: Session, people: People) -> None:
    assert names(listing.page(session, people.alice, NOBODYS)) == ["B0", "B1"]
    assert listing.count(session, people.alice, NOBODYS).number == 2
    assert listing.count(session, people.charlie, NOBODYS).number == 0


@pytest.mark.usefixtures("ids")
def test_a_colleagues_caseload_shows_only_patients_one_may_see(session: Session, people: People) -> None:
    charlies, alices = (CaseloadView(whose=str(who.user_id)) for who in (people.charlie, people.alice))
    assert names(listing.page(session, people.alice, charlies)) == []
    assert names(listing.page(session, people.charlie, alices)) == []
    assert names(listing.page(session, people.erin, charlies)) == ["C0"]


@pytest.mark.parametrize("name", ["bob", "pat", "dana"])
def test_who_keeps_no_caseload_reads_none(session: Session, people: People, name: str) -> None:
    actor: Actor = getattr(people, name)
    with pytest.raises(NotAllowed):
        listing.page(session, actor, MINE)
    with pytest.raises(NotAllowed):
        listing.count(session, actor, NOBODYS)


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("order", ["", DESCENDING])
def test_pages_hold_everyone_once_in_any_order(
    session: Session, people: People, ids: dict[str, int], sort: Sort, order: str
) -> None:
    going_on(session, people, ids)
    view = CaseloadView(sort=sort, order=order)
    whole = names(listing.page(session, people.alice, view))
    assert sorted(whole) == ["A0", "A1", "A2", "A3", "A4"]
    assert walk(session, people.alice, view) == whole


@pytest.mark.parametrize(
    ("sort", "first"),
    [("risk", "A1"), ("born", "A4"), ("due", "A4"), ("contact", "A0"), ("appointment", "A2")],
)
def test_the_most_pressing_stands_first(
    session: Session, people: People, ids: dict[str, int], sort: str, first: str
) -> None:
    going_on(session, people, ids)
    assert names(listing.page(session, people.alice, CaseloadView(sort=sort)))[0] == first


def test_the_next_page_begins_behind_a_patient_who_left_meanwhile(
    session: Session, people: People, ids: dict[str, int]
) -> None:
    caseloads.assign(
        session, people.alice, ids["A1"], None, instead_of=people.alice.user_id, reason="Goals met"
    )
    assert names(listing.page(session, people.alice, MINE, ids["A1"])) == ["A2", "A3", "A4"]


def test_filters_narrow_a_caseload(session: Session, people: People, ids: dict[str, int]) -> None:
    going_on(session, people, ids)

    def shown(**filters: str) -> list[str]:
        return names(listing.page(session, people.alice, CaseloadView(**filters)))

    assert shown(risk="high") == ["A1"]
    assert shown(late=ON) == ["A1", "A4"]
    assert shown(quiet="30") == ["A0", "A1", "A2", "A4"]
    assert shown(status="deceased") == []
    assert shown(site=str(people.sites["Southside"])) == []
    assert shown(text="a3") == ["A3"]
    assert shown(language="es") == []


def test_what_is_too_long_to_look_at_each_is_counted_up_to_a_limit(
    session: Session, people: People, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "SHORT", 3)
    counted = listing.count(session, people.alice, MINE)
    assert (counted.number, counted.more) == (3, True)
    assert listing.may_sort(Sort.NAME, counted)
    assert not listing.may_sort(Sort.DUE, counted)


def test_counting_stops_where_most_are_at_other_sites_and_a_whole_page_tells_anyway(
    session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "SHORT", 2)
    for number, site in enumerate(("Southside", "Southside", "Southside", "Northside")):
        make_patient(session, people.sites[site], last_name=f"U{number}")
    assert listing.count(session, people.alice, NOBODYS) == listing.Counted(0, more=True)
    shown = caseload(session, people.alice, NOBODYS)
    assert ([row["mrn"] for row in shown.rows], shown.counted) == ([""], listing.Counted(1))


def going_on(session: Session, people: People, ids: dict[str, int]) -> None:
    """A3 was reached today; A4 has a referral that is late, A3 one that is not, A1 an overdue follow-up; A2
    comes tomorrow."""
    contacts.log(session, people.alice, NewAttempt(ids["A3"], Whom.PATIENT, How.PHONE, Answer.REACHED))
    kind = referrals.shown_types(session)[0].id or 0
    late = referrals.create(session, people.alice, NewReferral(ids["A4"], kind))
    referrals.create(session, people.alice, NewReferral(ids["A3"], kind))
    session.get_one(Referral, late.id).due_at = clock.now() - timedelta(days=9)
    today = follow_ups.today_of(session)
    called = follow_ups.create(session, people.alice, NewFollowUp(ids["A1"], "Call", today))
    called.due_on = today - timedelta(days=2)
    tomorrow = clock.now() + timedelta(days=1)
    slot = Slot(tomorrow, tomorrow + timedelta(minutes=30))
    calendar.book(
        session, people.alice, Booking(Details("Check-in", people.sites["Northside"], ids["A2"]), slot)
    )
    session.flush()
