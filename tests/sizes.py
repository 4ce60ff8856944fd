"""One test, two sizes: small in `make test`, full in `make campaign`, which ends with its table."""

import os
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar, cast

import pytest

Size = TypeVar("Size")
TOLD = "campaign"
_HEAD = ("| what was done | how often | what came of it | test |", "|---|---|---|---|")


def is_campaign() -> bool:
    return bool(os.environ.get("CAMPAIGN"))


def size(small: Size, full: Size) -> Size:
    """How much to try; mark the test with ``pytest.mark.campaign``."""
    return full if is_campaign() else small


def table(reports: Iterable[pytest.TestReport]) -> Iterator[str]:
    """The lines for docs/reliability.md: what a test told of itself by ``tell``, else that it held or not."""
    yield from _HEAD
    for report in reports:
        told = dict(report.user_properties).get(TOLD, (in_words(report.nodeid), "", "held"))
        what, often, came = cast("tuple[str, str, str]", told)
        file = report.nodeid.partition("::")[0]
        yield f"| {what} | {often} | {came if report.passed else 'FAILED'} | `{file}` |"
    yield f"{date.today():%d %b %Y}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"  # noqa: DTZ011


def in_words(nodeid: str) -> str:
    """What a test says, from its name."""
    name, _, case = nodeid.rpartition("::")[2].partition("[")
    words = name.removeprefix("test_").replace("_", " ").capitalize()
    return f"{words} ({case.removesuffix(']')})" if case else words
