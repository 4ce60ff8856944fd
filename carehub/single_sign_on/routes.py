"""There and back: the browser goes to the provider and returns with a code, once."""

import asyncio
import json
from dataclasses import asdict
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
from carehub.single_sign_on.provider import CALLBACK, NotBelieved, Question

START, LEAVE = "/sign-on", "/sign-on/leave"
_MINUTES = 10
_NOT_SET_UP = "Single sign-on is not set up here. Sign in with your password."
_TOO_LATE = "This sign-on was not begun in this browser, or too long ago. Start again."


async def start(request: Request) -> Response:
    """To the provider, with ``next`` kept in this browser only."""
    asked = provider.question()
    wanted = own_path(request.query_params.get("next", ""))
    try:
        _refuse_unless_set_up()
        there = await asyncio.to_thread(provider.address_to_ask, asked, _back_to(request))
    except CareHubError as refusal:
        return await _refused(refusal)
    response = RedirectResponse(there, 303)
    _remember(response, asked, wanted)
    return response


async def callback(request: Request) -> Response:
    """Back from the provider: a code for what this browser asked, and for nothing else."""
    try:
        _refuse_unless_set_up()
        asked, wanted = _remembered(request)
        if not compare_digest(asked.state, request.query_params.get("state", "")):
            raise NotBelieved(_TOO_LATE)
        code = request.query_params.get("code", "")
        if not code:
            raise NotAllowed("The sign-on was not completed there. Start again, or use your password.")
        token = await asyncio.to_thread(_sign_in, code, asked, _back_to(request), visitor_of(request))
    except CareHubError as refusal:
        await asyncio.to_thread(_record_refusal, visitor_of(request))
        return _forgotten(await _refused(refusal))
    first = await asyncio.to_thread(step_after, token)
    return _forgotten(welcome(token, wanted, first))


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


def _sign_in(code: str, asked: Question, back_to: str, visitor: Visitor) -> str:
    tries = f"single sign-on from {visitor.address}"
    with unit_of_work() as session:
        signing_in.count_try(session, tries, visitor.address)
    who = provider.redeem(code, asked, back_to)
    with unit_of_work() as session:
        signing_in.forget_tries(session, tries, visitor.address)
        return signing_on.sign_in(
            session, who, address=visitor.address, browser=visitor.browser, replacing=visitor.token
        )


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


def _remember(response: Response, asked: Question, wanted: str) -> None:
    kept = {**asdict(asked), "next": wanted, "at": int(clock.now().timestamp())}
    response.set_cookie(
        _cookie_name(),
        sealed(json.dumps(kept)),
        max_age=_MINUTES * 60,
        httponly=True,
        samesite="lax",
        secure=settings().is_https,
    )


def _remembered(request: Request) -> tuple[Question, str]:
    try:
        kept = json.loads(opened(request.cookies.get(_cookie_name(), "")))
    except (CareHubError, ValueError):
        raise NotBelieved(_TOO_LATE) from None
    if int(clock.now().timestamp()) - kept["at"] > _MINUTES * 60:
        raise NotBelieved(_TOO_LATE)
    return Question(kept["state"], kept["nonce"], kept["verifier"]), own_path(kept["next"])


def _forgotten(response: Response) -> Response:
    response.delete_cookie(_cookie_name(), secure=settings().is_https, httponly=True, samesite="lax")
    return response


async def _refused(refusal: CareHubError) -> Response:
    return await render("sign_on_refused.html", refusal=refusal)
