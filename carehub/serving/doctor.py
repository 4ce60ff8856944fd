"""`carehub doctor`: looks at everything that keeps CareHub from running well, and changes nothing."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import click
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from carehub import migrations
from carehub.backups import keys, making
from carehub.core import clock, database
from carehub.core.errors import CareHubError
from carehub.serving import frontend, safety, server, tls
from carehub.serving.start import refuse_useless_certificate
from carehub.settings import Settings, settings

RENEW_DAYS = 30
SPARE_BYTES = 1_000_000_000


class Verdict(StrEnum):
    GOOD = "ok"
    ODD = "look"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One sentence on one thing; BAD means that CareHub will not run."""

    verdict: Verdict
    text: str


@click.command()
def doctor() -> None:
    """Look at the installation and say what is wrong with it."""
    findings = list(examine(settings()))
    for finding in findings:
        click.echo(f"{finding.verdict.value:<5} {finding.text}")
    bad = sum(finding.verdict is Verdict.BAD for finding in findings)
    if bad:
        raise CareHubError(f"{bad} of {len(findings)} things keep CareHub from running.")


def examine(here: Settings) -> Iterator[Finding]:
    """Every finding, in the order in which they matter."""
    for look in EXAMINATIONS:
        try:
            yield look(here)
        except (CareHubError, OSError) as refusal:
            yield Finding(Verdict.BAD, str(refusal))


def _python(_here: Settings) -> Finding:
    return Finding(Verdict.GOOD, f"Python {sys.version.split()[0]}")


def _home(here: Settings) -> Finding:
    if not here.home.exists():
        return Finding(Verdict.GOOD, f"The data folder {here.home} will be made at the first start.")
    if not safety.is_owners_only(here.home):
        return Finding(Verdict.ODD, f"Others on this computer can read the data: chmod 700 {here.home}")
    return Finding(Verdict.GOOD, f"The data folder {here.home} is readable by its owner only.")


def _files(here: Settings) -> Finding:
    exposed = safety.exposed_files(here.home) if here.home.exists() else []
    if exposed:
        return Finding(
            Verdict.ODD, f"Others can read {len(exposed)} files, such as {exposed[0]}: chmod -R go="
        )
    return Finding(Verdict.GOOD, "No file of the data folder is readable by others.")


def _secrets(here: Settings) -> Finding:
    if weak := safety.weak_keys(here.home):
        return Finding(Verdict.ODD, f"{' and '.join(weak)} can be guessed: CareHub makes keys by itself.")
    if weak := list(safety.weak_passwords(here)):
        return Finding(
            Verdict.ODD,
            f"{' and '.join(weak)}: use a password of {safety.SHORTEST_SECRET} characters or more.",
        )
    return Finding(Verdict.GOOD, "Keys and passwords are hard to guess.")


def _clock(here: Settings) -> Finding:
    is_there = not here.is_sqlite or (here.home / "carehub.db").exists()
    if problem := safety.clock_problem() if is_there else "":
        return Finding(Verdict.ODD, problem)
    return Finding(Verdict.GOOD, f"It is {clock.now():%Y-%m-%d %H:%M} UTC.")


def _way_in(here: Settings) -> Finding:
    if problem := safety.way_in_problem(here):
        return Finding(Verdict.ODD, problem)
    return Finding(Verdict.GOOD, "Addresses and https go together.")


def _space(here: Settings) -> Finding:
    folder = next(path for path in (here.home.absolute(), *here.home.absolute().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    if free < SPARE_BYTES:
        return Finding(Verdict.ODD, f"Only {free // 1_000_000} MB are free on the disk of {here.home}.")
    return Finding(Verdict.GOOD, f"{free // 1_000_000_000} GB are free on the disk of {here.home}.")


def _database(here: Settings) -> Finding:
    if here.is_sqlite and not (here.home / "carehub.db").exists():
        return Finding(Verdict.GOOD, "The database will be made at the first start.")
    try:
        with database.engine().connect() as connection:
            if here.is_sqlite and connection.execute(text("PRAGMA quick_check")).scalar() != "ok":
                return Finding(Verdict.BAD, "The database file is damaged: restore the last backup.")
        behind = not migrations.is_current(database.engine())
    except SQLAlchemyError as error:
        return Finding(Verdict.BAD, f"The database cannot be opened ({type(error).__name__}).")
    if behind:
        return Finding(Verdict.ODD, "The database is of an older version; the next start changes that.")
    return Finding(Verdict.GOOD, "The database is whole and up to date.")


def _pages(_here: Settings) -> Finding:
    if frontend.has_build():
        return Finding(Verdict.GOOD, "The pages are built.")
    return Finding(Verdict.ODD, "The pages are not built yet; the next start does it and takes a minute.")


def _network(here: Settings) -> Finding:
    here.refuse_unsafe_network()
    return Finding(Verdict.GOOD, f"CareHub will be at {here.base_urls[0]}")


def _port(here: Settings) -> Finding:
    server.refuse_taken_port(here.host, here.port)
    return Finding(Verdict.GOOD, f"Port {here.port} is free.")


def _certificate(here: Settings) -> Finding:
    if here.tls_cert is None:
        return Finding(Verdict.GOOD, "No certificate is used.")
    refuse_useless_certificate(here)
    days = tls.days_left(here.tls_cert)
    if days < 0:
        return Finding(Verdict.BAD, "The certificate has ended: run `carehub tls init` again.")
    if days < RENEW_DAYS:
        return Finding(Verdict.ODD, f"The certificate ends in {days} days: run `carehub tls init` again.")
    return Finding(Verdict.GOOD, f"The certificate is good for {days} more days.")


def _backups(here: Settings) -> Finding:
    if not keys.has_recovery_key(here.home):
        return Finding(Verdict.ODD, "There is no recovery key, so no backup is made: carehub recovery-key")
    folder = making.folder_of(here)
    made = making.backups_in(folder)
    if not made:
        return Finding(Verdict.ODD, f"There is no backup in {folder} yet: carehub backup")
    hours = (clock.now() - made[0].made_at) // timedelta(hours=1)
    if hours > 2 * (here.backup_hours or 24):
        return Finding(Verdict.ODD, f"The newest backup is {hours} hours old.")
    if folder.stat().st_dev == here.home.stat().st_dev:
        return Finding(
            Verdict.ODD,
            f"Backups are on the disk of the data ({folder}): one failure takes both. See README.",
        )
    return Finding(Verdict.GOOD, f"The newest of {len(made)} backups is {hours} hours old.")


EXAMINATIONS: tuple[Callable[[Settings], Finding], ...] = (
    _python,
    _home,
    _files,
    _secrets,
    _clock,
    _space,
    _database,
    _backups,
    _pages,
    _network,
    _way_in,
    _port,
    _certificate,
)
