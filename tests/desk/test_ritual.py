"""What anybody writes at the desk goes through one ritual: it works; from another site, under the wrong role,
after somebody else, and about what is not there it is refused, each in its own way.

Each refusal is asked for in a savepoint that is rolled back, so that one center serves a whole slice.
"""

import inspect
from collections.abc import Iterator
from dataclasses import asdict, replace
from types import ModuleType

import pytest
from sqlmodel import Session

from carehub.assessments import service as assessments
from carehub.care_plans import following
from carehub.care_plans import service as care_plans
from carehub.caseloads import service as caseloads
from carehub.contacts import check_ins
from carehub.contacts import service as contacts
from carehub.core.actor import Actor
from carehub.core.errors import CareHubError
from carehub.crises import service as crises
from carehub.desk.handover import service as handover
from carehub.desk.merging import service as merging
from carehub.discharges import service as discharges
from carehub.follow_ups import contacting, sign_off, template_settings
from carehub.follow_ups import service as follow_ups
from carehub.programs import service as programs
from carehub.saved_views import service as views
from tests.conftest import People
from tests.desk.deeds import DEEDS, Deed, Hand, World, make_world
from tests.permissions.northside import sam_of_southside

NOWHERE = 999_999
# Who acts and whom it names are there also where what it is about is not.
KNOWN = frozenset({"alice", "pat", "site", "type"})
DONE = "done"
SERVICES: dict[str, tuple[ModuleType, ...]] = {
    "follow-ups": (follow_ups, sign_off, contacting, template_settings),
    "contacts": (contacts, check_ins),
    "care plans": (care_plans, following),
    "programs": (programs,),
    "discharges": (discharges,),
    "assessments": (assessments,),
    "crises": (crises,),
    "merging": (merging,),
    "handovers": (handover,),
    "caseloads": (caseloads,),
    "saved views": (views,),
}
# What reads; what an event causes or takes back, after a deed that was allowed; and what tells one by one
# which of several were refused. Each is tested in its own slice.
ELSEWHERE = {
    "follow-ups": "changeable count_due count_waiting due_for every_template find history is_asked neglected "
    "of_patient of_referral open_counts owners stage_rules templates waiting derive withdraw rewrite undo",
    "contacts": "cadences due_check_ins of_patient of_referral tried tried_for_patient record",
    "care plans": "find_goal find_part followed plan_of version_numbered versions_of tell",
    "programs": "every_program find offered programs_of",
    "discharges": "find items_of of_patient open_ones",
    "assessments": "every_form filled find form_named forms_to_fill of_patient",
    "crises": "find of_patient on_call_now open_notices open_one rota steps_now tell",
    "merging": "find merges",
    "handovers": "find handovers items plan give",
    "caseloads": "coordinators kept_since responsible responsible_for within_reach assign_imported by_itself "
    "assign_together put_back",
    "saved views": "find_view saved_views save_view restore_view",
}


@pytest.mark.parametrize("slice_of", DEEDS)
def test_no_verb_is_forgotten(slice_of: str) -> None:
    known = DEEDS[slice_of].keys() | set(ELSEWHERE[slice_of].split())
    assert {name for service in SERVICES[slice_of] for name in _verbs_of(service)} == known


def _verbs_of(service: ModuleType) -> Iterator[str]:
    """The functions of its slice which somebody does something by: they begin with a session and an actor."""
    home = service.__name__.rpartition(".")[0]
    for name, found in inspect.getmembers(service, inspect.isfunction):
        begins = list(inspect.signature(found).parameters)[:2]
        if begins == ["session", "actor"] and found.__module__.startswith(home) and not name.startswith("_"):
            yield name


@pytest.mark.parametrize("slice_of", DEEDS)
def test_each_deed_works_and_is_refused_by_the_ritual(
    session: Session, people: People, slice_of: str
) -> None:
    world, sam = make_world(session, people), sam_of_southside(session, people)
    who = {name: getattr(people, name) for name in ("alice", "bob", "charlie", "dana", "erin", "pat")}
    steps = [
        (name, step, deed, hand, wanted)
        for name, deed in DEEDS[slice_of].items()
        for step, hand, wanted in _ritual(session, deed, who | {"sam": sam}, world)
    ]
    came = {
        (name, step): _try(deed, hand, Hand(session, who[deed.by], world))
        for name, step, deed, hand, _ in steps
    }
    assert came == {(name, step): wanted for name, step, _, _, wanted in steps}


def _ritual(
    session: Session, deed: Deed, who: dict[str, Actor], world: World
) -> Iterator[tuple[str, Hand, str]]:
    own = Hand(session, who[deed.by], world)
    yield "works", own, DONE
    if deed.elsewhere:
        yield "other site", replace(own, actor=who[deed.elsewhere]), deed.refuses
    for name in deed.never:
        yield f"role of {name}", replace(own, actor=who[name]), "NotAllowed"
    if deed.is_seen:
        yield "stale", replace(own, late=1), "Conflict"
    if deed.names_a_row:
        nowhere = {name: NOWHERE + at for at, name in enumerate(asdict(world)) if name not in KNOWN}
        yield "unknown", replace(own, ids=replace(world, **nowhere)), deed.refuses


def _try(deed: Deed, hand: Hand, before: Hand) -> str:
    """What came of it; nothing of it is left."""
    step = hand.session.begin_nested()
    try:
        deed.first(before)
        deed.does(hand)
    except CareHubError as refusal:
        return type(refusal).__name__
    finally:
        step.rollback()
    return DONE
