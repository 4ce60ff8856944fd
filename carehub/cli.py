"""The command line: parses, calls one thing, and says a refusal in one sentence."""

import importlib
import os
import sys
import traceback
from pathlib import Path
from secrets import token_hex

import click
from pydantic import ValidationError

from carehub.core.errors import CareHubError
from carehub.settings import settings

# Commands that other parts own, imported only when they are called: `carehub run` must not load pandas.
ELSEWHERE = {
    "audit": "carehub.auditing.commands:audit",
    "backup": "carehub.backups.commands:backup",
    "demo": "carehub.serving.demo:demo",
    "doctor": "carehub.serving.doctor:doctor",
    "export": "carehub.spreadsheet_import.commands:export_command",
    "import": "carehub.spreadsheet_import.commands:import_command",
    "import-receivers": "carehub.spreadsheet_import.receiver_commands:import_receivers",
    "imports": "carehub.spreadsheet_import.commands:imports_command",
    "inventory": "carehub.serving.inventory:inventory",
    "move-to": "carehub.serving.moving:move_to",
    "recovery-key": "carehub.backups.commands:recovery_key",
    "restore": "carehub.backups.commands:restore",
    "user": "carehub.accounts.commands:user",
}


class Commands(click.Group):
    """A group that knows the names of commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module, _, name = ELSEWHERE[cmd_name].partition(":")
        return getattr(importlib.import_module(module), name)


@click.group(cls=Commands)
@click.version_option(package_name="carehub", message="CareHub %(version)s")
def carehub() -> None:
    """CareHub: the coordination desk of a health center."""


@carehub.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Listen on this port instead of CAREHUB_PORT.")
def run(port: int | None) -> None:
    """Start CareHub and serve until Ctrl-C."""
    if port is not None:
        os.environ["CAREHUB_PORT"] = str(port)
    here = settings()  # refused before anything big is loaded
    from carehub.serving import first_run, start

    start.start(here, click.echo, first_run.greeting)


@carehub.command()
@click.option("--lock", is_flag=True, help="Write reflex.lock anew for what the pages import now.")
def build(lock: bool) -> None:
    """Build the pages, so that the next start is quick."""
    from carehub.serving import frontend

    if lock:
        frontend.lock_packages()
    click.echo(f"The pages are built: {frontend.ready_build(click.echo).name}")


@carehub.group()
def tls() -> None:
    """https for the other computers of the office."""


@tls.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
def init(names: tuple[str, ...]) -> None:
    """Make a certificate for this computer's NAMEs in the office network (or renew it)."""
    from carehub.serving import tls as certificates

    files = certificates.make_certificate(settings().home, names)
    click.echo(certificates.next_steps(files, names[0], settings().port))


def main() -> None:
    """Exit 0: done. Exit 1: refused, with one sentence on standard error. Never a traceback."""
    os.umask(0o077)
    refusal = refusal_of(sys.argv[1:])
    if refusal:
        click.echo(f"carehub: {refusal}", err=True)
        sys.exit(1)


def refusal_of(arguments: list[str]) -> str:
    """Run the command; the sentence that says why it was not done, empty when it was."""
    try:
        carehub.main(arguments, prog_name="carehub", standalone_mode=False)
    except CareHubError as error:
        return str(error)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "carehub"
        return f"{error.format_message()} See: {path} --help"
    except (click.Abort, KeyboardInterrupt):
        return "stopped before it was done."
    except ValidationError as error:
        return _first_of(error)
    except PermissionError as error:
        return f"No permission to write {error.filename}: may this user write in that folder?"
    except FileNotFoundError as error:
        return f"There is no {error.filename}."
    except Exception as error:  # the one process boundary of the command line
        return _kept(error)
    return ""


def _first_of(error: ValidationError) -> str:
    first = error.errors()[0]
    setting = "".join(f"CAREHUB_{str(part).upper()}: " for part in first["loc"][:1])
    return f"{setting}{first['msg'].removeprefix('Value error, ')}."


def _kept(error: Exception) -> str:
    """Where it happened goes to a file of the owner's, without the error's text: that may name a patient."""
    code = token_hex(3)
    log = Path(os.environ.get("CAREHUB_HOME", "data")) / "errors.log"
    try:
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with log.open("a") as file:
            file.write(
                f"{code} {type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}\n"
            )
    except OSError:
        return f"Something went wrong ({type(error).__name__})."
    return f"Something went wrong (code {code}); {log} says where."
