"""The built front end talks to the server it came from, whatever its name, port or scheme."""

from typing import Unpack

from reflex.plugins import Plugin
from reflex_base.plugins import PreCompileContext

CLIENT = "utils/state.js"
ANCHOR = "  const endpoint = new URL(url_str);\n"
# Reflex bakes host and port into the build and drops the port over https. Ours serves pages and
# websocket from one address, so the browser's own address is the right one. In development
# (`reflex run`) there are two ports and Reflex's own answer stands.
SAME_ORIGIN = """\
  if (import.meta.env.PROD && typeof window !== "undefined") {
    const scheme = endpoint.protocol.startsWith("ws") ? "ws" : "http";
    endpoint.protocol = scheme + (window.location.protocol === "https:" ? "s:" : ":");
    endpoint.hostname = window.location.hostname;
    endpoint.port = window.location.port;
    return endpoint;
  }
"""


class SameOriginPlugin(Plugin):
    """Makes one build serve every address, so that starting never has to rewrite it."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        context["add_modify_task"](CLIENT, follow_the_page)


def follow_the_page(client: str) -> str:
    """Reflex's client with the address of the page in place of the baked one; safe to repeat."""
    if SAME_ORIGIN in client:
        return client
    if client.count(ANCHOR) != 1:
        raise ValueError(f"{CLIENT} is not as Reflex 0.10.1 has it: look at getBackendURL again")
    return client.replace(ANCHOR, ANCHOR + SAME_ORIGIN)
