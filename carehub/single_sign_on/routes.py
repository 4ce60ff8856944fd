"""There and back: the browser goes to the provider and returns with a code, once."""

import asyncio
import json
from dataclasses import asdict, dataclass
from functools import partial
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from carehub.accounts import signing_in
from carehub.accounts.forms import Visitor, own_path, render, visitor_of
from carehub.accounts.second_factor_routes import step_after
from carehub.accounts.welcoming import SIGN_IN, welcome
from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, NotAllowed
from carehub.core.sealing import opened, sealed
from carehub.settings import settings
from carehub.single_sign_on import provider, signing_on
from carehub.single_sign_on.provider import CALLBACK, NotBelieved, Question, Stranger

START, LEAVE = "/sign-on", "/sign-on/leave"
_MINUTES = 10
_NOT_SET_UP = "Single sign-on is not set up here. Sign in with your password."
_CLOCKS_DIFFER = 60
_NOT_ASKED = "Your provider did not ask you again who you are. Unlock the page with your password."
_TOO_LATE = "This sign-on was not begun in this browser, or too long ago. Start again."


@dataclass(frozen=True, slots=True)
class _Begun:
    """What this browser began ``at`` which second: to sign in and go to ``wanted``, or to unlock its page."""

    question: Question
    wanted: str
    at: int
    unlocks: bool


async def start(request: Request) -> Response:
    """To the provider, with ``next`` kept in this browser only; with ``unlock`` for a page that is locked."""
    unlocks = request.query_params.get("unlock", "") == "1"
    wanted = own_path(request.query_params.get("next", ""))
    begun = _Begun(provider.question(), wanted, int(clock.now().timestamp()), unlocks)
    ask = partial(provider.address_to_ask, begun.question, _back_to(request), again=unlocks)
    try:
        _refuse_unless_set_up()
        there = await asyncio.to_thread(ask)
    except CareHubError as refusal:
        return await _refused(refusal)
    response = RedirectResponse(there, 303)
    _remember(response, begun)
    return response


async def callback(request: Request) -> Response:
    """Back from the provider: a code for what this browser asked, and for nothing else."""
    try:
        _refuse_unless_set_up()
        begun = _remembered(request)
        if not compare_digest(begun.question.state, request.query_params.get("state", "")):
            raise NotBelieved(_TOO_LATE)
        code = request.query_params.get("code", "")
        if not code:
            raise NotAllowed("The sign-on was not completed there. Start again, or use your password.")
        does = _unlock if begun.unlocks else _sign_in
        token = await asyncio.to_thread(does, code, begun, _back_to(request), visitor_of(request))
    except CareHubError as refusal:
        await asyncio.to_thread(_record_refusal, visitor_of(request))
        return _forgotten(await _refused(refusal))
    if begun.unlocks:
        return _forgotten(await render("unlocked.html"))
    first = await asyncio.to_thread(step_after, token)
    return _forgotten(welcome(token, begun.wanted, first))


async def leave(request: Request) -> Response:
    """Out of the provider too: on a shared computer the next person must not arrive as the one before."""
    try:
        _refuse_unless_set_up()
        there = await asyncio.to_thread(provider.address_to_leave, _here(request) + SIGN_IN)
    except CareHubError as refusal:
        return await _refused(refusal)
    return RedirectResponse(there, 303)


ROUTES = [
    Route(START, start, methods=["GET"]),
    Route(CALLBACK, callback, methods=["GET"]),
    Route(LEAVE, leave, methods=["GET"]),
]


def _sign_in(code: str, begun: _Begun, back_to: str, visitor: Visitor) -> str:
    who = _proved(code, begun, back_to, visitor)
    with unit_of_work() as session:
        signing_in.forget_tries(session, _tries(visitor), visitor.address)
        return signing_on.sign_in(
            session, who, address=visitor.address, browser=visitor.browser, replacing=visitor.token
        )


def _unlock(code: str, begun: _Begun, back_to: str, visitor: Visitor) -> str:
    """The session goes on: who sits there was asked since, and is whose it is."""
    who = _proved(code, begun, back_to, visitor)
    if who.proved_at is None or who.proved_at < begun.at - _CLOCKS_DIFFER:
        raise NotBelieved(_NOT_ASKED)
    with unit_of_work() as session:
        signing_in.forget_tries(session, _tries(visitor), visitor.address)
        signing_on.unlock(session, who, token=visitor.token, address=visitor.address)
    return visitor.token


def _proved(code: str, begun: _Begun, back_to: str, visitor: Visitor) -> Stranger:
    with unit_of_work() as session:
        signing_in.count_try(session, _tries(visitor), visitor.address)
    return provider.redeem(code, begun.question, back_to)


def _tries(visitor: Visitor) -> str:
    return f"single sign-on from {visitor.address}"


def _record_refusal(visitor: Visitor) -> None:
    with unit_of_work() as session:
        signing_on.refused(session, visitor.address)


def _refuse_unless_set_up() -> None:
    if not settings().has_single_sign_on:
        raise NotAllowed(_NOT_SET_UP)


def _here(request: Request) -> str:
    # The door has already refused every host that is not one of the center's own.
    scheme = "https" if settings().is_https else "http"
    return f"{scheme}://{request.headers['host']}"


def _back_to(request: Request) -> str:
    return _here(request) + CALLBACK


def _cookie_name() -> str:
    return "__Host-carehub-sign-on" if settings().is_https else "carehub_sign_on"


def _remember(response: Response, begun: _Begun) -> None:
    response.set_cookie(
        _cookie_name(),
        sealed(json.dumps(asdict(begun))),
        max_age=_MINUTES * 60,
        httponly=True,
        samesite="lax",
        secure=settings().is_https,
    )


def _remembered(request: Request) -> _Begun:
    try:
        kept = json.loads(opened(request.cookies.get(_cookie_name(), "")))
    except (CareHubError, ValueError):
        raise NotBelieved(_TOO_LATE) from None
    if int(clock.now().timestamp()) - kept["at"] > _MINUTES * 60:
        raise NotBelieved(_TOO_LATE)
    return _Begun(Question(**kept["question"]), own_path(kept["wanted"]), kept["at"], kept["unlocks"])


def _forgotten(response: Response) -> Response:
    response.delete_cookie(_cookie_name(), secure=settings().is_https, httponly=True, samesite="lax")
    return response


async def _refused(refusal: CareHubError) -> Response:
    return await render("sign_on_refused.html", refusal=refusal)
