"""`carehub audit`: whether the journal is what was written."""

from pathlib import Path

import click
from sqlmodel import func, select

from carehub.auditing import anchors, signing, verifier
from carehub.auditing.by_patient import is_index_whole
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
    if not is_index_whole():
        raise Conflict("The journal is whole, but the index that finds a patient's entries was changed.")
    click.echo(f"The journal is whole: {count:,} entries.")


@audit.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("public_key", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path, public_key: Path) -> None:
    """Prove that a signed FILE is what the center of PUBLIC_KEY took out of its journal."""
    try:
        count = verifier.verify(file.read_text().splitlines(), public_key.read_bytes())
    except verifier.NotWhole as reason:
        raise Conflict(str(reason)) from None
    click.echo(f"The export is whole: {count:,} entries, signed by the center of this key.")


@audit.command("public-key")
def show_public_key() -> None:
    """Print the key that signed files of this center are checked with. Give it away before any file."""
    click.echo(signing.public_key(settings().home).decode(), nl=False)
