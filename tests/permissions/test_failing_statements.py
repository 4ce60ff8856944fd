"""Whatever an event asks the database for: when that fails, nothing is saved, and the person is told."""

import asyncio
import importlib
import logging
import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import PoolProxiedConnection

from carehub.core import outages
from carehub.core.actor import Actor
from carehub.core.database import engine
from carehub.core.errors import CareHubError
from carehub.handlers import allowed
from carehub.spreadsheet_import import child
from carehub.spreadsheet_import.jobs import Task
from tests.conftest import People, Tell
from tests.permissions import examples
from tests.permissions.callers import Guilty, cookie_of
from tests.permissions.northside import Northside
from tests.permissions.tabs import Tabs, open_tabs
from tests.permissions.test_handlers import Event, right, turn_of
from tests.sizes import is_campaign, size
from tests.spreadsheet_import.steps import do

app = importlib.import_module("carehub.carehub").app

# SQLite's codes for a disk that is full, one that is read-only, and one that does not answer.
HOW = {13: "database or disk is full", 8: "attempt to write a readonly database", 10: "disk I/O error"}
DEEDS, LEAST_SAVING = size((40, 10), (1_000, 100))


class Saboteur:
    """Lets one statement fail, by its number since ``begin``, and the commit of whatever was written."""

    def __init__(self) -> None:
        self.chance = random.Random(5)
        self.is_at_work = True
        self._committing = Lock()
        self._changes: dict[int, int] = {}
        self.begin()

    def begin(self, fails_at: int = 0) -> None:
        self.fails_at, self.asked, self.has_stopped_a_commit = fails_at, 0, False

    def before_a_transaction(self, connection: Connection) -> None:
        driver = connection.connection.dbapi_connection
        self._changes[id(driver)] = _changes(driver)

    def before_a_statement(self, *_given: object) -> None:
        self.asked += 1
        if self.is_at_work and self.asked == self.fails_at:
            raise self._failure()

    def commit(self, connection: PoolProxiedConnection) -> None:
        driver = connection.dbapi_connection
        with self._committing:
            if self.is_at_work and _changes(driver) > self._changes[id(driver)]:
                self.has_stopped_a_commit = True
                raise self._failure()
            connection.commit()

    @contextmanager
    def resting(self) -> Iterator[None]:
        self.is_at_work = False
        yield
        # Commits are made in threads: one that has begun comes to its end first.
        with self._committing:
            self.is_at_work = True

    def _failure(self) -> sqlite3.OperationalError:
        code = self.chance.choice(list(HOW))
        failure = sqlite3.OperationalError(HOW[code])
        failure.sqlite_errorcode = code
        return failure


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


@pytest.fixture(autouse=True)
def silent(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of outages in the log would hide what the test has to say."""
    for logger in ("carehub", "reflex_base"):
        caplog.set_level(logging.CRITICAL, logger)


@dataclass
class Trial:
    """Events of a crowd, each in the tab of the first one who may."""

    tabs: Tabs
    ids: Northside
    saboteur: Saboteur
    crowd: dict[Actor, str]
    untold: list[str] = field(default_factory=list)

    async def sabotage(self, deed: Event) -> int:
        """Let its statements fail one after the other; how many did. 0: it saves nothing."""
        self.saboteur.begin()
        await self.send(deed)
        if not self.saboteur.has_stopped_a_commit:
            return 0
        statements = range(1, self.saboteur.asked + 1)
        fail = statements if is_campaign() else [self.saboteur.chance.choice(statements)]
        for number in fail:
            self.saboteur.begin(number)
            await self.send(deed)
        return 1 + len(fail)

    async def send(self, deed: Event) -> None:
        handler, arguments = deed
        who = next(who for who in self.crowd if allowed(who, handler))
        path = examples.path_for(handler, self.ids)
        raised = await self.tabs.send(who.name, self.crowd[who], handler, arguments, path)
        if isinstance(raised, Exception) and not in_words(raised):
            self.untold.append(f"{handler} was not told in words: {raised!r}")


@pytest.mark.campaign
@pytest.mark.usefixtures("read_list")
async def test_whichever_statement_fails_nothing_is_saved_and_the_person_is_told(
    people: People, ids: Northside, saboteur: Saboteur, tell: Tell
) -> None:
    everybody = (people.alice, people.erin, people.dana, people.bob, people.pat)
    with saboteur.resting():
        crowd = {who: cookie_of(who) for who in everybody}
    guilty, failed = Guilty(), list[int]()
    async with open_tabs(app) as tabs:
        trial = Trial(tabs, ids, saboteur, crowd)
        for deed in chosen(ids):
            failed.append(await trial.sabotage(deed))
            guilty.look(deed[0])
            if comes_before_others(deed):
                with saboteur.resting():
                    await trial.send(deed)
                guilty.forgive()
    amiss = [*guilty.handlers, *trial.untold]
    assert not amiss, "\n".join(amiss)
    saving = sum(map(bool, failed))
    assert saving >= LEAST_SAVING
    tell(
        "The Nth statement of an event fails, or its commit: disk full, read-only, no answer",
        f"{sum(failed):,} failures of {saving} events that save",
        "nothing was saved, the person told in words",
    )


def in_words(raised: Exception) -> str:
    return str(raised) if isinstance(raised, CareHubError) else outages.in_words(raised)


def chosen(ids: Northside) -> list[Event]:
    """All that comes before others, and so many of the rest."""
    events = right(ids)
    rest = [each for each in events if not comes_before_others(each)]
    some = random.Random(6).sample([handler for handler, _ in rest], min(DEEDS, len(rest)))
    return [each for each in events if comes_before_others(each) or each[0] in some]


def comes_before_others(deed: Event) -> bool:
    """A page that is loaded, a dialog that is opened, a choice in it: what follows is done on it."""
    return turn_of(deed[0]) < 3


def _changes(driver: DBAPIConnection | None) -> int:
    assert isinstance(driver, sqlite3.Connection)
    return driver.total_changes
