"""What an admin sees and does about backups."""

from dataclasses import dataclass

from sqlmodel import Session

from carehub.backups import keys, making, running
from carehub.backups.making import Backup
from carehub.core import journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.settings import settings


@dataclass(frozen=True, slots=True)
class Overview:
    """``folder`` is where backups go, ``every_hours`` 0 when the server makes none by itself."""

    has_key: bool
    folder: str
    every_hours: int
    backups: tuple[Backup, ...]
    problem: str


def overview(_session: Session, actor: Actor) -> Overview:
    """The backups that there are, and whether more will come."""
    require(actor, Permission.BACKUPS_MANAGE)
    here = settings()
    folder = making.folder_of(here)
    return Overview(
        keys.has_recovery_key(here.home),
        str(folder.absolute()),
        here.backup_hours,
        tuple(making.backups_in(folder)),
        running.last_problem(here),
    )


def ask_for_one(session: Session, actor: Actor) -> None:
    """Write down who wanted a backup now; ``running.make`` makes it."""
    require(actor, Permission.BACKUPS_MANAGE)
    journal.record(session, actor, "backup.ask")


def renew_key(session: Session, actor: Actor) -> str:
    """A new recovery key, shown this once; what was backed up before needs the key before."""
    require(actor, Permission.BACKUPS_MANAGE)
    journal.record(session, actor, "backup.renew_key")
    announce(session, Topic.BACKUPS)
    return keys.new_recovery_key(settings().home)
