import pytest

from carehub.spreadsheet_import import worker


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child process says its progress on standard output; in the tests' own process nobody hears it."""
    monkeypatch.setattr(worker, "_say", lambda message: None)
