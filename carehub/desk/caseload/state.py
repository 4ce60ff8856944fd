"""A caseload: mine, a colleague's, or the patients whom nobody has yet; filtered, ordered, page by page."""

from dataclasses import replace

import reflex as rx
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.changes import Topic
from carehub.desk.caseload.choices import (
    Chip,
    Choice,
    Choices,
    Head,
    chips,
    choices,
    counted_in_words,
    heads,
    with_chosen,
)
from carehub.desk.caseload.columns import chosen_columns
from carehub.desk.caseload.listing import coordinator_of
from carehub.desk.caseload.loads import Number, load_of, numbers
from carehub.desk.caseload.reading import CaseRow, caseload
from carehub.desk.caseload.view import (
    MINE,
    CaseloadView,
    chosen,
    sorted_anew,
    typed,
    unfiltered,
    view_in,
)
from carehub.ui.claims import parse, row_id
from carehub.ui.live import changes_of
from carehub.ui.session import acting

TOPICS = (Topic.CASELOADS, Topic.PATIENTS, Topic.REFERRALS, Topic.APPOINTMENTS, Topic.FOLLOW_UPS)


class CaseloadState(rx.State):
    """``chosen`` says where each control stands, by its name; ``query`` is the view as an address.

    ``searches`` counts how often the search box was emptied: with each it begins anew. ``after`` is the
    patient behind whom this page begins, empty on the first.
    """

    rows: rx.Field[list[CaseRow]] = rx.field(default_factory=list)
    heads: rx.Field[list[Head]] = rx.field(default_factory=list)
    counted: rx.Field[str] = rx.field("")
    is_loaded: rx.Field[bool] = rx.field(default=False)
    chosen: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    offered: rx.Field[dict[str, list[Choice]]] = rx.field(default_factory=dict)
    chips: rx.Field[list[Chip]] = rx.field(default_factory=list)
    query: rx.Field[str] = rx.field("")
    after: rx.Field[str] = rx.field("")
    searches: rx.Field[int] = rx.field(0)
    page: rx.Field[int] = rx.field(1)
    has_next: rx.Field[bool] = rx.field(default=False)
    load_points: rx.Field[int] = rx.field(0)
    load_numbers: rx.Field[list[Number]] = rx.field(default_factory=list)
    _view: CaseloadView = MINE
    _trail: tuple[str, ...] = ()
    _next: str = ""
    _offered: Choices = {}

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """Show what the address says; without one, what was shown last."""
        asked = dict(self.router.url.query_parameters)
        if asked:
            self._view, self._trail = view_in(asked), ()
            self.after = str(row_id(asked["after"])) if asked.get("after") else ""
            self.page = 1
        async with acting(self, write=False) as (session, actor):
            self._offered = choices(session, actor)
        self.searches += 1
        await self._refresh()
        return [CaseloadState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """Follow what others change; what is chosen, typed and open stays as it is."""
        async for _ in changes_of(*TOPICS):
            async with self:
                await self._refresh()

    @rx.event
    async def choose(self, name: str, value: str) -> None:
        """Set one filter, or take it off with an empty value."""
        await self._apply(chosen(self._view, parse(str, name), parse(str, value)))

    @rx.event
    async def find(self, text: str) -> None:
        """Show the patients of the list whom the typed words fit."""
        await self._apply(typed(self._view, parse(str, text)))

    @rx.event
    async def sort_by(self, column: str) -> None:
        """Order by a column; the other way round when it is that one already."""
        await self._apply(sorted_anew(self._view, parse(str, column)))

    @rx.event
    async def clear(self) -> None:
        """Take all filters off."""
        self.searches += 1
        await self._apply(unfiltered(self._view))

    @rx.event
    async def next_page(self) -> None:
        if self._next:
            self._trail, self.after, self.page = (*self._trail, self.after), self._next, self.page + 1
            await self._refresh()

    @rx.event
    async def previous_page(self) -> None:
        """Back to the page before; to the first one for who came by an address."""
        self.after = self._trail[-1] if self._trail else ""
        self._trail, self.page = self._trail[:-1], max(1, self.page - 1)
        await self._refresh()

    async def _apply(self, view: CaseloadView) -> None:
        self._view, self._trail, self.after, self.page = view, (), "", 1
        await self._refresh()

    async def _show_saved(self, view: CaseloadView) -> None:
        self.searches += 1
        await self._apply(replace(view, text=""))

    async def _refresh(self) -> None:
        async with acting(self, write=False) as (session, actor):
            self._show(session, actor)

    def _show(self, session: Session, actor: Actor) -> None:
        view = self._view
        shown = caseload(session, actor, view, row_id(self.after) if self.after else None)
        whose = coordinator_of(actor, view)
        load = load_of(session, actor, whose) if whose is not None else None
        self.load_points = load.points if load else 0
        self.load_numbers = numbers(load, whose) if load else []
        self.heads = heads(chosen_columns(session, actor), view, shown.counted)
        if self.rows != shown.rows:
            self.rows = shown.rows
        self._next = str(shown.next or "")
        self.has_next, self.is_loaded = shown.next is not None, True
        self.counted = counted_in_words(shown.counted, len(shown.rows), self.page)
        self.offered, self.query = with_chosen(self._offered, view), view.address()
        self.chosen, self.chips = {**view.said(), "text": view.text}, chips(self.offered, view)
