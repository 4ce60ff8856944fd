from dataclasses import replace

import pytest

from carehub.core.actor import Actor, Permission, Role, require
from carehub.core.errors import NotAllowed
from carehub.core.sight import once_for_each_actor

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
