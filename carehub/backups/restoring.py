"""Bring a center back from one backup file and its key, or prove that one could."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pyrage import x25519
from sqlmodel import Session

from carehub import migrations
from carehub.backups import archive, snapshot
from carehub.backups.archive import Manifest
from carehub.backups.snapshot import Damaged
from carehub.core import database, journal
from carehub.core.errors import Conflict
from carehub.settings import Settings

_BESIDE = ("documents", "imports", "journal.key", "journal.anchors", "secrets.key", "signing.key")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a backup holds, in words for the person at the console."""

    manifest: Manifest
    documents: int

    def __str__(self) -> str:
        patients = self.manifest.rows.get("patients", 0)
        return (
            f"{self.manifest.center}, as of {self.manifest.made_at}: {patients:,} patients, "
            f"{self.manifest.rows.get('journal', 0):,} journal entries, {self.documents:,} files."
        )


def restore(file: Path, key: x25519.Identity, here: Settings) -> Restored:
    """Make the backup the center of this computer. There must be none yet: nothing is overwritten."""
    _refuse_a_center(here)
    here.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="restore-", dir=here.home) as work:
        opened = _opened(file, key, Path(work))
        restored = _looked_at(opened, Path(work))
        snapshot.put_back(_database_in(opened), here.database)
        snapshot.look_at(here.database, restored.manifest.rows)
        for name in _BESIDE:
            if (opened / name).exists():
                shutil.move(opened / name, here.home / name)
    return restored


def drill(file: Path, key: x25519.Identity) -> Restored:
    """Everything that ``restore`` does, in a folder that is thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="carehub-drill-") as work:
        return _looked_at(_opened(file, key, Path(work)), Path(work))


def _opened(file: Path, key: x25519.Identity, work: Path) -> Path:
    archive.decrypt(file, work / "packed", key)
    opened = work / "opened"
    opened.mkdir(mode=0o700)
    archive.unpack(work / "packed", opened)
    return opened


def _looked_at(opened: Path, work: Path) -> Restored:
    """Raise Damaged unless the database opens, counts right, and its journal fits its key."""
    manifest = Manifest.model_validate_json((opened / archive.MANIFEST).read_bytes())
    _refuse_the_future(manifest)
    file = _database_in(opened)
    if file.name == snapshot.SQLITE:
        tried = work / "tried.db"
        shutil.copyfile(file, tried)
        snapshot.look_at(f"sqlite:///{tried}", manifest.rows)
        _refuse_a_broken_journal(f"sqlite:///{tried}", opened)
    return Restored(manifest, sum(name.startswith("documents/") for name in manifest.parts))


def _refuse_a_broken_journal(url: str, opened: Path) -> None:
    engine = database.make_engine(url)
    try:
        # The journal of an older version is read as ours.
        migrations.upgrade(engine)
        with Session(engine) as session:
            broken = journal.first_broken(session, key=journal.key_in(opened))
    finally:
        engine.dispose()
    if broken is not None:
        raise Damaged(f"The journal in this backup was changed at entry {broken}.")


def _refuse_the_future(manifest: Manifest) -> None:
    if not migrations.knows(manifest.revision):
        raise Conflict("This backup was made by a newer CareHub: install that version, then restore.")


def _refuse_a_center(here: Settings) -> None:
    taken = [name for name in _BESIDE if (here.home / name).exists()]
    if taken or not snapshot.is_empty(here.database):
        raise Conflict(
            f"There is a center in {here.home} already, and restoring overwrites nothing: "
            "set CAREHUB_HOME to a new folder (and CAREHUB_DATABASE_URL to an empty database)."
        )


def _database_in(opened: Path) -> Path:
    for name in (snapshot.SQLITE, snapshot.POSTGRESQL):
        if (opened / name).is_file():
            return opened / name
    raise Damaged("There is no database in this backup.")
