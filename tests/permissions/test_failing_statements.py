"""Whatever an event asks the database for: when that fails, nothing is saved, and the person is told."""

import asyncio
import importlib
import logging
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from carehub.core.actor import Actor
from carehub.core.database import engine, unit_of_work
from carehub.handlers import allowed
from carehub.spreadsheet_import import child
from carehub.spreadsheet_import.jobs import Task
from tests.conftest import People, Tell
from tests.permissions.callers import cookie_of
from tests.permissions.further import DOUBTFUL, Further, fill_further
from tests.permissions.northside import Northside
from tests.permissions.saboteur import Saboteur
from tests.permissions.saving_examples import scenes
from tests.permissions.scene import Event, Scene
from tests.permissions.tabs import open_tabs
from tests.permissions.test_handlers import right, turn_of
from tests.permissions.trial import Trial
from tests.sizes import size
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.steps import checked, do

app = importlib.import_module("carehub.carehub").app

DEEDS, LEAST_SAVING = size((40, 10), (1_000, 100))
SCENES = size(6, 1_000)


@pytest.fixture
def saboteur(ids: Northside, monkeypatch: pytest.MonkeyPatch) -> Iterator[Saboteur]:
    """In the driver of this center's database."""
    made = Saboteur()
    does = {
        "begin": made.before_a_transaction,
        "do_execute": made.before_a_statement,
        "do_executemany": made.before_a_statement,
    }
    for moment, deed in does.items():
        event.listen(engine(), moment, deed)
    monkeypatch.setattr(engine().dialect, "do_commit", made.commit)
    yield made
    for moment, deed in does.items():
        event.remove(engine(), moment, deed)


@pytest.fixture
def read_list(people: People, ids: Northside, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list to be imported is read already, and what else would be done with it waits for its turn: in a
    process of its own, which has no saboteur, it would be saved beside whatever is tried here."""
    do(Task.LOOK, people.dana, ids.import_)
    monkeypatch.setattr(child, "_TURNS", asyncio.Semaphore(0))


@pytest.fixture
def further(people: People, ids: Northside, read_list: None, tmp_path: Path) -> Further:
    doubtful = checked(people, csv_file(tmp_path, *DOUBTFUL))
    with unit_of_work() as session:
        return fill_further(session, people, ids, doubtful)


@pytest.fixture(autouse=True)
def silent(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of outages in the log would hide what the test has to say."""
    for logger in ("carehub", "reflex_base"):
        caplog.set_level(logging.CRITICAL, logger)


@pytest.mark.campaign
@pytest.mark.usefixtures("read_list")
async def test_whichever_statement_fails_nothing_is_saved_and_the_person_is_told(
    people: People, ids: Northside, saboteur: Saboteur, tell: Tell
) -> None:
    everybody = (people.alice, people.erin, people.dana, people.bob, people.pat)
    with saboteur.resting():
        crowd = {who: cookie_of(who) for who in everybody}
    failed = list[int]()
    async with open_tabs(app) as tabs:
        trial = Trial(tabs, ids, saboteur)
        for deed in chosen(ids):
            who = who_may(crowd, deed)
            failed.append(await trial.sabotage(who.name, crowd[who], deed))
            if comes_before_others(deed):
                with saboteur.resting():
                    await trial.send(who.name, crowd[who], deed)
                trial.guilty.forgive()
    amiss = [*trial.guilty.handlers, *trial.untold]
    assert not amiss, "\n".join(amiss)
    saving = sum(map(bool, failed))
    assert saving >= LEAST_SAVING
    tell(
        "The Nth statement of an event fails, or its commit: disk full, read-only, no answer",
        f"{sum(failed):,} failures of {saving} events that save",
        "nothing was saved, the person told in words",
    )


@pytest.mark.campaign
async def test_nor_by_a_deed_for_which_a_dialog_is_opened_or_something_is_done_before(
    people: People, ids: Northside, further: Further, saboteur: Saboteur, tell: Tell
) -> None:
    examples = dict(right(ids))
    failed = dict[str, int]()
    async with open_tabs(app) as tabs:
        trial = Trial(tabs, ids, saboteur)
        for scene in some_of(scenes(ids, further)):
            with saboteur.resting():
                cookie = cookie_of(getattr(people, scene.who))
            trial.guilty.forgive()
            failed[scene.deed] = await trial.sabotage(scene.deed, cookie, *scene.events(examples))
    amiss = [*trial.guilty.handlers, *trial.untold]
    assert not amiss, "\n".join(amiss)
    assert [deed for deed, often in failed.items() if not often] == []
    tell(
        "The same with deeds for which a dialog is opened first, or something is done",
        f"{sum(failed.values()):,} failures of {len(failed)} events that save",
        "nothing was saved, the person told in words",
    )


def some_of(every: list[Scene]) -> list[Scene]:
    """In their order: a form is filled in before it is completed."""
    numbers = random.Random(7).sample(range(len(every)), min(SCENES, len(every)))
    return [every[number] for number in sorted(numbers)]


def chosen(ids: Northside) -> list[Event]:
    """All that comes before others, and so many of the rest."""
    events = right(ids)
    rest = [each for each in events if not comes_before_others(each)]
    some = random.Random(6).sample([handler for handler, _ in rest], min(DEEDS, len(rest)))
    return [each for each in events if comes_before_others(each) or each[0] in some]


def who_may(crowd: dict[Actor, str], deed: Event) -> Actor:
    return next(who for who in crowd if allowed(who, deed[0]))


def comes_before_others(deed: Event) -> bool:
    """A page that is loaded, a dialog that is opened, a choice in it: what follows is done on it."""
    return turn_of(deed[0]) < 3
