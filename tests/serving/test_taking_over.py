"""What React is given when it takes over a page that came as HTML."""

import re
from pathlib import Path

import pytest
from reflex.constants import Templates

from carehub.serving.taking_over import READER, read_as_written

# What the page shows now, and what it showed when it was written.
NOW_OR_FIRST = r"useSyncExternalStore\)\(\w+,\w+,\(\)=>app\.initialState\?\.\["


def test_the_reader_of_the_page_s_state_still_has_the_place_that_we_change() -> None:
    reader = (Templates.Dirs.WEB_TEMPLATE / READER).read_text()
    changed = read_as_written(reader)
    assert "getSnapshot, () => app.initialState" in changed
    assert read_as_written(changed) == changed


def test_a_reader_that_looks_otherwise_fails_the_build() -> None:
    with pytest.raises(ValueError, match="useStateContext"):
        read_as_written("export const useStateContext = () => null;")


def test_the_build_has_it(build: Path) -> None:
    scripts = (each.read_text() for each in (build / "build/client/assets").glob("*.js"))
    assert sum(len(re.findall(NOW_OR_FIRST, script)) for script in scripts) == 1
