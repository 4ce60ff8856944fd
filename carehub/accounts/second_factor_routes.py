"""The pages of the second factor: small ones of our own, as all of signing in.

Both a half session (the password was right) and a whole one (somebody sets it up in My account) come here.
"""

import asyncio
from dataclasses import dataclass

import segno
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from carehub.accounts import second_factor, sessions, signing_in
from carehub.accounts.forms import Form, Visitor, own_path, posted, render, visitor_of
from carehub.accounts.models import User
from carehub.accounts.second_factor import Enrolment
from carehub.accounts.welcoming import SIGN_IN, welcome, with_cookie
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, NotAllowed

PROVE, SET_UP = "/second-factor", "/second-factor/set-up"
_SIGNED_OUT = "You are signed out. Sign in again to go on."


@dataclass(frozen=True, slots=True)
class _Done:
    """The token of the whole session, and codes to show once."""

    token: str
    codes: list[str]


async def prove_page(request: Request) -> Response:
    if not await asyncio.to_thread(_is_waiting, visitor_of(request)):
        return RedirectResponse(SIGN_IN, 303)
    return await render("second_factor.html", form=Form({"next": request.query_params.get("next", "")}))


async def prove(request: Request) -> Response:
    form = await posted(request)
    try:
        token = await asyncio.to_thread(_prove, form.text("code"), visitor_of(request))
    except NotAllowed:
        return RedirectResponse(SIGN_IN, 303)
    except CareHubError as refusal:
        return await render("second_factor.html", form=form, refusal=refusal)
    return welcome(token, own_path(form.text("next")))


async def set_up_page(request: Request) -> Response:
    return await _set_up_form(visitor_of(request))


async def set_up(request: Request) -> Response:
    form = await posted(request)
    visitor = visitor_of(request)
    try:
        done = await asyncio.to_thread(_confirm, form.text("code"), visitor)
    except NotAllowed:
        return RedirectResponse(SIGN_IN, 303)
    except CareHubError as refusal:
        return await _set_up_form(visitor, refusal)
    return with_cookie(await render("recovery_codes.html", codes=done.codes), done.token)


ROUTES = [
    Route(PROVE, prove_page, methods=["GET"]),
    Route(PROVE, prove, methods=["POST"]),
    Route(SET_UP, set_up_page, methods=["GET"]),
    Route(SET_UP, set_up, methods=["POST"]),
]


def step_after(token: str) -> str:
    """Where a session that has just begun must go first; empty when it is whole."""
    with unit_of_work(write=False) as session:
        user = sessions.half_of(session, token)
        if user is None:
            return ""
        return PROVE if second_factor.is_set_up(session, user.id) else SET_UP


async def _set_up_form(visitor: Visitor, refusal: CareHubError | None = None) -> Response:
    try:
        enrolment = await asyncio.to_thread(_begin, visitor)
    except NotAllowed:
        return RedirectResponse(SIGN_IN, 303)
    except CareHubError as conflict:
        return await render("closed.html", refusal=conflict)
    picture = segno.make(enrolment.address, error="m").svg_inline(scale=5, border=2, omitsize=True)
    secret = " ".join(enrolment.secret[at : at + 4] for at in range(0, len(enrolment.secret), 4))
    return await render("second_factor_set_up.html", picture=picture, secret=secret, refusal=refusal)


def _begin(visitor: Visitor) -> Enrolment:
    with unit_of_work() as session:
        return second_factor.begin(session, _whoever(session, visitor))


def _confirm(code: str, visitor: Visitor) -> _Done:
    _count_try(visitor)
    with unit_of_work() as session:
        codes = second_factor.confirm(session, _whoever(session, visitor), code)
        return _Done(_made_whole(session, visitor), codes)


def _prove(code: str, visitor: Visitor) -> str:
    _count_try(visitor)
    with unit_of_work() as session:
        user = sessions.half_of(session, visitor.token)
        if user is None:
            raise NotAllowed(_SIGNED_OUT)
        second_factor.prove(session, user, code)
        return _made_whole(session, visitor)


def _count_try(visitor: Visitor) -> None:
    # In a transaction of its own: a wrong code rolls the other one back, and the try must stay counted.
    with unit_of_work() as session:
        user = _whoever(session, visitor)
        signing_in.count_try(session, f"second factor of {user.user_name}", visitor.address)


def _made_whole(session: Session, visitor: Visitor) -> str:
    user = _whoever(session, visitor)
    assert user.id is not None
    sessions.end(session, visitor.token)
    signing_in.forget_tries(session, f"second factor of {user.user_name}", visitor.address)
    return sessions.start(session, user.id, address=visitor.address, browser=visitor.browser)


def _is_waiting(visitor: Visitor) -> bool:
    with unit_of_work(write=False) as session:
        return sessions.half_of(session, visitor.token) is not None


def _whoever(session: Session, visitor: Visitor) -> User:
    half = sessions.half_of(session, visitor.token)
    if half is not None:
        return half
    actor = sessions.actor_of(session, visitor.token)
    if actor is None:
        raise NotAllowed(_SIGNED_OUT)
    return session.get_one(User, actor.user_id)
