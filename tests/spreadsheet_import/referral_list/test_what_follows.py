"""What a list of referrals sets going, and for how long others wait for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event
from sqlmodel import Session, select

from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.models import FollowUp
from carehub.follow_ups.service import StageRule
from carehub.referrals.models import Stage
from carehub.referrals.status import Status
from carehub.spreadsheet_import.jobs import Task
from carehub.spreadsheet_import.referral_list import committing, undoing
from tests.conftest import People
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.referral_list.conftest import BOOKED, HEADER, SENT, WHEN, bring_in
from tests.spreadsheet_import.steps import do, started


def test_a_list_that_moves_a_referral_makes_the_follow_up_that_its_stage_asks_for(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    bring_in(people.dana, csv_file(tmp_path, HEADER, SENT))
    with unit_of_work() as session:
        accepted = session.exec(select(Stage).where(Stage.status == Status.ACCEPTED)).one()
        follow_ups.set_stage_rule(session, people.dana, accepted.id or 0, StageRule("Is there a day?", 2))
    bring_in(people.dana, csv_file(tmp_path, HEADER, SENT.replace("faxed", "accepted")))
    with unit_of_work(write=False) as session:
        made = session.exec(select(FollowUp)).one()
        assert (made.text, made.patient_id) == ("Is there a day?", patients["001"])


def test_a_long_list_holds_the_lock_for_as_many_statements_as_a_short_one(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    short, long = (_statements(people, tmp_path, how_many) for how_many in (2, 9))
    assert short == long


def _statements(people: People, folder: Path, how_many: int) -> list[int]:
    """How many statements about referrals so many take that are new, edited and moved."""
    rows = [SENT.replace("Lakeside", f"Lakeside {how_many} {number}") for number in range(how_many)]
    edited = [row.replace("angina?", "angina? Or not?") for row in rows]
    moved = [row.replace("faxed", "accepted") for row in edited]
    counts = []
    for part in (rows, edited, moved):
        with clock.freeze(WHEN):
            import_id = started(people.dana, csv_file(folder, HEADER, *part))
            do(Task.LOOK, people.dana, import_id)
            do(Task.CHECK, people.dana, import_id)
            with unit_of_work(write=False) as session:
                ready = committing.prepare(session, people.dana, import_id)
            with unit_of_work() as session, asked(session) as statements:
                committing.commit(session, people.dana, ready, lambda phase, done, total: None)
        counts.append(sum("referral" in each for each in statements))
    return counts


def test_undoing_a_long_list_holds_the_lock_for_as_many_statements_as_a_short_one(
    people: People, patients: dict[str, int], tmp_path: Path
) -> None:
    short, long = (_statements_of_undoing(people, tmp_path, how_many) for how_many in (2, 9))
    assert short == long


def _statements_of_undoing(people: People, folder: Path, how_many: int) -> list[int]:
    """The same for undoing what moved so many, and what added so many others."""
    rows = [SENT.replace("Lakeside", f"Lakeside {how_many} {number}") for number in range(how_many)]
    others = [BOOKED.replace("River", f"River {how_many} {number}") for number in range(how_many)]
    bring_in(people.dana, csv_file(folder, HEADER, *rows))
    counts = []
    for part in ([row.replace("faxed", "accepted") for row in rows], others):
        import_id = bring_in(people.dana, csv_file(folder, HEADER, *part)).import_id
        with unit_of_work(write=False) as session:
            ready = undoing.prepare(session, people.dana, import_id)
        with unit_of_work() as session, asked(session) as statements:
            undoing.undo(session, people.dana, ready)
        counts.append(sum("referral" in each for each in statements))
    return counts


@contextmanager
def asked(session: Session) -> Iterator[list[str]]:
    """What the database is asked meanwhile; many rows in one go count once."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)
