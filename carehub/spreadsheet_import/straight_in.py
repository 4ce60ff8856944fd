"""A list that comes in at once, as the command line asks for it: its plan is kept, and its new patients are
made ready to come in, by a thread while the next rows are read.

It ends as every import does: with the plan kept as it was made, and all of it in one short transaction.
See docs/decisions/0020.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from sqlalchemy.engine import Connection
from sqlmodel import Session

from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError
from carehub.spreadsheet_import import (
    arriving,
    at_once,
    checking,
    coming_in,
    in_parts,
    service,
    storing,
)
from carehub.spreadsheet_import.behind import Hand, doing_behind
from carehub.spreadsheet_import.beside import Reading
from carehub.spreadsheet_import.checking import Checked, Tell
from carehub.spreadsheet_import.coming_in import Acting
from carehub.spreadsheet_import.in_parts import InTurns
from carehub.spreadsheet_import.jobs import Job, Result, ToldRow
from carehub.spreadsheet_import.models import ImportKind
from carehub.spreadsheet_import.planned import PlannedRow
from carehub.spreadsheet_import.preparing import Arriving, PlanIsOld, Preparation, Prepared
from carehub.spreadsheet_import.storing import StoredRow


def run(job: Job, acting: Acting, tell: Tell) -> tuple[Result, bool]:
    """What became of the file, and whether it came in: where not, its plan is kept to be committed."""
    # The file and the people in it are let go before the rows are marked: memory is short.
    result, is_in = _bring_in(job, acting, tell)
    if is_in:
        in_parts.mark(result.import_id, tell)
    return result, is_in


def _bring_in(job: Job, acting: Acting, tell: Tell) -> tuple[Result, bool]:
    with (
        coming_in.held() as connection,
        unit_of_work(write=False) as session,
        at_once.reading(session, acting(session), job, tell) as reading,
    ):
        straight = _StraightIn(job, acting, reading, session, connection, InTurns(connection))
        try:
            result, ready = straight.keep()
            return result, ready is not None and straight.commit(ready, tell)
        except CareHubError:
            straight.give_up()
            raise


@dataclass(slots=True)
class _StraightIn:
    """One import, begun with its first rows; ``version`` is what it has until its plan is whole."""

    job: Job
    acting: Acting
    reading: Reading
    session: Session
    connection: Connection
    turns: InTurns
    import_id: int = 0
    version: int = 0
    preparation: Preparation | None = None
    rows: list[ToldRow] = field(default_factory=list)
    checked: Checked | None = None

    def keep(self) -> tuple[Result, Prepared | None]:
        """The plan, kept as it was made; prepared are lists of patients."""
        with doing_behind() as behind:
            actor, take = self.acting(self.session), partial(self._take, behind)
            checked = at_once.plan(self.session, actor, self.job, self.reading, take)
        with unit_of_work(on=self.connection) as session:
            checking.keep(session, self.acting(session), self.import_id, self.version, checked)
        self.checked = checked
        ready = self.preparation.ready(self.import_id, self.version + 1) if self.preparation else None
        return self._told(checked), ready

    def commit(self, ready: Prepared, tell: Tell) -> bool:
        """False when patients were changed since the plan was made."""
        try:
            coming_in.commit(self.acting, self.connection, ready, tell)
        except PlanIsOld:
            coming_in.clear(self.import_id)
            return False
        return True

    def give_up(self) -> None:
        """Nothing came in, and nothing stays of what was kept."""
        if not self.import_id:
            return
        coming_in.clear(self.import_id)
        in_parts.remove_plan(self.import_id)
        with unit_of_work() as session:
            service.cancel(session, self.acting(session), self.import_id)

    def _take(self, behind: Hand, rows: list[PlannedRow]) -> None:
        if not self.import_id:
            self._begin()
        stored = storing.stored(rows)
        those = (
            self.preparation.add(storing.coming_in(rows, stored)) if self.preparation else Arriving([], [])
        )
        self.rows.extend(at_once.told_rows(rows, self.job))
        behind(partial(self._write, stored, those))

    def _begin(self) -> None:
        with unit_of_work() as session:
            actor = self.acting(session)
            self.import_id = at_once.begin(session, actor, self.job, self.reading.file)
            self.version = checking.void_plan(session, actor, self.import_id, None)
            site_id = service.find(session, actor, self.import_id).site_id
        if self.reading.file.kind is ImportKind.PATIENTS:
            numbers = coming_in.numbers(self.import_id)
            self.preparation = Preparation(self.session, site_id, self.reading.how_many, numbers)

    def _write(self, rows: Sequence[StoredRow], those: Arriving) -> None:
        is_ahead = self.preparation is not None and self.preparation.is_ahead
        if is_ahead:
            coming_in.let_wait(self.connection, those)
        with self.turns.part() as session:
            checking.keep_part(session, self.acting(session), self.import_id, self.version, rows)
            if is_ahead:
                arriving.keep_words(session, those)

    def _told(self, checked: Checked) -> Result:
        rows = sorted(self.rows, key=lambda told: told["row"])
        return replace(at_once.told(checked, self.job), import_id=self.import_id, rows=rows)
