"""What a build leaves out of Radix's styles, that no page needs it, and how many files a page loads."""

import re
from pathlib import Path

import pytest
from reflex.config import get_config
from reflex.constants import Templates
from reflex.utils import frontend_skeleton

from carehub.serving.lean_build import COLORS, POSTCSS, VITE, add_group, add_step, unused_colors

TEMPLATE = (Templates.Dirs.WEB_TEMPLATE / POSTCSS).read_text()


@pytest.fixture(scope="module")
def assets(build: Path) -> Path:
    return build / "build/client/assets"


def test_a_color_is_used_that_is_named_in_quotes_or_by_a_token() -> None:
    unused = unused_colors(['tone("teal")', "color: var(--pink-9);", "a gold medal, 'sky'-blue"])
    assert COLORS - set(unused) == {"teal", "pink", "sky"}


def test_the_step_comes_after_the_imports_and_only_once() -> None:
    changed = add_step(TEMPLATE, ["gold"])
    assert changed.index("postcss-import") < changed.index("lean_styles.cjs") < changed.index("autoprefixer")
    assert add_step(changed, ["gold"]) == changed
    assert add_step(changed, ["mint"]).count("lean_styles.cjs") == 1


def test_a_configuration_that_looks_otherwise_fails_the_build() -> None:
    with pytest.raises(ValueError, match=POSTCSS):
        add_step("export default {};", [])
    with pytest.raises(ValueError, match=VITE):
        add_group("export default {};")


def test_what_many_pages_share_is_one_script() -> None:
    changed = add_group(frontend_skeleton._compile_vite_config(get_config()))
    assert "minShareCount" in changed
    assert add_group(changed) == changed


@pytest.mark.parametrize(
    "page", ["index.html", "board/index.html", "caseload/index.html", "calendar/index.html"]
)
def test_a_page_names_fifteen_files_at_most(assets: Path, page: str) -> None:
    """Without the shared one they were 24 to 30."""
    named = set(re.findall(r"assets/[^\"]+\.(?:js|css)", (assets.parent / page).read_text()))
    assert 5 < len(named) <= 15


def test_the_build_has_what_a_page_uses_and_no_more(assets: Path) -> None:
    (sheet,) = assets.glob("__reflex_global_styles-*.css")
    styles = sheet.read_text()
    for used in (".rt-BaseButton", ".rt-r-gap-2", "--teal-9", "--slate-9"):
        assert used in styles
    assert not re.search(r"\.md\\:rt-|--bronze-9|data-accent-color=.?bronze", styles)


def test_no_page_gives_a_part_other_properties_for_other_widths(assets: Path) -> None:
    """Radix writes such a property as {initial: ..., md: ...}; the rules for it are not in the build."""
    pages = [path for path in assets.glob("*.js") if path.name.startswith("_")]
    assert pages
    assert [path.name for path in pages if re.search(r"\binitial\b[\"']?:", path.read_text())] == []
