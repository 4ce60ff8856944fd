"""The bar above the board: what is filtered, what is counted, and the views that were saved."""

import reflex as rx

from carehub.core.actor import Permission
from carehub.core.errors import CareHubError
from carehub.referrals import filters, saved_views
from carehub.referrals.choices import Chip, Choices, chips, choices, with_chosen
from carehub.referrals.filters import WHOLE_BOARD, BoardView
from carehub.referrals.prompts import Choice
from carehub.referrals.state import BoardState
from carehub.ui.claims import fields_of, parse
from carehub.ui.feedback import refuse, say
from carehub.ui.session import acting
from carehub.ui.undoing import TAKE_BACK, Undo
from carehub.ui.view_menu import ViewRow

UNDO_VIEW = "referrals.view"
TAKE_BACK[UNDO_VIEW] = saved_views.restore_view


class FilterState(rx.State):
    """``chosen`` says where each control stands, by its name; ``query`` is the view as an address.

    ``searches`` counts how often the box was emptied: with each it begins anew.
    """

    chosen: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    query: rx.Field[str] = rx.field("")
    chips: rx.Field[list[Chip]] = rx.field(default_factory=list)
    coordinators: rx.Field[list[Choice]] = rx.field(default_factory=list)
    sites: rx.Field[list[Choice]] = rx.field(default_factory=list)
    types: rx.Field[list[Choice]] = rx.field(default_factory=list)
    receivers: rx.Field[list[Choice]] = rx.field(default_factory=list)
    programs: rx.Field[list[Choice]] = rx.field(default_factory=list)
    searches: rx.Field[int] = rx.field(0)
    own_views: rx.Field[list[ViewRow]] = rx.field(default_factory=list)
    shared_views: rx.Field[list[ViewRow]] = rx.field(default_factory=list)
    problem: rx.Field[str] = rx.field("")
    _offered: Choices = {}

    @rx.event
    async def load(self) -> None:
        """Offer what this person may choose, and show what the address has chosen."""
        async with acting(self, write=False) as (session, actor):
            self._offered = choices(session, actor)
        self.searches += 1
        self._show((await self._board())._only)
        await self._list_views()

    @rx.event
    async def choose(self, name: str, value: str) -> None:
        """Set one filter, or take it off with an empty value."""
        board = await self._board()
        await self._apply(filters.chosen(board._only, parse(str, name), parse(str, value)))

    @rx.event
    async def find(self, text: str) -> None:
        """Show the cards that the typed words fit."""
        board = await self._board()
        await self._apply(filters.typed(board._only, parse(str, text)))

    @rx.event
    async def clear(self) -> None:
        """Show the whole board again; the lanes stay."""
        lanes = (await self._board())._only.lanes
        self.searches += 1
        await self._apply(filters.chosen(WHOLE_BOARD, "lanes", lanes))

    @rx.event
    async def open_view(self, view_id: int) -> None:
        """Show the board as a saved view has it."""
        view_id = parse(int, view_id)
        try:
            async with acting(self, write=False) as (session, actor):
                view = saved_views.find_view(session, actor, view_id).view
        except CareHubError as refusal:
            await refuse(self, refusal)
            return await self._list_views()
        self.searches += 1
        return await self._apply(view)

    @rx.event
    async def save_view(self, form: dict[str, object]) -> None:
        """Keep the present view under a name."""
        said, self.problem = fields_of(form, ("name", "shared")), ""
        view = (await self._board())._only
        try:
            async with acting(self) as (session, actor):
                saved_views.save_view(session, actor, said.get("name", ""), view, shared="shared" in said)
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        await self._list_views()
        await say(self, "View saved")

    @rx.event
    async def remove_view(self, view_id: int) -> None:
        """Take a saved view away."""
        view_id = parse(int, view_id)
        async with acting(self) as (session, actor):
            token = saved_views.remove_view(session, actor, view_id)
        await self._list_views()
        await say(self, "View removed", undo=Undo(UNDO_VIEW, token))

    @rx.event
    async def list_views(self) -> None:
        """Bring the menu of views up to date: others save and remove shared ones."""
        self.problem = ""
        await self._list_views()

    async def _board(self) -> BoardState:
        return await self.get_state(BoardState)

    async def _apply(self, view: BoardView) -> None:
        board = await self._board()
        if view != board._only:
            await board._show_only(view)
        self._show(view)

    def _show(self, view: BoardView) -> None:
        offered = with_chosen(self._offered, view)
        self.coordinators, self.sites, self.types, self.receivers, self.programs = (
            offered.get(name, []) for name in ("coordinator", "site", "type", "receiver", "program")
        )
        self.chosen = {**view.said(), "text": view.text}
        self.query, self.chips = view.address(), chips(offered, view)

    async def _list_views(self) -> None:
        async with acting(self, write=False) as (session, actor):
            found = saved_views.saved_views(session, actor)
            may_remove = actor.may(Permission.STAGES_MANAGE)
        rows = [(view, _row(view, can_remove=view.is_mine or may_remove)) for view in found]
        self.own_views = [row for view, row in rows if view.is_mine and not view.is_shared]
        self.shared_views = [row for view, row in rows if view.is_shared]


def _row(view: saved_views.NamedView, *, can_remove: bool) -> ViewRow:
    return ViewRow(
        id=view.id, name=view.name, owner="" if view.is_mine else view.owner, can_remove=can_remove
    )
