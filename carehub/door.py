"""The outermost guard: a stranger gets the sign-in page and nothing else, above all no websocket."""

from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from sqlalchemy.exc import DBAPIError
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carehub.accounts import sessions
from carehub.content_policy import without_scripts
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.open_sockets import ENDED, SOCKETS
from carehub.settings import settings

SIGN_IN = "/sign-in"
COME_BACK = 1013

# What answers without a session. Each entry has its own credential (a password, a one-time code) or
# holds nothing but the program's own files. A trailing slash means everything below.
OPEN_PATHS: frozenset[str] = frozenset(
    {
        "/api/activity",
        "/api/unlock",
        "/assets/",
        "/feeds/",
        "/fonts/",
        "/favicon.ico",
        "/health",
        "/metrics",
        "/ready",
        "/second-factor",
        "/second-factor/set-up",
        "/set-password",
        "/set-up",
        "/sign-in",
        "/sign-on",
        "/sign-on/callback",
        "/sign-on/leave",
        "/sign-out",
        "/sign_in.css",
        "/theme.css",
    }
)
# Reflex's own upload route stores files before anyone asks who sent them.
CLOSED_PATHS = ("/_upload", "/_all_routes", "/auth-codespace")
DATA_PATHS = ("/api/", "/_event", "/ping", "/_health")

# Below it a file's name holds a hash of what is in it.
HASHED = "/assets/"
FOR_EVER = "public, max-age=31536000, immutable"

_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Door:
    """ASGI guard around everything, the mounted front end and the websocket included.

    ``policy`` is the content security policy for every answer; empty while developing.
    """

    def __init__(self, app: ASGIApp, policy: str = "") -> None:
        self.app = app
        self.policy = policy
        self.policy_of_files = without_scripts(policy)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        refusal, code = _answer(scope)
        if refusal is None and scope["type"] == "websocket":
            token = sessions.token_in(Headers(scope=scope).get("cookie", ""))
            await SOCKETS.carry(self.app, scope, receive, send, token)
        elif refusal is None:
            await self.app(scope, receive, self._with_headers(scope, send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": code})
        else:
            await refusal(scope, receive, self._with_headers(scope, send))

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if self.policy:
                    is_page = headers.get("content-type", "").startswith("text/html")
                    headers["Content-Security-Policy"] = self.policy if is_page else self.policy_of_files
                headers["Cache-Control"] = FOR_EVER if _has_its_hash(scope, message) else "no-store"
                if settings().is_https:
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        return sent


def _has_its_hash(scope: Scope, start: Message) -> bool:
    return scope["path"].startswith(HASHED) and start["status"] in {200, 206, 304}


def _answer(scope: Scope) -> tuple[ASGIApp | None, int]:
    """``_refusal``, and the code with which a websocket is closed; nobody passes who cannot be looked up."""
    try:
        return _refusal(scope), ENDED
    except DBAPIError:
        return interrupted(), COME_BACK


def interrupted(_request: object = None, _failure: object = None) -> Response:
    """The answer when the database does not answer us."""
    words = "CareHub cannot reach its database just now. Please try again in a minute."
    return PlainTextResponse(words, 503, {"Retry-After": "10"})


def _refusal(scope: Scope) -> ASGIApp | None:
    """The answer to someone who may not pass; None for those who may."""
    path, headers = scope["path"], Headers(scope=scope)
    if not _is_our_host(headers.get("host", "")):
        return PlainTextResponse("CareHub is not set up for this address (CAREHUB_BASE_URL).", 421)
    if path.startswith(CLOSED_PATHS):
        return PlainTextResponse("There is nothing here.", 404)
    if _changes_something(scope) and headers.get("origin", "").rstrip("/") not in settings().base_urls:
        return JSONResponse({"error": "This request came from another site."}, 403)
    if scope["type"] == "http" and _is_open(path):
        return None
    return None if _signed_in(headers) else _not_signed_in(scope)


def _changes_something(scope: Scope) -> bool:
    """Whether a foreign page must not cause this: websockets, and everything but reading."""
    return scope["type"] == "websocket" or scope["method"] not in {"GET", "HEAD"}


def _is_our_host(host: str) -> bool:
    return host.lower() in {urlsplit(url).netloc.lower() for url in settings().base_urls}


def _is_open(path: str) -> bool:
    return path in OPEN_PATHS or any(path.startswith(each) for each in OPEN_PATHS if each.endswith("/"))


def _signed_in(headers: Headers) -> Actor | None:
    with unit_of_work(write=False) as session:
        return sessions.actor_of(session, sessions.token_in(headers.get("cookie", "")))


def _not_signed_in(scope: Scope) -> ASGIApp:
    path = scope["path"]
    if path.startswith(DATA_PATHS) or scope.get("method") not in {"GET", "HEAD"}:
        return JSONResponse({"error": "Sign in first."}, 401)
    query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
    return RedirectResponse(f"{SIGN_IN}?next={quote(path + query, safe='')}", 303)
