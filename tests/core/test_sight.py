from dataclasses import replace

import pytest
from sqlalchemy import Select
from sqlalchemy.exc import InvalidRequestError, StatementError
from sqlmodel import Session, col

from carehub.core.actor import Actor, Permission, Role, require
from carehub.core.errors import NotAllowed
from carehub.core.sight import asked_by, once_for_each_actor, once_for_each_sight
from carehub.patients import service as patients
from carehub.patients.models import Patient
from tests.conftest import People, make_patient

ALICE = Actor(1, "Alice", Role.COORDINATOR, frozenset({1}))


@once_for_each_actor
def notes(actor: Actor) -> list[int]:
    require(actor, Permission.NOTES_SEE)
    return sorted(actor.site_ids)


def test_it_is_put_together_once_for_equal_actors() -> None:
    assert notes(ALICE) is notes(replace(ALICE))


@pytest.mark.parametrize(
    "other",
    [
        replace(ALICE, site_ids=frozenset({2})),
        replace(ALICE, grants=frozenset({Permission.SENSITIVE_SEE})),
        replace(ALICE, only_patient_id=7),
        replace(ALICE, all_sites=True),
        replace(ALICE, user_id=2),
    ],
)
def test_who_differs_in_anything_has_an_own_one(other: Actor) -> None:
    assert notes(ALICE) is not notes(other)


def test_who_loses_the_role_is_refused_at_once() -> None:
    notes(ALICE)
    for _ in range(2):
        with pytest.raises(NotAllowed):
            notes(replace(ALICE, role=Role.FRONT_DESK))


@once_for_each_sight
def family_names(actor: Actor, descending: bool) -> Select[str]:
    name = col(Patient.last_name)
    shown = patients.visible_to(actor).with_only_columns(name)
    return shown.order_by(name.desc() if descending else name)


def test_one_statement_answers_each_of_the_same_sight_by_their_own_sites(
    session: Session, people: People
) -> None:
    for name, site in (("North", "Northside"), ("South", "Southside")):
        make_patient(session, people.sites[site], last_name=name)
    alice, charlie, erin = people.alice, people.charlie, people.erin
    assert family_names(alice, True) is family_names(charlie, True)
    for actor, seen in (
        (alice, ["North"]),
        (charlie, ["South"]),
        (erin, ["South", "North"]),
        (alice, ["North"]),
    ):
        assert list(session.scalars(family_names(actor, True), asked_by(actor))) == seen


def test_in_an_emergency_it_answers_about_the_one_patient(session: Session, people: People) -> None:
    ids = [make_patient(session, people.sites["Northside"], last_name=name).id for name in ("A", "B")]
    for number, seen in zip(ids, (["A"], ["B"]), strict=True):
        actor = replace(people.charlie, only_patient_id=number)
        assert list(session.scalars(family_names(actor, False), asked_by(actor))) == seen


@pytest.mark.parametrize(
    "other",
    [
        replace(ALICE, all_sites=True),
        replace(ALICE, grants=frozenset({Permission.SENSITIVE_SEE})),
        replace(ALICE, only_patient_id=7),
        replace(ALICE, role=Role.SUPERVISOR),
    ],
)
def test_another_sight_has_a_statement_of_its_own(other: Actor) -> None:
    assert family_names(other, False) is not family_names(ALICE, False)


def test_without_saying_who_asks_nothing_is_answered(session: Session) -> None:
    with pytest.raises(StatementError, match="sight_sites"):
        session.scalars(family_names(ALICE, False))


@pytest.mark.filterwarnings("ignore:Type object")
def test_what_is_put_together_for_everybody_cannot_know_who_asks() -> None:
    sites_at_once = once_for_each_sight(lambda actor: sorted(actor.site_ids))
    with pytest.raises((NotImplementedError, InvalidRequestError)):
        sites_at_once(ALICE)
