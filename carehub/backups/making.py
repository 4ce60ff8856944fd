"""Make a backup: database, files of patients and the journal's key, at one moment, proved readable."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from carehub.accounts.models import Center
from carehub.backups import archive, keys, snapshot
from carehub.backups.rotation import to_forget
from carehub.backups.snapshot import Damaged
from carehub.core import clock, database, journal
from carehub.core.errors import Conflict
from carehub.settings import Settings

SUFFIX = ".carehub-backup"
_STAMP = "%Y-%m-%dT%H%M%SZ"
_FOLDERS = ("documents", "imports")
_FILES = ("journal.key", "journal.anchors", "secrets.key", "signing.key")


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup file, when its moment was (UTC) and how many bytes it has."""

    file: Path
    made_at: datetime
    size: int


def folder_of(here: Settings) -> Path:
    return here.backup_folder or here.home / "backups"


def backups_in(folder: Path) -> list[Backup]:
    """Every whole backup in the folder, the newest first."""
    found = [
        Backup(file, made_at, file.stat().st_size)
        for file in folder.glob(f"*{SUFFIX}")
        if (made_at := _moment_in(file.name)) is not None
    ]
    return sorted(found, key=lambda each: each.made_at, reverse=True)


def make(here: Settings, folder: Path) -> Backup:
    """Write one more backup and forget those that are old; Conflict while another is being made.

    It counts only when it was opened again with this computer's key and every part was what it should be.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _one_at_a_time(here.home), tempfile.TemporaryDirectory(prefix="backup-", dir=here.home) as work:
        moment = clock.now().astimezone(UTC).replace(microsecond=0)
        made = _write(here, folder / f"carehub-{moment.strftime(_STAMP)}{SUFFIX}", moment, Path(work))
    for old in to_forget([each.made_at for each in backups_in(folder)], here.backup_keep):
        _path_for(folder, old).unlink(missing_ok=True)
    return made


def _write(here: Settings, file: Path, moment: datetime, work: Path) -> Backup:
    to = keys.recipients(here.home)
    taken = snapshot.take(database.engine(), work)
    parts = [(taken.file.name, taken.file), *_files_of(here.home)]
    manifest = archive.Manifest(
        made_at=moment.isoformat(),
        center=_center_name(),
        revision=taken.revision,
        rows=taken.rows,
        parts={name: archive.digest(path) for name, path in parts},
    )
    archive.pack(manifest, parts, work / "packed")
    part = file.with_suffix(f"{SUFFIX}.part")
    archive.encrypt(work / "packed", part, to)
    _prove(part, work, archive.digest(work / "packed"), here.home)
    part.replace(file)
    return Backup(file, moment, file.stat().st_size)


def _prove(part: Path, work: Path, wanted: str, home: Path) -> None:
    with part.open("rb") as written:
        os.fsync(written.fileno())
    archive.decrypt(part, work / "opened", keys.host_key(home))
    if archive.digest(work / "opened") != wanted:
        part.unlink()
        raise Damaged("The backup could not be read back as it was written: look at the disk it is on.")


def _files_of(home: Path) -> Iterator[tuple[str, Path]]:
    """The files beside the database. Their names are random, their contents never change."""
    journal.key_in(home)
    for name in _FILES:
        if (home / name).is_file():
            yield name, home / name
    for folder in _FOLDERS:
        for path in sorted((home / folder).glob("*")):
            if path.is_file():
                yield f"{folder}/{path.name}", path


def _center_name() -> str:
    with database.unit_of_work(write=False) as session:
        return _name(session)


def _name(session: Session) -> str:
    center = session.get(Center, 1)
    return center.name if center else ""


def _moment_in(name: str) -> datetime | None:
    try:
        return datetime.strptime(name.removeprefix("carehub-").removesuffix(SUFFIX), _STAMP).replace(
            tzinfo=UTC
        )
    except ValueError:
        return None


def _path_for(folder: Path, moment: datetime) -> Path:
    return folder / f"carehub-{moment.strftime(_STAMP)}{SUFFIX}"


@contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    with (home / "backup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict("A backup is being made just now.") from None
        yield
