"""The saved views of a caseload, and the columns that a person chose."""

from urllib.parse import parse_qsl

import reflex as rx

from carehub.core.actor import Permission
from carehub.core.errors import CareHubError, Invalid
from carehub.desk.caseload.columns import COLUMNS, USUAL, choose_columns, chosen_columns
from carehub.desk.caseload.state import CaseloadState
from carehub.desk.caseload.view import view_in
from carehub.saved_views import service as saved_views
from carehub.saved_views.models import ViewedPage
from carehub.ui.claims import fields_of, parse
from carehub.ui.feedback import refuse, say
from carehub.ui.session import acting
from carehub.ui.undoing import TAKE_BACK, Undo
from carehub.ui.view_menu import ViewRow

UNDO_VIEW = "saved_views.remove"
TAKE_BACK[UNDO_VIEW] = saved_views.restore_view
_PAGE = ViewedPage.CASELOAD


class CaseloadViewsState(rx.State):
    """``columns`` are the ids of the shown columns in their order, ``spare`` the others."""

    own_views: rx.Field[list[ViewRow]] = rx.field(default_factory=list)
    shared_views: rx.Field[list[ViewRow]] = rx.field(default_factory=list)
    problem: rx.Field[str] = rx.field("")
    columns: rx.Field[list[str]] = rx.field(default_factory=list)
    spare: rx.Field[list[str]] = rx.field(default_factory=list)

    @rx.event
    async def list_views(self) -> None:
        """Bring the menu of views up to date: others save and remove shared ones."""
        self.problem = ""
        await self._list_views()

    @rx.event
    async def open_view(self, view_id: int) -> None:
        """Show the caseload as a saved view has it."""
        view_id = parse(int, view_id)
        try:
            async with acting(self, write=False) as (session, actor):
                query = saved_views.find_view(session, actor, _PAGE, view_id).query
        except CareHubError as refusal:
            await refuse(self, refusal)
            return await self._list_views()
        return await (await self._caseload())._show_saved(view_in(dict(parse_qsl(query))))

    @rx.event
    async def save_view(self, form: dict[str, object]) -> None:
        """Keep the present view under a name."""
        said, self.problem = fields_of(form, ("name", "shared")), ""
        query = (await self._caseload()).query
        try:
            if not query:
                raise Invalid(
                    "This is your whole caseload. Choose a filter first; what is typed is not saved."
                )
            async with acting(self) as (session, actor):
                name, shared = said.get("name", ""), "shared" in said
                saved_views.save_view(session, actor, _PAGE, name, query, shared=shared)
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
            token = saved_views.remove_view(session, actor, _PAGE, view_id)
        await self._list_views()
        await say(self, "View removed", undo=Undo(UNDO_VIEW, token))

    @rx.event
    async def list_columns(self) -> None:
        """Say which columns are shown now."""
        async with acting(self, write=False) as (session, actor):
            self._list_columns([column.id for column in chosen_columns(session, actor)])

    @rx.event
    async def show_column(self, column: str, shown: bool) -> None:
        """Show a column behind the others, or no longer."""
        wanted = parse(str, column)
        others = [each for each in self.columns if each != wanted]
        await self._choose([*others, wanted] if parse(bool, shown) else others)

    @rx.event
    async def shift_column(self, column: str, by: int) -> None:
        """Put a shown column one place earlier (-1) or later (1)."""
        wanted, places = parse(str, column), list(self.columns)
        at = places.index(wanted) if wanted in places else -1
        to = at + (1 if parse(int, by) > 0 else -1)
        if at >= 0 and 0 <= to < len(places):
            places[at], places[to] = places[to], places[at]
            await self._choose(places)

    @rx.event
    async def usual_columns(self) -> None:
        """Show the columns again that everyone begins with."""
        await self._choose(list(USUAL))

    async def _choose(self, columns: list[str]) -> None:
        async with acting(self) as (session, actor):
            choose_columns(session, actor, columns)
        self._list_columns(columns)
        await (await self._caseload())._refresh()

    def _list_columns(self, columns: list[str]) -> None:
        self.columns, self.spare = columns, [each for each in COLUMNS if each not in columns]

    async def _list_views(self) -> None:
        async with acting(self, write=False) as (session, actor):
            found = saved_views.saved_views(session, actor, _PAGE)
            may_remove = actor.may(Permission.STAGES_MANAGE)
        rows = [
            (
                view,
                ViewRow(
                    id=view.id,
                    name=view.name,
                    owner="" if view.is_mine else view.owner,
                    can_remove=view.is_mine or may_remove,
                ),
            )
            for view in found
        ]
        self.own_views = [row for view, row in rows if view.is_mine and not view.is_shared]
        self.shared_views = [row for view, row in rows if view.is_shared]

    async def _caseload(self) -> CaseloadState:
        return await self.get_state(CaseloadState)
