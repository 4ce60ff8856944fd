"""`carehub demo`: the practice center, in a folder that never held anything else."""

import os
import shutil
from pathlib import Path

import click
from sqlmodel import col, select

from carehub.accounts import passwords
from carehub.accounts.models import Center, User
from carehub.core import database
from carehub.core.errors import Conflict, Invalid
from carehub.serving.data import LOCK, only_server_of, prepare_database, prepare_home
from carehub.serving.start import start
from carehub.settings import Settings, settings

FOLDER = "practice"
PASSWORD = "practice-center-only"
# Written last: a center that was not made to its end is made anew. Holds no secret.
COMPLETE = "practice-center"


@click.command()
@click.option("--no-serve", is_flag=True, help="Only make the practice center.")
@click.option("--reset", is_flag=True, help="Throw the practice center away and make it anew.")
@click.option("--password", default=PASSWORD, show_default=True, help="Password of all its users.")
@click.option("--port", type=click.IntRange(1, 65535), help="Listen on this port instead of CAREHUB_PORT.")
def demo(no_serve: bool, reset: bool, password: str, port: int | None) -> None:
    """Start a practice center with made-up patients, apart from your own data."""
    here = _practice_settings(port)
    with only_server_of(here):
        _prepare(here, password, reset=reset)
    if no_serve:
        click.echo("\n".join(_who_signs_in(password)))
    else:
        start(here, click.echo, lambda: _who_signs_in(password))


def _practice_settings(port: int | None) -> Settings:
    os.environ.setdefault("CAREHUB_HOME", FOLDER)
    if port is not None:
        os.environ["CAREHUB_PORT"] = str(port)
    here = settings()
    if not here.is_loopback:
        raise Invalid("The practice center is for this computer only: unset CAREHUB_HOST.")
    if here.database_url:
        raise Invalid("The practice center keeps its own database: unset CAREHUB_DATABASE_URL.")
    _refuse_foreign_files(here.home)
    prepare_home(here.home)
    return here


def _refuse_foreign_files(home: Path) -> None:
    """What we did not make we shall never delete."""
    found = {path.name for path in home.iterdir()} if home.is_dir() else set[str]()
    if found - {LOCK} and "carehub.db" not in found:
        raise Conflict(f"{home} holds other files: name an empty folder with CAREHUB_HOME.")


def _prepare(here: Settings, password: str, *, reset: bool) -> None:
    _refuse_other_center(here)
    if (here.home / COMPLETE).exists() and not reset:
        return
    from carehub import practice

    click.echo("Making the practice center ...")
    _empty(here.home)
    prepare_database()
    practice.fill(password)
    (here.home / COMPLETE).touch()


def _refuse_other_center(here: Settings) -> None:
    prepare_database()
    with database.unit_of_work(write=False) as session:
        center = session.get(Center, 1)
    if center is not None and not center.is_practice:
        raise Conflict(f"{here.home} holds {center.name}: name another folder with CAREHUB_HOME.")


def _empty(home: Path) -> None:
    database.engine().dispose()
    for path in home.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != LOCK:
            path.unlink()


def _who_signs_in(password: str) -> list[str]:
    with database.unit_of_work(write=False) as session:
        users = session.exec(select(User).order_by(col(User.user_name))).all()
    known = passwords.fits(password, users[0].password_hash)
    told = f"password {password}" if known else "password as given when it was made; --reset for another"
    names = [f"  {user.user_name:<10}{user.name} ({user.role.value.replace('_', ' ')})" for user in users]
    return [f"Sign in as one of these ({told}):", *names]
