"""Assembles the app: state of the page, gate, routes, door. No logic."""

from functools import partial

import reflex as rx
from reflex.utils.prerequisites import get_web_dir
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette

from carehub import models  # noqa: F401  every table must be known before the first query
from carehub.auditing.daily import anchoring
from carehub.backups.running import by_itself
from carehub.beginning_anew import begin_anew
from carehub.content_policy import content_policy
from carehub.core.changes import HUB
from carehub.core.list_looks import writing
from carehub.core.redis_bridge import bridged
from carehub.desk.handover.returning import returning
from carehub.door import Door, interrupted
from carehub.gate import Gate
from carehub.monitoring.requests import TimedRequests
from carehub.monitoring.running import measuring
from carehub.page_locks import leave_no_lock
from carehub.pages import add_pages
from carehub.readable_events import drop_unreadable
from carehub.retention.daily import forgetting
from carehub.routes import ROUTES
from carehub.settings import settings
from carehub.ui.feedback import explain
from carehub.ui.theme import STYLESHEETS

app = rx.App(
    stylesheets=STYLESHEETS,
    backend_exception_handler=explain,
    api_transformer=[
        Starlette(routes=ROUTES, exception_handlers={DBAPIError: interrupted}),
        partial(Door, policy=content_policy(get_web_dir() / "build" / "client")),
        partial(TimedRequests, templates={route.endpoint: route.path for route in ROUTES}),
    ],
)
app.add_middleware(Gate(), index=0)
add_pages(app)
drop_unreadable(app)
leave_no_lock(app)
app.register_lifespan_task(measuring)
app.register_lifespan_task(by_itself)
app.register_lifespan_task(anchoring)
app.register_lifespan_task(writing)
app.register_lifespan_task(returning)
app.register_lifespan_task(forgetting)
if settings().redis_url:
    forgotten = partial(begin_anew, app)
    app.register_lifespan_task(bridged, hub=HUB, url=settings().redis_url, forgotten=forgotten)
