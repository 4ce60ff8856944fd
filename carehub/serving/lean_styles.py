"""Of Radix's styles, a build holds what our pages can ask for: less than half of them.

A browser reads a style sheet and sorts its rules before it paints anything, on each page.
"""

import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Unpack

from reflex.plugins import Plugin
from reflex_base.plugins import PreCompileContext

POSTCSS = "postcss.config.js"
ANCHOR = '    "postcss-import": {},\n'
STEP = Path(__file__).with_suffix(".cjs")
# https://www.radix-ui.com/themes/docs/theme/color; not in quotes one by one, which would name them all.
NAMES = """
    gray mauve slate sage olive sand amber blue bronze brown crimson cyan gold grass green indigo iris jade
    lime mint orange pink plum purple red ruby sky teal tomato violet yellow
"""
COLORS = frozenset(NAMES.split())
WRITTEN_IN = ("carehub/**/*.py", "carehub/**/*.js", "carehub/**/*.jsx", "assets/*.css")


class LeanStylesPlugin(Plugin):
    """Adds our step (``lean_styles.cjs``) to those that make one style sheet of many."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        sources = (path.read_text() for pattern in WRITTEN_IN for path in Path.cwd().glob(pattern))
        context["add_save_task"](lambda: (STEP.name, STEP.read_text()))
        context["add_modify_task"](POSTCSS, partial(add_step, unused=unused_colors(sources)))


def unused_colors(sources: Iterable[str]) -> list[str]:
    """The colors that no source names, be it in quotes ("teal") or by a token (--teal-9)."""
    named = {color for source in sources for color in re.findall(r"(?:[\"']|--)([a-z]+)(?=[\"'-])", source)}
    return sorted(COLORS - named)


def add_step(config: str, unused: list[str]) -> str:
    """PostCSS's configuration with our step after the imports; safe to repeat."""
    kept = "".join(line for line in config.splitlines(keepends=True) if STEP.name not in line)
    if kept.count(ANCHOR) != 1:
        raise ValueError(f"Not as Reflex 0.10.1 has it. {POSTCSS}: look at its plugins again")
    return kept.replace(ANCHOR, f'{ANCHOR}    "./{STEP.name}": {{ unused: {unused} }},\n')
