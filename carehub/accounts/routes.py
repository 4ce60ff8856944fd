"""Sign-in, sign-out, set-up and passwords: small pages of our own that need no script.

Each POST does its work in a thread and answers with a redirect, or with the same page and one
sentence that says what to do.
"""

import asyncio
from urllib.parse import quote

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from carehub.accounts import passwords, service, sessions, zones
from carehub.accounts.forms import Form, Visitor, own_path, posted, render, visitor_of
from carehub.accounts.lock_routes import ROUTES as LOCK_ROUTES
from carehub.accounts.second_factor_routes import ROUTES as SECOND_FACTOR_ROUTES
from carehub.accounts.second_factor_routes import step_after
from carehub.accounts.welcoming import SIGN_IN, welcome, with_cookie
from carehub.backups import keys
from carehub.core.actor import Actor, Role
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, Conflict, NotAllowed
from carehub.settings import settings

_EMPTY = Form({})


async def sign_in_page(request: Request) -> Response:
    wanted = own_path(request.query_params.get("next", ""))
    if await asyncio.to_thread(_actor_of, visitor_of(request)):
        return RedirectResponse(wanted, 303)
    if first := await asyncio.to_thread(step_after, visitor_of(request).token):
        return RedirectResponse(f"{first}?next={quote(wanted, safe='')}", 303)
    return await _sign_in_form(Form({"next": wanted}))


async def sign_in(request: Request) -> Response:
    form = _EMPTY
    try:
        form = await posted(request)
        token = await asyncio.to_thread(_sign_in, form, visitor_of(request))
    except CareHubError as refusal:
        return await _sign_in_form(form, refusal)
    return await _welcome(token, own_path(form.text("next")))


async def sign_out(request: Request) -> Response:
    await asyncio.to_thread(_sign_out, visitor_of(request))
    response = RedirectResponse(SIGN_IN, 303)
    response.delete_cookie(sessions.cookie_name(), secure=settings().is_https, httponly=True, samesite="lax")
    return response


async def set_up_page(request: Request) -> Response:
    form = Form({"token": request.query_params.get("token", ""), "time_zone": _likely_time_zone()})
    try:
        await asyncio.to_thread(_refuse_bad_setup_token, form.text("token"))
    except CareHubError as refusal:
        return await render("closed.html", refusal=refusal)
    return await _set_up_form(form)


async def set_up(request: Request) -> Response:
    form = _EMPTY
    try:
        form = await posted(request)
        token = await asyncio.to_thread(_set_up, form, visitor_of(request))
    except (Conflict, NotAllowed) as refusal:
        return await render("closed.html", refusal=refusal)
    except CareHubError as refusal:
        return await _set_up_form(form, refusal)
    key = await asyncio.to_thread(keys.new_recovery_key, settings().home)
    return with_cookie(await render("recovery_key.html", key=key), token)


async def set_password_page(request: Request) -> Response:
    return await render("set_password.html", form=Form({"user_name": request.query_params.get("user", "")}))


async def set_password(request: Request) -> Response:
    form = _EMPTY
    try:
        form = await posted(request)
        token = await asyncio.to_thread(_set_password, form, visitor_of(request))
    except CareHubError as refusal:
        return await render("set_password.html", form=form, refusal=refusal)
    return await _welcome(token, "/")


async def change_password_page(request: Request) -> Response:
    return await render("change_password.html", done=False)


async def change_password(request: Request) -> Response:
    try:
        await asyncio.to_thread(_change_password, await posted(request), visitor_of(request))
    except CareHubError as refusal:
        return await render("change_password.html", done=False, refusal=refusal)
    return await render("change_password.html", done=True)


ROUTES = [
    Route("/sign-in", sign_in_page, methods=["GET"]),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/set-up", set_up_page, methods=["GET"]),
    Route("/set-up", set_up, methods=["POST"]),
    Route("/set-password", set_password_page, methods=["GET"]),
    Route("/set-password", set_password, methods=["POST"]),
    Route("/account/password", change_password_page, methods=["GET"]),
    Route("/account/password", change_password, methods=["POST"]),
    *LOCK_ROUTES,
    *SECOND_FACTOR_ROUTES,
]


def _sign_in(form: Form, visitor: Visitor) -> str:
    user_name = form.text("user_name")
    with unit_of_work() as session:
        stored = service.admit(session, user_name, visitor.address)
    fits = passwords.fits(form.text("password"), stored)
    token = _start_session(user_name, fits, visitor)
    if token is None:
        raise service.WrongPassword("User name and password do not fit. Check both and try again.")
    return token


def _start_session(user_name: str, fits: bool, visitor: Visitor, *, at_set_up: bool = False) -> str | None:
    with unit_of_work() as session:
        return service.sign_in(
            session,
            user_name,
            fits,
            address=visitor.address,
            browser=visitor.browser,
            replacing=visitor.token,
            at_set_up=at_set_up,
        )


def _sign_out(visitor: Visitor) -> None:
    with unit_of_work() as session:
        actor = sessions.actor_of(session, visitor.token)
        if actor is not None:
            service.sign_out(session, actor, visitor.token)


def _refuse_bad_setup_token(token: str) -> None:
    with unit_of_work(write=False) as session:
        service.refuse_setup_token(session, token)


def _set_up(form: Form, visitor: Visitor) -> str | None:
    _refuse_bad_setup_token(form.text("token"))
    user_name = form.text("user_name")
    password = passwords.new_hash(form.new_password(), user_name=user_name)
    new = service.NewCenter(form.text("center"), form.text("time_zone"), (form.text("site"),))
    admin = service.NewPerson(user_name, form.text("name"), Role.ADMIN, password=password)
    with unit_of_work() as session:
        service.set_up(session, form.text("token"), new, admin)
    return _start_session(user_name, True, visitor, at_set_up=True)


def _set_password(form: Form, visitor: Visitor) -> str | None:
    user_name = form.text("user_name")
    passwords.check(form.new_password(), user_name=user_name)
    with unit_of_work() as session:
        service.admit(session, user_name, visitor.address)
    new = passwords.new_hash(form.new_password(), user_name=user_name)
    with unit_of_work() as session:
        service.redeem_code(session, user_name, form.text("code"), new)
    return _start_session(user_name, True, visitor)


def _change_password(form: Form, visitor: Visitor) -> None:
    with unit_of_work() as session:
        user_name = service.my_user_name(session, _acting(session, visitor))
        passwords.check(form.new_password(), user_name=user_name)
        stored = service.admit(session, user_name, visitor.address)
    fits = passwords.fits(form.text("current"), stored)
    new = passwords.new_hash(form.new_password(), user_name=user_name)
    with unit_of_work() as session:
        service.change_password(session, _acting(session, visitor), fits, new)


def _actor_of(visitor: Visitor) -> Actor | None:
    with unit_of_work(write=False) as session:
        return sessions.actor_of(session, visitor.token)


def _acting(session: Session, visitor: Visitor) -> Actor:
    actor = sessions.actor_of(session, visitor.token)
    if actor is None:
        raise NotAllowed("You are signed out. Sign in again to go on.")
    return actor


async def _welcome(token: str | None, wanted: str) -> Response:
    first = await asyncio.to_thread(step_after, token) if token else ""
    return welcome(token, wanted, first)


def _likely_time_zone() -> str:
    """This computer's zone; empty for UTC, which servers keep wherever they stand: then ask."""
    zone = service.host_time_zone()
    return "" if zone == "UTC" else zone


async def _sign_in_form(form: Form, refusal: CareHubError | None = None) -> Response:
    ready = await asyncio.to_thread(_is_set_up)
    other = settings().oidc_label if settings().has_single_sign_on else ""
    return await render("sign_in.html", form=form, is_set_up=ready, sign_on=other, refusal=refusal)


async def _set_up_form(form: Form, refusal: CareHubError | None = None) -> Response:
    return await render(
        "set_up.html",
        form=form,
        near=zones.UNITED_STATES,
        far=zones.elsewhere(form.text("time_zone")),
        refusal=refusal,
    )


def _is_set_up() -> bool:
    with unit_of_work(write=False) as session:
        return service.is_set_up(session)
