"""Settings > Programs: who may name the center's programs, and what is refused."""

import pytest
from sqlmodel import Session

from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.programs import service as programs
from carehub.programs.models import ProgramKind
from tests.conftest import People, make_patient


def test_a_program_is_added_and_offered(session: Session, people: People) -> None:
    programs.add_program(session, people.dana, "  Healthy   Hearts ", ProgramKind.CCM)
    assert [(each.name, each.kind) for each in programs.offered(session, people.bob)] == [
        ("Healthy Hearts", ProgramKind.CCM)
    ]


def test_only_an_admin_changes_programs(session: Session, people: People) -> None:
    program = programs.add_program(session, people.dana, "Diapers", ProgramKind.NONE)
    assert program.id
    for outsider in (people.alice, people.bob, people.erin, people.pat):
        with pytest.raises(NotAllowed):
            programs.add_program(session, outsider, "Mine", ProgramKind.NONE)
        with pytest.raises(NotAllowed):
            programs.edit_program(session, outsider, program.id, 1, "Mine", ProgramKind.NONE)
        with pytest.raises(NotAllowed):
            programs.retire_program(session, outsider, program.id, 1)
        with pytest.raises(NotAllowed):
            programs.offer_again(session, outsider, program.id, 1)
        with pytest.raises(NotAllowed):
            programs.every_program(session, outsider)


def test_a_name_is_there_once_and_says_something(session: Session, people: People) -> None:
    programs.add_program(session, people.dana, "Diapers", ProgramKind.NONE)
    with pytest.raises(Conflict, match="already"):
        programs.add_program(session, people.dana, "DIAPERS", ProgramKind.NONE)
    for name in (" ", "x" * 61):
        with pytest.raises(Invalid):
            programs.add_program(session, people.dana, name, ProgramKind.NONE)


def test_a_program_is_renamed_by_who_saw_its_present_state(session: Session, people: People) -> None:
    program = programs.add_program(session, people.dana, "Diapers", ProgramKind.NONE)
    assert program.id
    programs.edit_program(session, people.dana, program.id, 1, "Diaper bank", ProgramKind.CHI)
    assert (program.name, program.kind, program.version) == ("Diaper bank", ProgramKind.CHI, 2)
    with pytest.raises(Conflict):
        programs.edit_program(session, people.dana, program.id, 1, "Late", ProgramKind.NONE)
    with pytest.raises(NotFound):
        programs.edit_program(session, people.dana, 999_999, 1, "Nothing", ProgramKind.NONE)


def test_a_retired_program_takes_nobody_new_and_keeps_who_is_in_it(session: Session, people: People) -> None:
    program = programs.add_program(session, people.dana, "Diapers", ProgramKind.NONE)
    maria = make_patient(session, people.sites["Northside"]).id or 0
    assert program.id
    programs.enrol(session, people.alice, maria, program.id)
    programs.retire_program(session, people.dana, program.id, 1)
    assert programs.offered(session, people.alice) == []
    assert [line.patients for line in programs.every_program(session, people.dana)] == [1]
    assert len(programs.programs_of(session, people.alice, maria)) == 1
    jose = make_patient(session, people.sites["Northside"], first_name="José").id or 0
    with pytest.raises(Invalid, match="takes nobody new"):
        programs.enrol(session, people.alice, jose, program.id)
    programs.offer_again(session, people.dana, program.id, 2)
    programs.enrol(session, people.alice, jose, program.id)
