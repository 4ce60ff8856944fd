"""What an ID token says, once everything about it holds."""

from collections.abc import Mapping
from typing import cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from carehub.core import clock
from carehub.settings import settings

_SIGNATURES = ("RS256", "PS256", "ES256", "EdDSA")
_CLOCKS_DIFFER = 60


class Untrue(Exception):
    """Signed by nobody that we know, or for somebody else, or for another time."""


def claims_of(token: str, published: Mapping[str, object], nonce: str) -> Mapping[str, object]:
    """The claims of a token for us, now, and for this question; ``published`` are the provider's keys."""
    client = settings().oidc_client_id
    wanted = jwt.JWTClaimsRegistry(
        now=lambda: int(clock.now().timestamp()),
        leeway=_CLOCKS_DIFFER,
        iss={"essential": True, "value": settings().oidc_issuer},
        aud={"essential": True, "value": client},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        keys = KeySet.import_key_set(cast(KeySetSerialization, published))
        claims = jwt.decode(token, keys, algorithms=list(_SIGNATURES)).claims
        wanted.validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as wrong:
        raise Untrue from wrong
    if claims.get("azp", client) != client:
        raise Untrue
    return claims
