"""Times every HTTP answer by the route that gave it."""

import time
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carehub.core import measures

# Pages, scripts and whatever a stranger tries share one label: an address may name a patient.
OTHER = "pages and files"


class TimedRequests:
    """ASGI layer around everything; ``templates`` gives the route of an endpoint."""

    def __init__(self, app: ASGIApp, templates: Mapping[object, str]) -> None:
        self.app = app
        self.templates = templates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, sent)
        finally:
            route = self.templates.get(scope.get("endpoint"), OTHER)
            measures.REQUEST_SECONDS.labels(route, str(status)).observe(time.perf_counter() - began)
