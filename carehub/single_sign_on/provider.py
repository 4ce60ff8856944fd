"""The identity provider, over the network: where it is asked, and what it says about somebody.

Everything that comes from it is checked before it counts: issuer, audience, time, nonce and signature. Only
signatures by keys that the provider publishes are taken; no token without one, and none by a shared secret.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from urllib.parse import urlencode, urlsplit

import httpx
from pydantic import BaseModel, ValidationError

from carehub.core import clock
from carehub.core.errors import CareHubError
from carehub.settings import settings

CALLBACK = "/sign-on/callback"
_SECONDS = 5.0
_LARGEST = 262_144
_KNOWN_FOR = timedelta(minutes=10)
_ASK_AGAIN_AFTER = timedelta(minutes=1)


class ProviderDown(CareHubError):
    """The provider does not answer, or not as one should."""


class NotBelieved(CareHubError):
    """What came back does not prove who somebody is."""


@dataclass(frozen=True, slots=True)
class Question:
    """What has to come back as it was sent: once, and to nobody else's browser."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Stranger:
    """Whom the provider vouches for. ``names``: e-mail, where it was verified, and user name there.

    ``is_proved_twice``: the provider itself asked for more than a password. ``proved_at``: when it last asked
    at all, in seconds since 1970; None where it does not say.
    """

    subject: str
    names: tuple[str, ...]
    is_proved_twice: bool
    proved_at: int | None = None


class Addresses(BaseModel):
    """What the provider publishes about itself (OpenID Connect Discovery)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    addresses: Addresses
    keys: Mapping[str, object]
    at: datetime


_known: dict[str, _Known] = {}
_ASK_AGAIN: Mapping[str, str] = MappingProxyType({"prompt": "login", "max_age": "0"})
_NOT_BELIEVED = "Your sign-on could not be proved. Start again; if it happens twice, tell your admin."


def question() -> Question:
    return Question(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


def address_to_ask(asked: Question, back_to: str, *, again: bool = False) -> str:
    """Where the browser goes to be asked who sits in front of it; ``again`` even if it is signed in there."""
    digest = hashlib.sha256(asked.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": settings().oidc_client_id,
        "redirect_uri": back_to,
        "scope": "openid email profile",
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        **(_ASK_AGAIN if again else {}),
    }
    return _with_query(_about_provider().addresses.authorization_endpoint, query)


def address_to_leave(back_to: str) -> str:
    """Where the browser goes to be signed out of the provider too; ``back_to`` where it offers no such."""
    leave = _about_provider().addresses.end_session_endpoint
    query = {"client_id": settings().oidc_client_id, "post_logout_redirect_uri": back_to}
    return _with_query(leave, query) if leave else back_to


def redeem(code: str, asked: Question, back_to: str) -> Stranger:
    """What the provider says for the code that the browser brought; NotBelieved unless all of it holds."""
    given = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back_to,
        "code_verifier": asked.verifier,
        "client_id": settings().oidc_client_id,
    }
    if secret := settings().oidc_client_secret.get_secret_value():
        given["client_secret"] = secret
    answer = _asked("POST", _about_provider().addresses.token_endpoint, given)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise NotBelieved(_NOT_BELIEVED)
    return _stranger(_proved(token, asked.nonce))


def forget() -> None:
    """Ask the provider about itself again at the next occasion."""
    _known.clear()


def _proved(token: str, nonce: str) -> Mapping[str, object]:
    # Loaded where there is a provider: the server starts without it.
    from carehub.single_sign_on.tokens import Untrue, claims_of

    about = _about_provider()
    try:
        return claims_of(token, about.keys, nonce)
    except Untrue:
        # The provider may have new keys; whoever sends nonsense does not make us ask it all the time.
        if clock.now() - about.at < _ASK_AGAIN_AFTER:
            raise NotBelieved(_NOT_BELIEVED) from None
    forget()
    try:
        return claims_of(token, _about_provider().keys, nonce)
    except Untrue:
        raise NotBelieved(_NOT_BELIEVED) from None


def _stranger(claims: Mapping[str, object]) -> Stranger:
    email = claims.get("email") if claims.get("email_verified") is True else None
    names = tuple(
        name for name in (email, claims.get("preferred_username")) if isinstance(name, str) and name
    )
    methods, proved_at = claims.get("amr"), claims.get("auth_time")
    return Stranger(
        subject=str(claims["sub"]),
        names=names,
        is_proved_twice=isinstance(methods, list) and "mfa" in methods,
        proved_at=proved_at if isinstance(proved_at, int) else None,
    )


def _about_provider() -> _Known:
    issuer = settings().oidc_issuer
    known = _known.get(issuer)
    if known and clock.now() - known.at < _KNOWN_FOR:
        return known
    try:
        addresses = Addresses.model_validate(
            _asked("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        )
        keys = _asked("GET", addresses.jwks_uri)
    except ValidationError:
        raise ProviderDown(_DOWN) from None
    if addresses.issuer != issuer:
        raise ProviderDown(_DOWN)
    _known[issuer] = _Known(addresses, keys, clock.now())
    return _known[issuer]


_DOWN = "Single sign-on does not answer just now. Sign in with your password, or try again in a minute."


def _asked(method: str, address: str, form: Mapping[str, str] | None = None) -> Mapping[str, object]:
    """The JSON of an answer, in time and not too large; a refusal of the provider is NotBelieved."""
    if not is_protected(address):
        raise ProviderDown(_DOWN)
    try:
        with (
            httpx.Client(timeout=_SECONDS, follow_redirects=False) as client,
            client.stream(method, address, data=form) as answer,
        ):
            content = _at_most(answer)
    except httpx.HTTPError:
        raise ProviderDown(_DOWN) from None
    if answer.status_code in (400, 401, 403):
        raise NotBelieved(_NOT_BELIEVED)
    try:
        said = json.loads(content)
    except ValueError:
        raise ProviderDown(_DOWN) from None
    if answer.status_code != 200 or not isinstance(said, dict):
        raise ProviderDown(_DOWN)
    return said


def is_protected(address: str) -> bool:
    """Secrets travel by https, or do not leave this computer."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    )


def _at_most(answer: httpx.Response) -> bytes:
    content = b""
    for chunk in answer.iter_bytes():
        content += chunk
        if len(content) > _LARGEST:
            raise ProviderDown(_DOWN)
    return content


def _with_query(address: str, query: Mapping[str, str]) -> str:
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}"
