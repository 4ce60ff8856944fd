"""What matters to the patient: each version is kept, and nobody writes over another's."""

import pytest
from sqlmodel import Session

from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.remarks import service as remarks
from tests.conftest import People, make_patient


@pytest.fixture
def maria(session: Session, people: People) -> int:
    return make_patient(session, people.sites["Northside"]).id or 0


def test_what_matters_is_said_and_every_version_is_kept(session: Session, people: People, maria: int) -> None:
    remarks.say_what_matters(
        session, people.alice, maria, 0, "I want to dance at my\ngranddaughter's wedding."
    )
    remarks.say_what_matters(session, people.erin, maria, 1, "And to sleep through.")
    said = remarks.statements(session, people.pat, maria)
    assert [(each.statement.number, each.by) for each in said] == [
        (2, "Erin Castellano"),
        (1, "Alice Moreno"),
    ]
    assert said[1].statement.words == "I want to dance at my\ngranddaughter's wedding."


def test_the_second_of_two_is_told_who_was_first(session: Session, people: People, maria: int) -> None:
    remarks.say_what_matters(session, people.erin, maria, 0, "My garden")
    with pytest.raises(Conflict, match="Erin Castellano"):
        remarks.say_what_matters(session, people.alice, maria, 0, "My dog")


def test_who_may_say_and_who_reads(session: Session, people: People, maria: int) -> None:
    remarks.say_what_matters(session, people.alice, maria, 0, "My garden")
    for blind in (people.bob, people.dana):
        assert remarks.statements(session, blind, maria) == []
    for outsider in (people.bob, people.pat, people.dana):
        with pytest.raises(NotAllowed):
            remarks.say_what_matters(session, outsider, maria, 1, "x")
    for actor, patient_id in ((people.charlie, maria), (people.alice, 999_999)):
        with pytest.raises(NotFound):
            remarks.statements(session, actor, patient_id)
        with pytest.raises(NotFound):
            remarks.say_what_matters(session, actor, patient_id, 1, "x")
    for words in ("x" * 2_001, "bell \x07"):
        with pytest.raises(Invalid):
            remarks.say_what_matters(session, people.alice, maria, 1, words)
