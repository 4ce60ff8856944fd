"""React takes a page over as its HTML was written, whatever the server has said meanwhile.

A page opens its socket before React has taken over all of it (`ui/layout.py`). Reflex's reader of the
page's state gives React the newest value where React asks for that of the HTML. On a slow device it has
changed by then: React throws away what it has and draws the whole page again (its error 418).
"""

from typing import Unpack

from reflex.plugins import Plugin
from reflex_base.plugins import PreCompileContext

from carehub.serving.generated import replace

READER = "utils/context-registry.js"
NEWEST = "  return useSyncExternalStore(subscribe, getSnapshot, getSnapshot);\n"
AS_WRITTEN = "  return useSyncExternalStore(subscribe, getSnapshot, () => app.initialState?.[name]);\n"


class TakingOverPlugin(Plugin):
    """Gives React, of what the page shows, the value with which its HTML was written."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        context["add_modify_task"](READER, read_as_written)


def read_as_written(reader: str) -> str:
    """Reflex's reader of the page's state with the first value for React's first look; safe to repeat."""
    return replace(reader, NEWEST, AS_WRITTEN, f"{READER}: look at useStateContext again")
