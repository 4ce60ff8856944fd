"""For whoever watches the server: is it up, can it work, and its numbers."""

import asyncio
import hmac

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from carehub.monitoring import readiness
from carehub.settings import settings


async def health(_request: Request) -> Response:
    """The server is up. Says nothing about the center."""
    return PlainTextResponse("ok")


async def ready(_request: Request) -> Response:
    """Whether the server can do its work, with a word for each thing it needs; 503 when one is missing."""
    found = await asyncio.to_thread(readiness.examine, settings())
    return JSONResponse(found, 200 if all(each == readiness.GOOD for each in found.values()) else 503)


async def metrics(request: Request) -> Response:
    """The numbers for Prometheus, for who brings CAREHUB_METRICS_TOKEN; without one set there are none."""
    wanted = settings().metrics_token.get_secret_value()
    if not wanted:
        return PlainTextResponse("There is nothing here.", 404)
    brought = request.headers.get("authorization", "")
    if not hmac.compare_digest(brought.encode(), f"Bearer {wanted}".encode()):
        return PlainTextResponse("Bring the token.", 401, {"WWW-Authenticate": "Bearer"})
    await asyncio.to_thread(readiness.weigh, settings())
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


ROUTES = (
    Route("/health", health),
    Route("/ready", ready),
    Route("/metrics", metrics),
)
