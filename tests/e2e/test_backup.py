"""An admin makes the recovery key and a backup, and it can be restored."""

from playwright.sync_api import expect

from carehub.backups import keys, making, restoring
from carehub.settings import settings
from tests.e2e import steps
from tests.e2e.conftest import SignedIn


def test_an_admin_backs_up_and_the_printed_key_opens_it(signed_in: SignedIn) -> None:
    page = signed_in("dana")
    page.goto(page.url.rstrip("/") + "/settings/backup")
    page.get_by_role("button", name="Make the recovery key").click()
    key = page.get_by_label("Your recovery key").get_by_text("AGE-SECRET-KEY-1").inner_text()
    steps.is_accessible(page)
    page.get_by_role("button", name="I have printed it").click()
    expect(page.get_by_text(key)).to_have_count(0)
    page.get_by_role("button", name="Back up now").click()
    expect(page.get_by_role("table", name="Backups").get_by_role("row")).to_have_count(2)
    newest = making.backups_in(making.folder_of(settings()))[0]
    assert restoring.drill(newest.file, keys.recovery_key(key)).manifest.rows["users"] == 6
