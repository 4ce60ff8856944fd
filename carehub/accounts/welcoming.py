"""Into CareHub with a new session: only a full page load gives the page's socket the new cookie."""

from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from carehub.accounts import sessions
from carehub.settings import settings

SIGN_IN = "/sign-in"


def welcome(token: str | None, wanted: str, first: str = "") -> Response:
    """To ``wanted``, by way of ``first`` when something has to be done before."""
    if token and first:
        return with_cookie(RedirectResponse(f"{first}?next={quote(wanted, safe='')}", 303), token)
    return with_cookie(RedirectResponse(wanted if token else SIGN_IN, 303), token)


def with_cookie(response: Response, token: str | None) -> Response:
    if token:
        response.set_cookie(
            sessions.cookie_name(), token, httponly=True, samesite="lax", secure=settings().is_https
        )
    return response
