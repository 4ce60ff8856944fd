"""Backups: made while people write, opened by one key, refused when one bit is not what it was."""

import random
import threading
from pathlib import Path

import pytest
from sqlmodel import Session, func, select

from carehub.backups import archive, keys, making, restoring
from carehub.backups.snapshot import Damaged
from carehub.core import database, journal
from carehub.core.errors import Conflict, Invalid
from carehub.patients.models import Patient
from carehub.settings import Settings, settings
from tests.conftest import People, Tell, forget_settings, make_patient
from tests.sizes import size


@pytest.fixture
def elsewhere(tmp_path: Path, here: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An empty data folder on another computer, with an empty database of the same kind."""
    home = tmp_path / "elsewhere"
    monkeypatch.setenv("CAREHUB_HOME", str(home))
    if here.is_sqlite:
        monkeypatch.setenv("CAREHUB_DATABASE_URL", "")
    else:
        monkeypatch.setenv("CAREHUB_DATABASE_URL", _empty_database(here.database_url))
    database.engine().dispose()
    forget_settings()
    return settings()


def _empty_database(url: str) -> str:
    name = "restored_" + "".join(random.choices("abcdef", k=12))
    admin = database.make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
    admin.dispose()
    base, _, query = url.partition("?")
    return f"{base.rpartition('/')[0]}/{name}?{query}"


def test_a_center_comes_back_from_the_file_and_its_key_alone(
    here: Settings, recovery_key: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    made = making.make(here, tmp_path / "disk")
    new_home: Settings = request.getfixturevalue("elsewhere")
    restored = restoring.restore(made.file, keys.recovery_key(recovery_key), new_home)
    assert restored.manifest.rows["patients"] == 2
    assert (restored.documents, restored.manifest.center) == (1, "Riverbend Health Center")
    document = new_home.home / "documents" / "0123456789abcdef0123456789abcdef"
    assert document.read_bytes() == b"%PDF a letter"
    with database.unit_of_work() as session:
        names = session.exec(select(Patient.last_name).order_by(Patient.last_name)).all()
        assert names == ["Garcia", "Nguyen"]
        # The journal goes on where it stopped, under its own key.
        journal.record(session, None, "center.restored")
        assert journal.first_broken(session) is None


@pytest.mark.campaign
def test_what_is_saved_meanwhile_is_wholly_in_it_or_not_at_all(
    here: Settings, recovery_key: str, center: People, tmp_path: Path, tell: Tell
) -> None:
    stop, written = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            with database.unit_of_work() as session:
                patient = make_patient(session, center.sites["Northside"], last_name="Busy")
                journal.record(session, center.alice, "patients.add", patient_id=patient.id)
                written.append(patient.id)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while not written:
            pass
        files = [making.make(here, tmp_path / f"disk{number}").file for number in range(size(2, 25))]
    finally:
        stop.set()
        writer.join()
    for file in files:
        found = restoring.drill(file, keys.host_key(here.home)).manifest.rows
        assert found["patients"] == found["patient_sites"] == found["journal"]
    kind = "SQLite" if here.is_sqlite else "PostgreSQL"
    tell(
        f"A backup while somebody saves, restored, {kind}",
        f"{len(files)}",
        f"each whole: {len(written):,} saves went on",
    )


def test_a_backup_says_nothing_to_who_has_no_key(here: Settings, recovery_key: str, tmp_path: Path) -> None:
    made = making.make(here, tmp_path / "disk")
    content = made.file.read_bytes()
    for secret in (b"Garcia", b"Riverbend", b"a letter", b"SQLite format"):
        assert secret not in content
    another = keys.new_recovery_key(here.home)
    with pytest.raises(Damaged, match="the key belongs to other backups"):
        restoring.drill(made.file, keys.recovery_key(another))


@pytest.mark.campaign
def test_a_damaged_backup_is_refused_in_words(
    here: Settings, recovery_key: str, tmp_path: Path, tell: Tell
) -> None:
    file = making.make(here, tmp_path / "disk").file
    whole, chance, key = file.read_bytes(), random.Random(2), keys.recovery_key(recovery_key)
    times = size(4, 400)
    for number in range(times):
        file.write_bytes((_flipped, _cut_off, _emptied, _prolonged)[number % 4](whole, chance))
        with pytest.raises(Damaged, match="Nothing was changed"):
            restoring.drill(file, key)
    file.write_bytes(whole)
    assert restoring.drill(file, key).manifest.rows["patients"] == 2
    kind = "SQLite" if here.is_sqlite else "PostgreSQL"
    tell(f"A backup of {kind} damaged: a bit flipped, cut off, emptied, prolonged", f"{times}", "all refused")


def _flipped(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]


def _cut_off(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content))]


def _emptied(_content: bytes, _chance: random.Random) -> bytes:
    return b""


def _prolonged(content: bytes, chance: random.Random) -> bytes:
    return content + chance.randbytes(chance.randint(1, 100))


def test_a_part_that_is_not_what_the_list_says_is_refused(here: Settings, tmp_path: Path) -> None:
    (tmp_path / "letter").write_bytes(b"one")
    manifest = archive.Manifest(
        made_at="", center="", revision="0001", rows={}, parts={"letter": archive.digest(tmp_path / "letter")}
    )
    (tmp_path / "letter").write_bytes(b"two")
    archive.pack(manifest, [("letter", tmp_path / "letter")], tmp_path / "packed")
    (tmp_path / "opened").mkdir()
    with pytest.raises(Damaged, match="1 parts of this backup are missing or changed"):
        archive.unpack(tmp_path / "packed", tmp_path / "opened")


def test_restoring_overwrites_nothing(here: Settings, recovery_key: str, tmp_path: Path) -> None:
    file = making.make(here, tmp_path / "disk").file
    with pytest.raises(Conflict, match="restoring overwrites nothing"):
        restoring.restore(file, keys.recovery_key(recovery_key), here)
    with database.unit_of_work(write=False) as session:
        assert _patients(session) == 2


def test_without_a_recovery_key_no_backup_is_made(here: Settings, tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="There is no recovery key yet"):
        making.make(here, tmp_path / "disk")
    assert making.backups_in(tmp_path / "disk") == []


def test_a_key_is_taken_as_people_type_it_and_nothing_else_is(here: Settings, recovery_key: str) -> None:
    typed = " ".join(recovery_key[at : at + 8] for at in range(0, len(recovery_key), 8)).lower()
    assert str(keys.recovery_key(typed)) == recovery_key
    with pytest.raises(Invalid, match="This is not a recovery key"):
        keys.recovery_key(recovery_key[:-1])


def test_old_backups_go_and_a_half_written_one_never_counts(
    here: Settings, recovery_key: str, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    old = [f"carehub-2020-01-{day:02}T000000Z{making.SUFFIX}" for day in range(1, 21)]
    for name in (*old, f"carehub-2021-01-01T000000Z{making.SUFFIX}.part", f"notes{making.SUFFIX}"):
        (disk / name).write_bytes(b"old")
    made = making.make(here, disk)
    left = [each.file.name for each in making.backups_in(disk)]
    assert left == [made.file.name, *reversed(old[-13:])]
    assert (disk / f"notes{making.SUFFIX}").exists()


def test_only_one_backup_is_made_at_a_time(here: Settings, recovery_key: str, tmp_path: Path) -> None:
    with making._one_at_a_time(here.home), pytest.raises(Conflict, match="being made just now"):
        making.make(here, tmp_path / "disk")


def _patients(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Patient)).one()
