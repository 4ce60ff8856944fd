"""What docs/security.md and docs/asvs.md name as proof is there."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
_NAMED = re.compile(r"`(test_\w+)`")
_PLACE = re.compile(r"`(tests/[\w/.]+)`")
_DEFINED = re.compile(r"def (test_\w+)\(")


@pytest.mark.parametrize("name", ["security.md", "asvs.md"])
def test_every_test_that_is_named_as_proof_exists(name: str) -> None:
    text = (DOCS / name).read_text()
    defined = {found for path in HERE.rglob("test_*.py") for found in _DEFINED.findall(path.read_text())}
    assert set(_NAMED.findall(text)) - defined == set()
    assert {place for place in _PLACE.findall(text) if not (HERE.parent / place).exists()} == set()


def test_every_standard_of_the_security_rule_has_its_proof() -> None:
    rule = (DOCS / "security.md").read_text().partition("164.312\n")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in rule.splitlines() if line.startswith("| (")]
    assert [row[1].strip()[:3] for row in rows] == ["(a)", "(a)", "(a)", "(a)", "(b)", "(c)", "(d)", "(e)"]
    assert all("`tests/" in row[3] for row in rows)
