"""Asks for reports again: writes the requests down, and prints their letters in one go."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from urllib.parse import parse_qsl, urlencode

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from carehub.accounts import service as accounts
from carehub.accounts import sessions
from carehub.core import journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, Invalid
from carehub.desk.chasing.letters import letter_of, sender_of
from carehub.referrals import chasing, disclosing
from carehub.referrals.chasing import MOST_LETTERS
from carehub.ui.claims import row_id
from carehub.ui.papers import papers_of, refused

LETTERS = "/report-letters"
FIELD = "referral"
Does = Callable[[Session, Actor, list[int]], Response]
_LARGEST_FORM = 16_384
_templates = papers_of("carehub.desk.chasing")


async def ask(request: Request) -> Response:
    """A posted form with the referrals whose reports are wanted; then the letters."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST_FORM:
            return PlainTextResponse("Choose fewer reports.", 413)
    return await asyncio.to_thread(_ask, request, parse_qsl(body.decode("ascii", "replace")))


def letters(request: Request) -> Response:
    """The letters for ``?referral=``, any number of times, to print; printing again asks nobody again."""
    return _answer(request, _letters, request.query_params.multi_items())


ROUTES = [Route(LETTERS, ask, methods=["POST"]), Route(LETTERS, letters, methods=["GET"])]


def _ask(request: Request, fields: list[tuple[str, str]]) -> Response:
    return _answer(request, _asked, fields)


def _answer(request: Request, does: Does, fields: list[tuple[str, str]]) -> Response:
    try:
        with unit_of_work() as session:
            actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
            if actor is None:
                return PlainTextResponse("Sign in first.", 401)
            return does(session, actor, _numbers(fields))
    except CareHubError as refusal:
        return refused(refusal)


def _asked(session: Session, actor: Actor, numbers: list[int]) -> Response:
    chasing.ask_again(session, actor, numbers)
    # All that were chosen: the page of the letters says which of them is no longer waited for.
    return RedirectResponse(f"{LETTERS}?{urlencode([(FIELD, one) for one in numbers])}", 303)


def _letters(session: Session, actor: Actor, numbers: list[int]) -> Response:
    require(actor, Permission.REFERRALS_EDIT)
    found = chasing.chased(session, actor, numbers)
    notices = {one.entry.referral.id or 0: "" for one in found}
    for number in notices:
        notices[number] = disclosing.disclose(session, actor, number)
    for one in found:
        patient_id, subject = one.entry.referral.patient_id, f"referral:{one.entry.referral.id}"
        journal.record(session, actor, "referrals.print_letter", patient_id=patient_id, subject=subject)
    page = _templates.get_template("letters.html").render(
        letters=[asdict(letter_of(one, notices[one.entry.referral.id or 0])) for one in found],
        sender=asdict(sender_of(accounts.center(session), actor)),
        list=chasing.PAGE,
        left_out=len(numbers) - len(found),
    )
    return HTMLResponse(page)


def _numbers(fields: list[tuple[str, str]]) -> list[int]:
    numbers = list(dict.fromkeys(row_id(value) for name, value in fields if name == FIELD))
    if not 0 < len(numbers) <= MOST_LETTERS:
        raise Invalid(f"Choose 1 to {MOST_LETTERS} reports to ask for, then print.")
    return numbers
