"""What belongs to a referral and travels outside the websocket: files in, the packet out."""

import asyncio
from functools import partial

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, Invalid, NotAllowed, NotFound
from carehub.documents import service as documents
from carehub.documents.receiving import actor_in, receive
from carehub.documents.service import Received
from carehub.referrals import service
from carehub.referrals.packet.content import packet_of
from carehub.referrals.packet.making import pdf_of
from carehub.referrals.packet.parts import Packet

DOCUMENTS = "/api/referrals/{referral_id:int}/documents"
PACKET = "/api/referrals/{referral_id:int}/packet"
_MOST_DOCUMENTS = 50


async def take_file(request: Request) -> Response:
    """``PUT``, the file as the body, its name in a header: a document of the referral; its id comes back."""
    referral_id = request.path_params["referral_id"]
    return await receive(request, partial(_may_add, referral_id), partial(_add, referral_id))


async def packet(request: Request) -> Response:
    """``?cover=1&document=3&document=5``: cover, letter and these documents, to be shown and printed."""
    try:
        content = await asyncio.to_thread(_content, request)
        if content is None:
            return _words("Sign in first.", 401)
        made = await pdf_of(content)
    except CareHubError as refusal:
        return _words(str(refusal), {NotAllowed: 403, NotFound: 404}.get(type(refusal), 422))
    headers = {
        "Content-Disposition": 'inline; filename="referral-packet.pdf"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(made, media_type="application/pdf", headers=headers)


ROUTES = [Route(DOCUMENTS, take_file, methods=["PUT"]), Route(PACKET, packet)]


def _may_add(referral_id: int, session: Session, actor: Actor) -> None:
    documents.may_add(session, actor, service.find(session, actor, referral_id).patient_id)


def _add(referral_id: int, session: Session, actor: Actor, received: Received) -> int:
    patient_id = service.find(session, actor, referral_id).patient_id
    return documents.add(session, actor, patient_id, received, referral_id).id or 0


def _content(request: Request) -> Packet | None:
    chosen = request.query_params.getlist("document")
    if len(chosen) > _MOST_DOCUMENTS or not all(each.isdecimal() and len(each) < 10 for each in chosen):
        raise Invalid("Choose the documents in the referral's panel.")
    with unit_of_work() as session:
        actor = actor_in(session, request)
        if actor is None:
            return None
        with_cover = request.query_params.get("cover") == "1"
        referral_id = request.path_params["referral_id"]
        return packet_of(session, actor, referral_id, map(int, chosen), with_cover=with_cover)


def _words(text: str, status: int) -> Response:
    return PlainTextResponse(text, status, headers={"Cache-Control": "no-store"})
