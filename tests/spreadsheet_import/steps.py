"""The steps of an import as the page takes them, without the page."""

from pathlib import Path

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.spreadsheet_import import service, storage, worker
from carehub.spreadsheet_import.deciding import Decision, map_columns
from carehub.spreadsheet_import.jobs import Job, Task
from tests.conftest import People


def started(who: Actor, path: Path) -> int:
    key = storage.new_key()
    storage.path_of(key).write_bytes(path.read_bytes())
    with unit_of_work() as session:
        return service.start(session, who, path.name, key, path.stat().st_size)


def do(task: Task, who: Actor, import_id: int) -> None:
    worker.do(Job(task, who.user_id, import_id))


def decide(who: Actor, import_id: int, decision: Decision) -> None:
    with unit_of_work() as session:
        map_columns(session, who, import_id, decision)


def checked(people: People, path: Path) -> int:
    import_id = started(people.dana, path)
    do(Task.LOOK, people.dana, import_id)
    decide(people.dana, import_id, Decision(site_id=people.sites["Northside"]))
    do(Task.CHECK, people.dana, import_id)
    return import_id
