"""Settings > Backup, and the server's own rhythm."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from carehub.backups import keys, making, running, service
from carehub.core import clock
from carehub.core.errors import NotAllowed
from carehub.settings import Settings
from tests.conftest import People


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "erin", "pat"])
def test_only_an_admin_sees_backups_asks_for_one_or_renews_the_key(
    here: Settings, session: Session, center: People, who: str
) -> None:
    for deed in (service.overview, service.ask_for_one, service.renew_key):
        with pytest.raises(NotAllowed):
            deed(session, getattr(center, who))
    assert not keys.has_recovery_key(here.home)


def test_an_admin_makes_the_key_and_sees_where_backups_go(
    here: Settings, session: Session, center: People
) -> None:
    assert not service.overview(session, center.dana).has_key
    assert service.renew_key(session, center.dana).startswith("AGE-SECRET-KEY-1")
    seen = service.overview(session, center.dana)
    assert seen.has_key
    assert seen.backups == ()
    assert seen.folder == str((here.home / "backups").absolute())


def test_the_next_backup_is_due_a_day_after_the_last(
    here: Settings, recovery_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert running.is_due(here)
    made = making.make(here, making.folder_of(here))
    assert not running.is_due(here)
    monkeypatch.setattr(clock, "now", lambda: made.made_at + timedelta(hours=23, minutes=59))
    assert not running.is_due(here)
    monkeypatch.setattr(clock, "now", lambda: made.made_at + timedelta(hours=24))
    assert running.is_due(here)


def test_without_a_key_none_is_due(here: Settings) -> None:
    assert not running.is_due(here)


async def test_a_backup_that_fails_says_why_until_one_succeeds(here: Settings) -> None:
    assert "There is no recovery key yet" in await running.make()
    assert "There is no recovery key yet" in running.last_problem(here)
    keys.new_recovery_key(here.home)
    assert await running.make() == ""
    assert running.last_problem(here) == ""
    assert len(making.backups_in(making.folder_of(here))) == 1
