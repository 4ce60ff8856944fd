"""`carehub import-receivers` on files as they come."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError
from carehub.directory import service
from carehub.spreadsheet_import.receiver_commands import import_receivers
from carehub.spreadsheet_import.receiver_reader import read_receivers
from carehub.spreadsheet_import.refusals import Unreadable
from tests.conftest import People

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LIST = """Our receivers 2026

Receiver;Specialty;ZIP;Sliding fee;Phone
Quest;Laboratory;1234;Y;312 555 0100
;;;;1
"""


def call(file: Path, user_name: str) -> str:
    result = CliRunner().invoke(import_receivers, [str(file), "--as", user_name], catch_exceptions=False)
    return result.output


def test_a_hand_made_list_comes_in_and_says_what_did_not(people: People, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST)
    assert "row 5: Give the receiver a name.\n1 new, 0 updated, 0 unchanged, 1 invalid, 0 skipped." in call(
        file, "dana"
    )
    assert "0 new, 0 updated, 1 unchanged" in call(file, "erin")
    with unit_of_work(write=False) as session:
        (quest,) = service.receivers(session, people.alice).receivers
    assert (quest.zip, quest.sliding_fee, quest.phone) == ("01234", True, "312 555 0100")


def test_only_who_imports_may_and_only_a_list(people: People, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST)
    with pytest.raises(CareHubError, match="role"):
        call(file, "alice")
    file.write_text("Phone;Fax\n1;2\n")
    with pytest.raises(CareHubError, match="names of receivers"):
        call(file, "dana")
    with pytest.raises(CareHubError, match="no file"):
        call(tmp_path / "nothing.csv", "dana")


def test_a_broken_file_is_refused_in_words(people: People, tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(Unreadable):
        read_receivers(file)
