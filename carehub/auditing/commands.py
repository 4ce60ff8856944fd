"""`carehub audit`: whether the journal is what was written."""

import click
from sqlmodel import func, select

from carehub.auditing import anchors
from carehub.core import journal
from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict
from carehub.core.journal import JournalEntry
from carehub.settings import settings


@click.group()
def audit() -> None:
    """The journal: who did what to whom, and who looked."""


@audit.command()
def verify() -> None:
    """Prove that no entry was changed, removed, put elsewhere or cut off; name the first that was."""
    with unit_of_work(write=False) as session:
        broken = journal.first_broken(session)
        missing = anchors.first_missing(session, settings().home)
        count = session.exec(select(func.count()).select_from(JournalEntry)).one()
    if broken is not None:
        raise Conflict(
            f"The journal was changed: entry {broken} is not what was written, or one before it is gone."
        )
    if missing is not None:
        raise Conflict(f"The journal was cut off: entry {missing} was there and is not any more.")
    click.echo(f"The journal is whole: {count:,} entries.")
