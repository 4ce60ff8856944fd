"""Native forms: what a browser posts without any script, and the page it gets back.

The door has already refused what came from a foreign page.
"""

import asyncio
import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from carehub.accounts import sessions
from carehub.accounts.browsers import browser_named
from carehub.accounts.models import Center
from carehub.accounts.service import TooSoon, WrongPassword
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, Conflict, Invalid, NotAllowed
from carehub.settings import settings

LARGEST_FORM = 16_384
_MOST_FIELDS = 20
STATUSES = {WrongPassword: 401, NotAllowed: 403, Conflict: 409, TooSoon: 429}
# No "//" and no backslash, by which a browser would leave this site.
_OWN_PATH = re.compile(r"(/[\w.~-]+)*/?(\?[\w.=&%~+-]*)?", re.ASCII)

_templates = Environment(
    loader=PackageLoader("carehub.accounts"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@dataclass(frozen=True, slots=True)
class Form:
    """The fields that came, each once, exactly as typed."""

    fields: dict[str, str]

    def text(self, name: str) -> str:
        return self.fields.get(name, "")

    def new_password(self) -> str:
        """The new password, typed twice; Invalid when the two differ."""
        if self.text("password") != self.text("password_again"):
            raise Invalid("The two passwords are not the same. Type them again.")
        return self.text("password")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a request came from; ``token`` is the session it holds, if any."""

    address: str
    browser: str
    token: str


async def posted(request: Request) -> Form:
    """The posted form; Invalid when it is larger than any form of ours could be."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise Invalid("This was too much text. Shorten it and try again.")
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise Invalid("CareHub could not read this form. Reload the page and try again.") from None
    return Form({name: values[0] for name, values in fields.items()})


def visitor_of(request: Request) -> Visitor:
    return Visitor(
        address=_address_of(request),
        browser=browser_named(request.headers.get("user-agent", "")),
        token=sessions.token_in(request.headers.get("cookie", "")),
    )


def own_path(wanted: str) -> str:
    """Where to go after signing in: a path of this site, whatever the address asked for."""
    is_own = wanted.startswith("/") and _OWN_PATH.fullmatch(wanted)
    return wanted if is_own and not wanted.startswith("/sign-in") else "/"


async def render(template: str, *, refusal: CareHubError | None = None, **values: object) -> HTMLResponse:
    """One of our small pages. A refusal is shown on it and decides the status."""
    center = await asyncio.to_thread(_center)
    text = _templates.get_template(template).render(
        center_name=center.name if center else "",
        is_practice=bool(center and center.is_practice),
        problem=str(refusal) if refusal else "",
        **values,
    )
    return HTMLResponse(text, _status_of(refusal) if refusal else 200)


def _center() -> Center | None:
    with unit_of_work(write=False) as session:
        return session.get(Center, 1)


def _status_of(refusal: CareHubError) -> int:
    return STATUSES.get(type(refusal), 422)


def _address_of(request: Request) -> str:
    forwarded = request.headers.get("x-forwarded-for", "").split(",")[-1].strip()
    if settings().behind_proxy and forwarded:
        return forwarded[:64]
    return request.client.host if request.client else ""
