"""`carehub user`: the people of the center, from the computer that it runs on."""

import sys

import click

from carehub.accounts import host, roster, service
from carehub.accounts.passwords import MAX_LENGTH, NO_PASSWORD, PasswordHash, new_hash
from carehub.accounts.roster import NewPerson
from carehub.accounts.set_up import DEFAULT_NAME, NewCenter
from carehub.core.actor import Role
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid
from carehub.serving import data
from carehub.settings import settings


@click.group()
def user() -> None:
    """Let people sign in, give them a new password, keep them out."""


@user.command()
@click.argument("name")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--site", "sites", multiple=True, help="Where the person works; a missing site is created.")
@click.option("--full-name", default="", help="As colleagues read it; NAME unless given.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option(
    "--center", default=DEFAULT_NAME, show_default=True, help="For the first user: the center's name."
)
@click.option("--time-zone", default="", help="For the first user: the time zone.")
def add(
    name: str,
    role: str,
    sites: tuple[str, ...],
    full_name: str,
    password_stdin: bool,
    center: str,
    time_zone: str,
) -> None:
    """Let NAME sign in. The first user of an empty center is its admin."""
    password = _password(name) if password_stdin else NO_PASSWORD
    data.prepare()
    person = NewPerson(name, full_name or name, Role(role), password=password)
    with unit_of_work() as session:
        if service.is_set_up(session):
            added = host.add_from_host(session, person, sites)
        else:
            added = service.first_admin(session, NewCenter(center, time_zone, sites), person)
        code = "" if password_stdin else host.reset_from_host(session, added.user_name)
    click.echo(f"{added.user_name} can sign in as {role.replace('_', ' ')}.")
    if code:
        _say_code(added.user_name, code)


@user.command()
@click.argument("name")
def reset(name: str) -> None:
    """Print a one-time code with which NAME chooses a new password."""
    data.prepare()
    with unit_of_work() as session:
        code = host.reset_from_host(session, name)
    _say_code(roster.plain_user_name(name), code)


@user.command()
@click.argument("name")
def disable(name: str) -> None:
    """Keep NAME out from now on."""
    data.prepare()
    with unit_of_work() as session:
        host.disable_from_host(session, name)
    click.echo(f"{roster.plain_user_name(name)} cannot sign in any more.")


@user.command("forget-second-factor")
@click.argument("name")
def forget_second_factor(name: str) -> None:
    """Let NAME, whose phone is gone, set up another at the next sign-in."""
    data.prepare()
    with unit_of_work() as session:
        host.forget_second_factor_from_host(session, name)
    click.echo(f"{roster.plain_user_name(name)} sets up another second factor at the next sign-in.")


def _password(user_name: str) -> PasswordHash:
    typed = sys.stdin.readline(4 * MAX_LENGTH).rstrip("\r\n")
    if not typed:
        raise Invalid("There was no password on standard input.")
    return new_hash(typed, user_name=user_name)


def _say_code(user_name: str, code: str) -> None:
    address = settings().base_urls[0]
    click.echo(
        f"{user_name} chooses a password at {address}/set-password with this code (15 minutes): {code}"
    )
