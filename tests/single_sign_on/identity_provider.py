"""A small identity provider (OpenID Connect) on loopback: who comes is signed on as ``claims`` says.

What it does wrong is said beforehand: ``wrong`` changes claims of its tokens, ``signed`` how they are signed.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from carehub.core import clock

CLIENT = "carehub-at-riverbend"
SECRET = "what the provider and the center share"


@dataclass
class IdentityProvider:
    """``asked`` are the token requests that came; a code is good once."""

    address: str
    claims: dict[str, object] = field(default_factory=dict)
    wrong: dict[str, object] = field(default_factory=dict)
    signed: str = "RS256"
    published: dict[str, object] = field(default_factory=dict)
    is_broken: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def sign_on(self, there: str) -> str:
        """What the browser is sent back with, after it was sent ``there``."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
        code = secrets.token_urlsafe(9)
        self._codes[code] = query
        return f"/sign-on/callback?{urlencode({'code': code, 'state': query['state']})}"

    def about(self) -> dict[str, object]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "end_session_endpoint": f"{self.address}/leave",
            **self.published,
        }

    def token(self, form: dict[str, str]) -> dict[str, object] | None:
        """The answer to a code; None for one that was used, or without the proof of who asked."""
        self.asked.append(form)
        query = self._codes.pop(form.get("code", ""), None)
        if query is None or form.get("client_secret") != SECRET:
            return None
        if form["redirect_uri"] != query["redirect_uri"]:
            return None
        if _base64(hashlib.sha256(form["code_verifier"].encode()).digest()) != query["code_challenge"]:
            return None
        now = int(clock.now().timestamp())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": query["nonce"]}
        return {"id_token": self._signed({**claims, **self.claims, **self.wrong}), "access_token": "unused"}

    def _signed(self, claims: dict[str, object]) -> str:
        if self.signed == "none":
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        if self.signed == "HS256":
            # The oldest trick: the public key taken for a shared secret.
            said = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(claims)}"
            shared = hmac.new(self.key.as_pem(private=False), said.encode(), hashlib.sha256).digest()
            return f"{said}.{_base64(shared)}"
        key = self.key if self.signed == "RS256" else RSAKey.generate_key(2048)
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """One that answers on a port of its own until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    provider = IdentityProvider(f"http://127.0.0.1:{server.server_address[1]}")
    server.provider = provider  # pyright: ignore[reportAttributeAccessIssue]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Answers(BaseHTTPRequestHandler):
    @property
    def provider(self) -> IdentityProvider:
        return self.server.provider  # pyright: ignore[reportAttributeAccessIssue]

    def do_GET(self) -> None:
        if self.path == "/keys":
            self._say(200, {"keys": [self.provider.key.as_dict(private=False)]})
        else:
            self._say(200, self.provider.about())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        answer = self.provider.token({name: values[0] for name, values in parse_qs(body).items()})
        self._say(200 if answer else 400, answer or {"error": "invalid_grant"})

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _say(self, status: int, said: dict[str, object]) -> None:
        content = b"<html>" if self.provider.is_broken else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _part(said: dict[str, object] | dict[str, str]) -> str:
    return _base64(json.dumps(said).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
