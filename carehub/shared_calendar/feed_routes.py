"""Where other programs read a subscribed calendar. This stands without a session: the secret is the key."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError
from carehub.shared_calendar import subscriptions

PREFIX = "/feeds/"
_LONGEST_SECRET = 100


def calendar_file(request: Request) -> Response:
    """The calendar behind the secret; everything else is 404, whatever is wrong with it."""
    secret = request.path_params["secret"]
    if len(secret) > _LONGEST_SECRET:
        return _nothing()
    try:
        # A guess only reads: strangers never make the people at the desks wait for the database.
        with unit_of_work(write=False) as session:
            text = subscriptions.read_by(session, secret)
            is_news = subscriptions.is_use_to_be_noted(session, secret)
        if is_news:
            with unit_of_work() as session:
                subscriptions.note_use(session, secret)
    except CareHubError:
        return _nothing()
    return Response(text, media_type="text/calendar; charset=utf-8")


ROUTES = [Route(PREFIX + "{secret:str}.ics", calendar_file)]


def address_of(secret: str) -> str:
    """The path under which a subscription is read."""
    return f"{PREFIX}{secret}.ics"


def _nothing() -> Response:
    return PlainTextResponse("There is no such calendar.", 404)
