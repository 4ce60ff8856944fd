"""`carehub backup`, `carehub restore` and `carehub recovery-key`."""

from pathlib import Path

import click

from carehub.backups import keys, making, restoring
from carehub.core import database, journal
from carehub.core.errors import Invalid
from carehub.serving.data import only_server_of, prepare_home
from carehub.settings import settings


@click.command()
@click.option(
    "--to", type=click.Path(file_okay=False, path_type=Path), help="A folder, best on another disk."
)
def backup(to: Path | None) -> None:
    """Make one encrypted backup now, also while CareHub runs, and prove that it can be read."""
    here = settings()
    made = making.make(here, to or making.folder_of(here))
    with database.unit_of_work() as session:
        journal.record(session, None, "backup.make", subject=f"backup:{made.file.name}")
    click.echo(f"{made.file} ({made.size / 1_000_000:.1f} MB), read back and found whole.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Read the recovery key from here instead of asking.")  # fmt: skip
@click.option("--drill", is_flag=True, help="Only prove that FILE could be restored; nothing is kept.")
@click.option(
    "--host-key", is_flag=True, help="With --drill, on the computer that made FILE: no recovery key."
)
def restore(file: Path, key_file: Path | None, drill: bool, host_key: bool) -> None:
    """Bring the center in FILE back, into a data folder that is empty."""
    here = settings()
    if host_key and not drill:
        raise Invalid("The key of this computer is for drills; restoring needs the recovery key.")
    key = keys.host_key(here.home) if host_key else keys.recovery_key(_asked(key_file))
    if drill:
        click.echo(f"This backup can be restored. {restoring.drill(file, key)}")
        return
    prepare_home(here.home)
    with only_server_of(here):
        restored = restoring.restore(file, key, here)
    click.echo(f"Restored. {restored}\nStart it with `carehub run`; then make a new recovery key.")


@click.command("recovery-key")
def recovery_key() -> None:
    """Make the key that opens the backups from now on, and show it this once."""
    here = settings()
    prepare_home(here.home)
    if keys.has_recovery_key(here.home):
        click.confirm(
            "There is one already. Backups made so far will still need the old key. Go on?", abort=True
        )
    click.echo(keys.new_recovery_key(here.home))
    click.echo("Print it and keep it away from this computer: without it no backup can be opened.", err=True)


def _asked(key_file: Path | None) -> str:
    if key_file is not None:
        return key_file.read_text()
    return click.prompt("Recovery key", hide_input=True, prompt_suffix=": ")
