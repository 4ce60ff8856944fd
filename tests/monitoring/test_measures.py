"""The numbers tell what happened, to whoever brings the token, and nothing of anybody."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.core import measures
from carehub.core.changes import HUB, Change, Topic
from carehub.core.database import engine, unit_of_work
from carehub.door import Door
from carehub.monitoring import logs, readiness, running
from carehub.monitoring.requests import OTHER, TimedRequests
from carehub.routes import ROUTES
from carehub.settings import Settings, settings
from tests.accounts.browsing import HOME
from tests.conftest import People, forget_settings, make_patient

TOKEN = "a-long-secret-for-prometheus"
WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def watcher(people: People, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Somebody without a session who asks the whole door."""
    monkeypatch.setenv("CAREHUB_METRICS_TOKEN", TOKEN)
    forget_settings()
    app = TimedRequests(Door(Starlette(routes=ROUTES)), {route.endpoint: route.path for route in ROUTES})
    with TestClient(app, base_url=HOME, follow_redirects=False) as client:
        yield client


def number(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_metrics_are_for_who_brings_the_token(watcher: TestClient) -> None:
    assert watcher.get("/metrics").status_code == 401
    assert watcher.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 401
    told = watcher.get("/metrics", headers=WITH_TOKEN)
    assert told.status_code == 200
    assert "carehub_open_sockets" in told.text
    assert "process_resident_memory_bytes" in told.text


def test_without_a_token_set_there_are_no_metrics(
    watcher: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CAREHUB_METRICS_TOKEN")
    forget_settings()
    assert watcher.get("/metrics").status_code == 404
    assert watcher.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_metrics_hold_nothing_of_a_patient_or_of_an_address(watcher: TestClient, people: People) -> None:
    with unit_of_work() as session:
        make_patient(session, people.sites["Northside"], last_name="Canarywren")
    watcher.get("/patients/Canarywren?text=Canarywren")
    watcher.get("/feeds/Canarywren.ics")
    assert "Canarywren" not in watcher.get("/metrics", headers=WITH_TOKEN).text


def test_a_request_is_timed_under_the_route_that_answered(watcher: TestClient) -> None:
    def answered(route: str, status: str) -> float:
        return number("carehub_request_seconds_count", route=route, status=status)

    before = answered("/feeds/{secret:str}.ics", "404"), answered(OTHER, "303")
    watcher.get("/feeds/none.ics")
    watcher.get("/my-day")
    now = answered("/feeds/{secret:str}.ics", "404"), answered(OTHER, "303")
    assert now == (before[0] + 1, before[1] + 1)


def test_transactions_are_timed_by_what_they_are(people: People) -> None:
    def counts() -> list[float]:
        return [number("carehub_transaction_seconds_count", kind=kind) for kind in ("read", "write")]

    before = counts()
    with running.timing(engine()):
        with unit_of_work() as session:
            make_patient(session, people.sites["Northside"])
        with unit_of_work(write=False):
            pass
        with unit_of_work(write=False):
            pass
    with unit_of_work():
        pass
    assert counts() == [before[0] + 2, before[1] + 1]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_breaks_is_told_as_such_while_it_is_measured(people: People) -> None:
    broken = text("SELECT pg_terminate_backend(pg_backend_pid())")
    with running.timing(engine()), pytest.raises(OperationalError), unit_of_work() as session:
        session.execute(broken)


async def test_a_running_server_counts_its_changes_and_how_late_its_loop_is(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "LOOK_EVERY_SECONDS", 0.01)
    changes, delays = "carehub_changes_total", "carehub_loop_delay_seconds_count"
    before, looked = number(changes, topic="referrals"), number(delays)
    async with running.measuring():
        HUB.publish(Change(Topic.REFERRALS, (1,)))
        while number(delays) == looked:
            await asyncio.sleep(0)
    HUB.publish(Change(Topic.REFERRALS, (1,)))
    assert number(changes, topic="referrals") == before + 1


def test_ready_says_what_is_missing(watcher: TestClient, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert watcher.get("/ready").json() == {"database": "ok", "disk": "ok"}
    monkeypatch.setattr(readiness, "NEEDED_BYTES", 10**18)
    monkeypatch.setenv("CAREHUB_REDIS_URL", f"unix://{home}/nobody-listens")
    forget_settings()
    answer = watcher.get("/ready")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "disk": "almost full", "redis": "does not answer"}


def test_ready_knows_a_database_of_another_version(watcher: TestClient) -> None:
    with engine().begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'of tomorrow'")
    answer = watcher.get("/ready")
    assert (answer.status_code, answer.json()["database"]) == (503, "of another version")


def test_sizes_and_ages_are_weighed_when_asked(people: People) -> None:
    readiness.weigh(settings())
    assert number("carehub_database_bytes") > 100_000
    assert number("carehub_disk_free_bytes") > 0
    assert str(number("carehub_backup_age_seconds")) == "nan"


def test_an_unexpected_failure_is_counted() -> None:
    from carehub.ui.feedback import explain

    before = number("carehub_failures_total")
    explain(ValueError("anything"))
    assert number("carehub_failures_total") == before + 1


def test_a_log_for_a_collector_has_one_object_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    monkeypatch.setattr(root, "level", root.level)
    logs.set_up(Settings(logs="json"))  # pyright: ignore[reportCallIssue]
    logging.getLogger("carehub").warning("refused event %s for user %s", "BoardState.move_card", 7)
    line = capsys.readouterr().err
    assert '"message": "refused event BoardState.move_card for user 7"' in line
    assert '"level": "WARNING"' in line


def test_the_kinds_of_work_are_two() -> None:
    assert (measures.kind_of(write=True), measures.kind_of(write=False)) == ("write", "read")
