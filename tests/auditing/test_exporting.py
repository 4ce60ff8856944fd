"""A signed file of the journal proves itself on another computer, and every tampering with it is found."""

import json
import random
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from carehub.auditing import exporting, signing, verifier
from carehub.auditing.verifier import NotWhole
from carehub.core import clock, journal
from carehub.core.errors import NotAllowed
from carehub.settings import settings
from tests.conftest import People
from tests.sizes import size

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ENTRIES = 30


def exported(session: Session, people: People) -> list[str]:
    for number in range(ENTRIES):
        journal.record(session, people.alice, "referrals.moved", subject=f"referral:{number}", reason="é")
    return [line.removesuffix("\n") for line in exporting.signed(session, people.dana)]


def flipped(lines: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(lines))
    place = chance.randrange(len(lines[at]))
    changed = chr(ord(lines[at][place]) ^ 1 << chance.randrange(5))
    return [*lines[:at], lines[at][:place] + changed + lines[at][place + 1 :], *lines[at + 1 :]]


def removed(lines: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(lines))
    return [*lines[:at], *lines[at + 1 :]]


def moved(lines: list[str], chance: random.Random) -> list[str]:
    one, other = chance.sample(range(len(lines)), 2)
    swapped = list(lines)
    swapped[one], swapped[other] = lines[other], lines[one]
    return swapped


def put_in(lines: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(lines) + 1)
    return [*lines[:at], chance.choice(lines), *lines[at:]]


def cut_off(lines: list[str], chance: random.Random) -> list[str]:
    return lines[: chance.randrange(len(lines))]


@on_sqlite
@pytest.mark.campaign
def test_every_tampering_with_a_file_is_found(session: Session, people: People) -> None:
    lines, key = exported(session, people), signing.public_key(settings().home)
    assert verifier.verify(lines, key) == ENTRIES + 1
    chance = random.Random(1)
    for number in range(size(100, 1_000)):
        tampered = (flipped, removed, moved, put_in, cut_off)[number % 5](lines, chance)
        with pytest.raises(NotWhole):
            verifier.verify(tampered, key)


@on_sqlite
def test_who_writes_all_hashes_anew_still_lacks_the_key(session: Session, people: People) -> None:
    lines, key = exported(session, people), signing.public_key(settings().home)
    digest, forged = b"", []
    for line in lines[:-1]:
        content = json.loads(line)
        del content["sum"]
        if content.get("subject") == "referral:3":
            content["actor_id"] = people.bob.user_id
        made, digest = exporting._bound(content, digest)
        forged.append(made.removesuffix("\n"))
    with pytest.raises(NotWhole, match="signature"):
        verifier.verify([*forged, lines[-1]], key)


@on_sqlite
def test_another_center_did_not_sign_it(session: Session, people: People, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with pytest.raises(NotWhole, match="not that of this center"):
        verifier.verify(exported(session, people), signing.public_key(elsewhere))


@on_sqlite
def test_the_verifier_needs_the_file_and_the_key_alone(
    session: Session, people: People, tmp_path: Path
) -> None:
    file, key = tmp_path / "journal.jsonl", tmp_path / "key.pem"
    file.write_text("\n".join(exported(session, people)) + "\n")
    key.write_bytes(signing.public_key(settings().home))
    script = tmp_path / "verifier.py"
    script.write_text(Path(verifier.__file__).read_text())
    command = [sys.executable, "-I", str(script), str(file), str(key)]
    assert subprocess.run(command, capture_output=True, text=True).stdout == (
        "The export is whole: 31 entries, signed by the center of this key.\n"
    )
    file.write_text(file.read_text().replace("referral:3", "referral:4", 1))
    refused = subprocess.run(command, capture_output=True, text=True)
    assert (refused.returncode, "Line 5 is not what was signed" in refused.stderr) == (1, True)


def test_the_days_of_a_file_and_that_it_was_taken_out(session: Session, people: People) -> None:
    for day in (2, 3, 4):
        with clock.freeze(datetime(2026, 3, day, 18, tzinfo=UTC)):
            journal.record(session, people.alice, "patients.edit")
    lines = list(exporting.signed(session, people.dana, date(2026, 3, 3), date(2026, 3, 4)))
    assert [json.loads(line)["at"][:10] for line in lines[1:-1]] == ["2026-03-03", "2026-03-04"]
    assert (
        verifier.verify([line.removesuffix("\n") for line in lines], signing.public_key(settings().home)) == 2
    )
    assert json.loads(list(exporting.signed(session, people.dana))[-3])["action"] == "journal.export"


def test_only_who_may_read_the_journal_takes_it_out(session: Session, people: People) -> None:
    for actor in (people.alice, people.bob, people.charlie, people.pat):
        with pytest.raises(NotAllowed):
            list(exporting.signed(session, actor))


@on_sqlite
def test_the_private_key_is_for_the_owner_alone(people: People) -> None:
    signing.public_key(settings().home)
    assert (settings().home / signing.FILE).stat().st_mode & 0o077 == 0
