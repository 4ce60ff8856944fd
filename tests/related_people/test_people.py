"""Related people: written down by whoever keeps contact data, at the patient's sites."""

import pytest
from sqlmodel import Session

from carehub.core import clock
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.documents.models import Document, FileKind
from carehub.patients.record import InvalidRecord
from carehub.related_people import service as related
from carehub.related_people.draft import PersonDraft, person_drafted
from carehub.related_people.models import MayTalk, RelatedPerson, Relation
from tests.conftest import People, make_patient

ROSA = person_drafted({"name": "Rosa García", "relation": "sister", "phone": "312-555-0111"})


@pytest.fixture
def maria(session: Session, people: People) -> int:
    return make_patient(session, people.sites["Northside"]).id or 0


@pytest.fixture
def rosa(session: Session, people: People, maria: int) -> RelatedPerson:
    return related.add_person(session, people.alice, maria, ROSA)


def test_a_related_person_is_added_and_seen(session: Session, people: People, rosa: RelatedPerson) -> None:
    (found,) = related.around(session, people.bob, rosa.patient_id)
    assert (found.name, found.relation, found.phone) == ("Rosa García", Relation.SISTER, "+13125550111")
    assert related.around(session, people.charlie, rosa.patient_id) == []


def test_guardians_and_emergency_contacts_come_first(session: Session, people: People, maria: int) -> None:
    for name, is_emergency, is_guardian in (
        ("Ana", False, False),
        ("Ben", True, False),
        ("Cleo", False, True),
    ):
        draft = PersonDraft(
            name=name, relation=Relation.OTHER, is_emergency=is_emergency, is_guardian=is_guardian
        )
        related.add_person(session, people.bob, maria, draft)
    assert [each.name for each in related.around(session, people.alice, maria)] == ["Cleo", "Ben", "Ana"]


def test_another_site_and_a_provider_do_not_write(session: Session, people: People, maria: int) -> None:
    with pytest.raises(NotFound):
        related.add_person(session, people.charlie, maria, ROSA)
    with pytest.raises(NotAllowed):
        related.add_person(session, people.pat, maria, ROSA)
    with pytest.raises(NotFound):
        related.add_person(session, people.alice, 999_999, ROSA)


def test_what_was_typed_wrong_is_named_by_field() -> None:
    with pytest.raises(InvalidRecord) as refused:
        person_drafted({"name": "Rosa", "phone": "555", "email": "x", "relation": ""})
    assert set(refused.value.problems) == {"phone", "email", "relation"}


def test_somebody_has_a_name_and_limits_are_said(session: Session, people: People, maria: int) -> None:
    for draft in (
        PersonDraft(name=" ", relation=Relation.SISTER),
        PersonDraft(name="Rosa", relation=Relation.SISTER, may_talk=MayTalk.ONLY_ABOUT),
    ):
        with pytest.raises(InvalidRecord):
            related.add_person(session, people.alice, maria, draft)


def test_an_edit_is_refused_to_others_and_when_stale(
    session: Session, people: People, rosa: RelatedPerson
) -> None:
    draft = ROSA.model_copy(update={"may_talk": MayTalk.YES})
    related.edit_person(session, people.bob, rosa.id or 0, 1, draft)
    assert (rosa.may_talk, rosa.version) == (MayTalk.YES, 2)
    with pytest.raises(Conflict, match="Rosa García"):
        related.edit_person(session, people.alice, rosa.id or 0, 1, ROSA)
    with pytest.raises(NotFound):
        related.edit_person(session, people.charlie, rosa.id or 0, 2, ROSA)
    with pytest.raises(NotAllowed):
        related.edit_person(session, people.pat, rosa.id or 0, 2, ROSA)
    with pytest.raises(NotFound):
        related.edit_person(session, people.alice, 999_999, 1, ROSA)


def test_the_paper_of_a_guardian_is_the_patients_own(session: Session, people: People, maria: int) -> None:
    other = make_patient(session, people.sites["Northside"], first_name="José").id or 0
    mine, theirs = _paper(session, people, maria), _paper(session, people, other)
    guardian = PersonDraft(name="Rosa", relation=Relation.GUARDIAN, is_guardian=True)
    added = related.add_person(
        session, people.alice, maria, guardian.model_copy(update={"document_id": mine})
    )
    assert added.document_id == mine
    with pytest.raises(Invalid, match="somebody else"):
        related.add_person(session, people.alice, maria, guardian.model_copy(update={"document_id": theirs}))
    with pytest.raises(NotFound):
        related.add_person(session, people.alice, maria, guardian.model_copy(update={"document_id": 999_999}))


def _paper(session: Session, people: People, patient_id: int) -> int:
    paper = Document(
        patient_id=patient_id,
        name="court.pdf",
        kind=FileKind.PDF,
        size=1,
        key=f"key-{patient_id}",
        added_at=clock.now(),
        added_by_id=people.alice.user_id,
    )
    session.add(paper)
    session.flush()
    return paper.id or 0


def test_who_is_put_away_is_not_listed_and_can_come_back(
    session: Session, people: People, rosa: RelatedPerson
) -> None:
    number = rosa.id or 0
    for outsider, refusal in ((people.charlie, NotFound), (people.pat, NotAllowed)):
        with pytest.raises(refusal):
            related.put_away(session, outsider, number, 1)
        with pytest.raises(refusal):
            related.bring_back(session, outsider, number, 1)
    related.put_away(session, people.alice, number, 1)
    assert related.around(session, people.alice, rosa.patient_id) == []
    with pytest.raises(Conflict):
        related.bring_back(session, people.alice, number, 1)
    related.bring_back(session, people.alice, number, 2)
    assert len(related.around(session, people.alice, rosa.patient_id)) == 1
