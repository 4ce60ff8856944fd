from datetime import date

import pytest
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.desk.caseload import listing
from carehub.desk.caseload.enrolling import enrol_together, take_out
from carehub.desk.caseload.view import UNASSIGNED, CaseloadView
from carehub.programs import service as programs
from carehub.programs.models import ProgramKind
from tests.conftest import People, make_patient


@pytest.fixture
def program(session: Session, people: People) -> int:
    return programs.add_program(session, people.dana, "Moms & babies", ProgramKind.NONE).id or 0


@pytest.fixture
def three(session: Session, people: People) -> list[int]:
    """At Northside, with nobody."""
    site = people.sites["Northside"]
    return [
        make_patient(session, site, last_name=f"N{each}", birth_date=date(1990, 1, 1)).id or 0
        for each in range(3)
    ]


def in_it(session: Session, people: People, program: int) -> list[str]:
    view = CaseloadView(whose=UNASSIGNED, program=str(program))
    return [patient.last_name for patient in listing.page(session, people.erin, view).patients]


def test_several_come_into_a_program_and_out_of_it(
    session: Session, people: People, three: list[int], program: int
) -> None:
    programs.enrol(session, people.alice, three[0], program)
    results, token = enrol_together(session, people.alice, three, program)
    assert [bool(result.refusal) for result in results] == [True, False, False]
    assert in_it(session, people, program) == ["N0", "N1", "N2"]
    assert take_out(session, people.alice, token) == "2 patients put back"
    assert in_it(session, people, program) == ["N0"]
    with pytest.raises(Conflict, match="Nothing was undone"):
        take_out(session, people.alice, token)


def test_a_patient_of_another_site_is_not_enrolled(
    session: Session, people: People, three: list[int], program: int
) -> None:
    (result,), _ = enrol_together(session, people.charlie, three[:1], program)
    assert "not in your list" in result.refusal
    assert in_it(session, people, program) == []


@pytest.mark.parametrize("name", ["bob", "dana"])
def test_who_does_not_plan_care_enrols_nobody(
    session: Session, people: People, three: list[int], program: int, name: str
) -> None:
    actor: Actor = getattr(people, name)
    with pytest.raises(NotAllowed):
        enrol_together(session, actor, three, program)
    with pytest.raises(NotAllowed):
        take_out(session, actor, "{}")


def test_what_makes_no_sense_is_refused(
    session: Session, people: People, three: list[int], program: int
) -> None:
    with pytest.raises(Invalid):
        enrol_together(session, people.alice, [], program)
    (result,), _ = enrol_together(session, people.alice, three[:1], 10_000)
    assert result.refusal
    with pytest.raises(NotFound):
        take_out(session, people.alice, "nonsense")
