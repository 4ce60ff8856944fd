import pytest
from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from carehub.caseloads import service as caseloads
from carehub.caseloads.models import Assignment
from carehub.core.actor import Actor
from carehub.core.changes import HUB, Topic, release
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.patients.models import Patient, PatientSite
from tests.conftest import People, make_patient


@pytest.fixture
def maria(session: Session, people: People) -> int:
    return make_patient(session, people.sites["Northside"]).id or 0


def keeper_of(session: Session, people: People, patient_id: int) -> str | None:
    found = caseloads.responsible(session, people.erin, patient_id)
    return found.name if found else None


def test_a_coordinator_takes_a_patient(session: Session, people: People, maria: int) -> None:
    caseloads.assign(session, people.alice, maria, people.alice.user_id)
    assert keeper_of(session, people, maria) == "Alice Moreno"


def test_an_assignment_is_journaled_and_announced(session: Session, people: People, maria: int) -> None:
    before = HUB.rev
    caseloads.assign(session, people.alice, maria, people.alice.user_id)
    entry = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc())).first()
    assert entry
    assert (entry.action, entry.patient_id, entry.fields) == ("caseloads.assign", maria, "coordinator")
    release(session)
    assert HUB.since(Topic.CASELOADS, before) == {maria}


def test_reassigning_keeps_who_was_responsible_before(session: Session, people: People, maria: int) -> None:
    alice, erin = people.alice.user_id, people.erin.user_id
    caseloads.assign(session, people.alice, maria, alice)
    caseloads.assign(session, people.erin, maria, erin, instead_of=alice, reason="  Alice is\naway ")
    past, present = session.exec(select(Assignment).order_by(col(Assignment.id))).all()
    assert (past.coordinator_id, past.until is not None) == (alice, True)
    assert (present.coordinator_id, present.until, present.reason) == (erin, None, "Alice is away")


def test_a_patient_leaves_a_caseload(session: Session, people: People, maria: int) -> None:
    caseloads.assign(session, people.alice, maria, people.alice.user_id)
    caseloads.assign(
        session, people.alice, maria, caseloads.NOBODY, instead_of=people.alice.user_id, reason="Goals met"
    )
    assert keeper_of(session, people, maria) is None


def test_a_patient_changes_hands_only_with_a_reason(session: Session, people: People, maria: int) -> None:
    alice = people.alice.user_id
    caseloads.assign(session, people.alice, maria, alice)
    with pytest.raises(Invalid, match="Say why"):
        caseloads.assign(session, people.erin, maria, people.erin.user_id, instead_of=alice, reason=" ")


def test_who_is_late_is_told_who_was_first(session: Session, people: People, maria: int) -> None:
    alice, erin = people.alice.user_id, people.erin.user_id
    caseloads.assign(session, people.erin, maria, erin)
    with pytest.raises(Conflict, match="Erin Castellano assigned this patient to Erin Castellano first"):
        caseloads.assign(session, people.alice, maria, alice)
    caseloads.assign(session, people.erin, maria, caseloads.NOBODY, instead_of=erin, reason="Mistake")
    with pytest.raises(Conflict, match="off the caseload first"):
        caseloads.assign(session, people.alice, maria, alice, instead_of=erin, reason="Cover")
    assert keeper_of(session, people, maria) is None


@pytest.mark.parametrize("name", ["bob", "pat", "dana"])
def test_others_assign_nobody(session: Session, people: People, maria: int, name: str) -> None:
    actor: Actor = getattr(people, name)
    with pytest.raises(NotAllowed):
        caseloads.assign(session, actor, maria, people.alice.user_id)


def test_a_patient_of_another_site_is_not_found(session: Session, people: People, maria: int) -> None:
    for actor, patient_id in ((people.charlie, maria), (people.alice, 10_000)):
        with pytest.raises(NotFound):
            caseloads.assign(session, actor, patient_id, people.charlie.user_id)
        with pytest.raises(NotFound):
            caseloads.responsible(session, actor, patient_id)


@pytest.mark.parametrize("name", ["bob", "pat", "dana"])
def test_only_coordinators_and_supervisors_keep_a_caseload(
    session: Session, people: People, maria: int, name: str
) -> None:
    chosen: Actor = getattr(people, name)
    for user_id in (chosen.user_id, 10_000):
        with pytest.raises(NotFound, match="Choose from the list"):
            caseloads.assign(session, people.alice, maria, user_id)


def test_a_coordinator_of_another_site_gets_the_patient_only_from_a_supervisor(
    session: Session, people: People, maria: int
) -> None:
    charlie = people.charlie.user_id
    with pytest.raises(Invalid, match="does not work at a site of this patient"):
        caseloads.assign(session, people.erin, maria, charlie)
    session.add(PatientSite(patient_id=maria, site_id=people.sites["Southside"]))
    with pytest.raises(NotAllowed, match="Charlie Okafor works at another site"):
        caseloads.assign(session, people.alice, maria, charlie)
    caseloads.assign(session, people.erin, maria, charlie)
    assert keeper_of(session, people, maria) == "Charlie Okafor"


def test_whom_one_may_choose(session: Session, people: People, maria: int) -> None:
    caseloads.assign(session, people.alice, maria, people.alice.user_id)

    def choices(actor: Actor) -> list[tuple[str, int]]:
        return [(each.name, each.patients) for each in caseloads.coordinators(session, actor)]

    assert choices(people.alice) == [("Alice Moreno", 1), ("Erin Castellano", 0)]
    assert choices(people.charlie) == [("Charlie Okafor", 0), ("Erin Castellano", 0)]
    assert choices(people.erin) == [("Alice Moreno", 1), ("Charlie Okafor", 0), ("Erin Castellano", 0)]
    with pytest.raises(NotAllowed):
        caseloads.coordinators(session, people.bob)


def test_the_database_keeps_who_is_responsible_with_the_patient(
    session: Session, people: People, maria: int
) -> None:
    def kept() -> int | None:
        session.expire_all()
        return session.get_one(Patient, maria).coordinator_id

    alice, erin = people.alice.user_id, people.erin.user_id
    other = make_patient(session, people.sites["Northside"]).id or 0
    caseloads.assign(session, people.alice, maria, alice)
    assert kept() == alice
    caseloads.assign(session, people.erin, maria, erin, instead_of=alice, reason="Alice is away")
    assert kept() == erin
    session.execute(update(Assignment).where(col(Assignment.until).is_(None)).values(patient_id=other))
    assert (kept(), session.get_one(Patient, other).coordinator_id) == (None, erin)
    session.execute(delete(Assignment))
    session.expire_all()
    assert session.get_one(Patient, other).coordinator_id is None
