from datetime import date

import pytest
from sqlmodel import Session, col, select

from carehub.caseloads import service as caseloads
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry, first_broken
from carehub.desk.merging.following import RULES, Rule, counts, references
from carehub.desk.merging.models import NotTheSame
from carehub.desk.merging.service import Side, merge, merges, say_not_the_same, take_back
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.service import NewFollowUp
from carehub.patients import service as patients
from carehub.patients.duplicates import LikelyDuplicate
from carehub.patients.models import Patient, PatientSite
from carehub.patients.record import drafted
from carehub.programs import service as programs
from carehub.programs.models import ProgramKind
from carehub.referrals import service as referrals
from carehub.referrals.service import NewReferral
from carehub.related_people.models import SafeContact
from carehub.remarks.models import Statement
from tests.conftest import People, make_patient

BORN = date(1961, 3, 7)


@pytest.fixture
def two(session: Session, people: People) -> tuple[int, int]:
    """Maria Garcia twice: A-1 at Northside with alice, and A-2 Garcia-Lopez at Southside with charlie."""
    north, south = people.sites["Northside"], people.sites["Southside"]
    first = make_patient(session, north, mrn="A-1", birth_date=BORN, notes="Likes mornings").id or 0
    second = make_patient(
        session, south, mrn="A-2", last_name="Garcia-Lopez", birth_date=BORN, phone="+13125552368",
        notes="Has a dog", extra={"Old chart": "77"},
    ).id or 0  # fmt: skip
    caseloads.assign(session, people.erin, first, people.alice.user_id)
    caseloads.assign(session, people.erin, second, people.charlie.user_id)
    return first, second


@pytest.fixture
def work(session: Session, people: People, two: tuple[int, int]) -> None:
    """Both are in a program and have rules of safe contact; the second has a referral and a follow-up."""
    program = programs.add_program(session, people.dana, "Moms", ProgramKind.NONE).id or 0
    for patient_id, code in zip(two, ("no_voicemail", "text_only"), strict=True):
        programs.enrol(session, people.erin, patient_id, program)
        session.add(
            SafeContact(
                patient_id=patient_id, codes=[code], updated_at=clock.now(), updated_by_id=people.erin.user_id
            )
        )
    for number, patient_id in ((1, two[0]), (1, two[1]), (2, two[1])):
        said = {"number": number, "words": f"Word {number}", "at": clock.now(), "by_id": people.erin.user_id}
        session.add(Statement(patient_id=patient_id, **said))
        session.flush()
    kind = referrals.shown_types(session)[0].id or 0
    referrals.create(session, people.erin, NewReferral(two[1], kind))
    follow_ups.create(session, people.erin, NewFollowUp(two[1], "Call", follow_ups.today_of(session)))
    session.flush()


def sides(session: Session, two: tuple[int, int]) -> tuple[Side, Side]:
    session.expire_all()
    kept, gone = (session.get_one(Patient, each) for each in two)
    return Side(two[0], kept.version), Side(two[1], gone.version)


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Every row that names a patient, save what keeps the story."""
    tables = {table for table, column in references() if RULES[table.name, column.name] is not Rule.STAYS}
    story = {"version", "updated_at", "updated_by_id"}
    found = {}
    for table in sorted({*tables, Patient.metadata.tables["patients"]}, key=lambda each: each.name):
        columns = [column for column in table.columns if column.name not in story]
        rows = session.execute(select(*columns))  # pyright: ignore[reportCallIssue, reportArgumentType]
        found[table.name] = sorted(tuple(map(repr, row)) for row in rows)
    return found


@pytest.mark.usefixtures("work")
def test_everything_follows_and_nothing_stays_behind(
    session: Session, people: People, two: tuple[int, int]
) -> None:
    kept, gone = sides(session, two)
    merge(session, people.erin, kept, gone, take=["phone"])
    session.expire_all()
    assert counts(session, two[1]) == {}
    survivor = session.get_one(Patient, two[0])
    assert (survivor.mrn, survivor.phone, survivor.coordinator_id) == (
        "A-1",
        "+13125552368",
        people.alice.user_id,
    )
    assert survivor.notes == "Likes mornings\n\nHas a dog"
    assert survivor.extra == {"Old chart": "77"}
    sites = session.exec(select(PatientSite.site_id).where(PatientSite.patient_id == two[0])).all()
    assert set(sites) == set(people.sites.values())
    assert session.get_one(SafeContact, two[0]).codes == ["no_voicemail", "text_only"]
    assert counts(session, two[0]) == {
        "patient_sites": 2,
        "assignments": 2,
        "enrolments": 2,
        "follow_ups": 1,
        "former_mrns": 1,
        "referrals": 1,
        "safe_contacts": 1,
        "statements": 3,
    }
    assert len(programs.programs_of(session, people.erin, two[0])) == 2
    newest = select(Statement.words).order_by(col(Statement.number).desc())
    assert list(session.exec(newest)) == ["Word 2", "Word 1", "Word 1"]
    assert first_broken(session) is None


@pytest.mark.usefixtures("work")
def test_a_merge_that_is_taken_back_leaves_no_trace(
    session: Session, people: People, two: tuple[int, int]
) -> None:
    before = everything(session)
    number = merge(session, people.erin, *sides(session, two), take=["phone", "last_name", "mrn"])
    assert everything(session) != before
    assert take_back(session, people.erin, number) == "Two records again."
    session.expire_all()
    assert everything(session) == before
    with pytest.raises(Conflict):
        take_back(session, people.erin, number)


def test_what_came_since_stays_with_the_survivor_and_is_named(
    session: Session, people: People, two: tuple[int, int]
) -> None:
    number = merge(session, people.erin, *sides(session, two), take=["phone"])
    follow_ups.create(session, people.erin, NewFollowUp(two[0], "New", follow_ups.today_of(session)))
    session.get_one(Patient, two[0]).phone = "+13125550000"
    session.flush()
    assert take_back(session, people.erin, number) == (
        "Two records again. Added since, and kept with the survivor: 1 follow ups. "
        "Changed since, and kept: phone."
    )
    assert counts(session, two[0])["follow_ups"] == 1


def test_old_links_and_the_other_mrn_arrive_at_the_survivor(
    session: Session, people: People, two: tuple[int, int]
) -> None:
    merge(session, people.erin, *sides(session, two))
    with pytest.raises(NotFound):
        patients.find(session, people.erin, two[1])
    assert patients.survivor_of(session, people.erin, two[1]) == two[0]
    for typed in ("A-2", "garcia-lopez", "A-1"):
        assert [each.patient_id for each in patients.search(session, people.erin, typed)] == [two[0]]
    form = {
        "mrn": "A-2",
        "last_name": "Other",
        "first_name": "Person",
        "home_site_id": people.sites["Northside"],
    }
    with pytest.raises(LikelyDuplicate, match="same MRN"):
        patients.add(session, people.erin, drafted(form), is_another=True)


def test_a_merge_of_a_survivor_points_on_and_is_taken_back_in_order(
    session: Session, people: People, two: tuple[int, int]
) -> None:
    third = make_patient(session, people.sites["Northside"], mrn="A-3").id or 0
    first = merge(session, people.erin, *sides(session, two))
    second = merge(session, people.erin, *sides(session, (third, two[0])))
    session.expire_all()
    assert patients.survivor_of(session, people.erin, two[1]) == third
    with pytest.raises(Conflict, match="Take that back first"):
        take_back(session, people.erin, first)
    take_back(session, people.erin, second)
    assert patients.survivor_of(session, people.erin, two[1]) == two[0]
    assert take_back(session, people.erin, first) == "Two records again."
    assert merges(session, people.erin) == []


def test_who_changed_a_record_first_is_not_overrun(
    session: Session, people: People, two: tuple[int, int]
) -> None:
    kept, gone = sides(session, two)
    with pytest.raises(Conflict):
        merge(session, people.erin, Side(kept.patient_id, 7), gone)
    with pytest.raises(Conflict):
        merge(session, people.erin, kept, Side(gone.patient_id, 7))


@pytest.mark.parametrize("name", ["alice", "bob", "charlie", "pat"])
def test_only_supervisors_and_admins_merge(
    session: Session, people: People, two: tuple[int, int], name: str
) -> None:
    actor: Actor = getattr(people, name)
    number = merge(session, people.dana, *sides(session, two))
    for deed in (
        lambda: merge(session, actor, *sides(session, two)),
        lambda: take_back(session, actor, number),
        lambda: say_not_the_same(session, actor, *two),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_an_admin_of_one_site_merges_nobody_of_another(
    session: Session, people: People, two: tuple[int, int]
) -> None:
    dana = people.dana
    local = Actor(dana.user_id, dana.name, dana.role, frozenset({people.sites["Northside"]}))
    with pytest.raises(NotFound):
        merge(session, local, *sides(session, two))
    with pytest.raises(NotFound):
        say_not_the_same(session, local, *two)


def test_what_makes_no_sense_is_refused(session: Session, people: People, two: tuple[int, int]) -> None:
    kept, gone = sides(session, two)
    with pytest.raises(Invalid):
        merge(session, people.erin, kept, kept)
    for forged in (["notes"], ["id"], ["version"], ["coordinator_id"]):
        with pytest.raises(Invalid):
            merge(session, people.erin, kept, gone, take=forged)
    with pytest.raises(NotFound):
        merge(session, people.erin, kept, Side(10_000, 1))
    with pytest.raises(NotFound):
        take_back(session, people.erin, 10_000)


def test_that_they_are_two_people_is_remembered(
    session: Session, people: People, two: tuple[int, int]
) -> None:
    say_not_the_same(session, people.erin, two[1], two[0])
    say_not_the_same(session, people.erin, two[0], two[1])
    (said,) = session.exec(select(NotTheSame)).all()
    assert (said.patient_id, said.other_id, said.by_id) == (*two, people.erin.user_id)


def test_a_merge_is_journaled_for_both(session: Session, people: People, two: tuple[int, int]) -> None:
    merge(session, people.erin, *sides(session, two), take=["phone"])
    entries = session.exec(select(JournalEntry).where(JournalEntry.action == "patients.merge")).all()
    assert {entry.patient_id for entry in entries} == set(two)
    assert entries[0].fields == "notes,phone"
