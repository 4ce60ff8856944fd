"""The front end talks to the server it came from, whatever its name, port or scheme."""

import json
from typing import Unpack

from reflex.plugins import Plugin
from reflex_base.plugins import PreCompileContext

from carehub.serving.generated import add_after

CLIENT = "utils/state.js"
ANCHOR = "  const endpoint = new URL(url_str);\n"
# Reflex bakes host and port into the build and drops the port over https. Ours serves pages and
# websocket from one address, so the browser's own address is the right one.
SAME_ORIGIN = """\
  if (typeof window !== "undefined") {
    const scheme = endpoint.protocol.startsWith("ws") ? "ws" : "http";
    endpoint.protocol = scheme + (window.location.protocol === "https:" ? "s:" : ":");
    endpoint.hostname = window.location.hostname;
    endpoint.port = window.location.port;
    return endpoint;
  }
"""

DEV_SERVER = "vite.config.js"
DEV_ANCHOR = "  server: {\n"
BACKEND = "http://127.0.0.1:8000"
# While developing (`reflex run`), Vite serves the pages and hands the rest to the backend.
BACKEND_PATHS = (
    "/metrics",
    "/ready",
    "/sign-in",
    "/sign-on",
    "/sign-out",
    "/set-up",
    "/set-password",
    "/account/password",
    "/second-factor",
    "/caseload/export",
    "/caseload/handover/pack",
    "/caseload/print",
    "/calendar/call-sheet",
    "/calendar/day-sheet",
    "/care-plan/print",
    "/patient-copy",
    "/forms/print",
    "/journal/export",
    "/journal/print",
    "/journal/public-key",
    "/minutes-export",
    "/patient-letter",
    "/patient-summary",
    "/feeds",
    "/report-letters",
    "/health",
    "/api",
    "/_event",
)


class SameOriginPlugin(Plugin):
    """Makes one build serve every address, so that starting never has to rewrite it."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        context["add_modify_task"](CLIENT, follow_the_page)
        context["add_modify_task"](DEV_SERVER, hand_to_the_backend)


def follow_the_page(client: str) -> str:
    """Reflex's client with the address of the page in place of the baked one; safe to repeat."""
    return add_after(client, ANCHOR, SAME_ORIGIN, f"{CLIENT}: look at getBackendURL again")


def hand_to_the_backend(config: str) -> str:
    """Vite's configuration with one address for pages, routes and websocket; safe to repeat."""
    proxy = {path: {"target": BACKEND, "ws": path == "/_event"} for path in BACKEND_PATHS}
    return add_after(
        config, DEV_ANCHOR, f"    proxy: {json.dumps(proxy)},\n", f"{DEV_SERVER}: look at server again"
    )
