"""`make audit` never says that all is well where nobody could be asked."""

import subprocess
from subprocess import CompletedProcess

import pytest

from tests import supply_chain
from tests.supply_chain import LOOK, NOTHING, UNASKED, WEAK

KNOWS = CompletedProcess((), 1, f"{WEAK} PYSEC-2019-217", "")
NOTHING_KNOWN = CompletedProcess((), 0, "", "")
NO_NETWORK = CompletedProcess((), 1, "", "npm error request to https://registry.npmjs.org failed\nmore")
FOUND = CompletedProcess((), 1, "somepackage 1.0 CVE-2026-1", "")


@pytest.mark.parametrize(
    ("answers", "outcome", "words"),
    [
        (
            (KNOWS, NOTHING_KNOWN, NOTHING_KNOWN),
            NOTHING,
            "Nothing is known against the packages of the pages.",
        ),
        ((NO_NETWORK, NOTHING_KNOWN), UNASKED, "NOT ASKED about the Python packages"),
        ((KNOWS, NOTHING_KNOWN, NO_NETWORK), UNASKED, "NOT ASKED about the packages of the pages: npm error"),
        ((KNOWS, FOUND, NOTHING_KNOWN), LOOK, "CVE-2026-1"),
    ],
    ids=["all well", "PyPI is silent", "npm is silent", "something is known"],
)
def test_what_was_not_asked_is_said(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answers: tuple[CompletedProcess[str], ...],
    outcome: int,
    words: str,
) -> None:
    given = iter(answers)
    monkeypatch.setattr(subprocess, "run", lambda *_, **_more: next(given))
    assert supply_chain.main() == outcome
    assert words in capsys.readouterr().out
