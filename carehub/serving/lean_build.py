"""What a browser has to fetch and read before it paints a page: half the styles, half the files.

Of Radix's styles a build holds what our pages can ask for: a browser sorts the rules of a style sheet
before it paints anything. What many pages share is one script, not fifteen that are asked for one by one.
"""

import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Unpack

from reflex.plugins import Plugin
from reflex_base.plugins import PreCompileContext

from carehub.serving.generated import add_after

POSTCSS = "postcss.config.js"
AFTER_IMPORTS = '    "postcss-import": {},\n'
STEP = Path(__file__).with_name("lean_styles.cjs")
VITE = "vite.config.js"
FIRST_GROUP = "          groups: [\n"
# What so many pages load, all of them may; docs/performance.md tells what each of them weighs.
SHARED = '            { name: "shared", minShareCount: 5 },\n'
# https://www.radix-ui.com/themes/docs/theme/color; not in quotes one by one, which would name them all.
NAMES = """
    gray mauve slate sage olive sand amber blue bronze brown crimson cyan gold grass green indigo iris jade
    lime mint orange pink plum purple red ruby sky teal tomato violet yellow
"""
COLORS = frozenset(NAMES.split())
WRITTEN_IN = ("carehub/**/*.py", "carehub/**/*.js", "carehub/**/*.jsx", "assets/*.css")


class LeanBuildPlugin(Plugin):
    """Adds our step to those that make one style sheet of many, and our group to those of the scripts."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        sources = (path.read_text() for pattern in WRITTEN_IN for path in Path.cwd().glob(pattern))
        context["add_save_task"](lambda: (STEP.name, STEP.read_text()))
        context["add_modify_task"](POSTCSS, partial(add_step, unused=unused_colors(sources)))
        context["add_modify_task"](VITE, add_group)


def unused_colors(sources: Iterable[str]) -> list[str]:
    """The colors that no source names, be it in quotes ("teal") or by a token (--teal-9)."""
    named = {color for source in sources for color in re.findall(r"(?:[\"']|--)([a-z]+)(?=[\"'-])", source)}
    return sorted(COLORS - named)


def add_step(config: str, unused: list[str]) -> str:
    """PostCSS's configuration with our step after the imports; safe to repeat."""
    kept = "".join(line for line in config.splitlines(keepends=True) if STEP.name not in line)
    step = f'    "./{STEP.name}": {{ unused: {unused} }},\n'
    return add_after(kept, AFTER_IMPORTS, step, f"{POSTCSS}: look at its plugins again")


def add_group(config: str) -> str:
    """Vite's configuration with one script for what many pages share; safe to repeat."""
    return add_after(config, FIRST_GROUP, SHARED, f"{VITE}: look at codeSplitting again")
