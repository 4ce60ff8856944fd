"""A board of columns whose cards move by drag, by menu, by keyboard and by click.

The whole board travels once per `snapshot`; after that `changes` bring single cards. A move shows at
once and stays when a card arrives with a higher version, or goes back when its `op` is in `rejected`.
Where a card stands is not dragged but computed: each column is sorted by its cards' `order`.
"""

from collections.abc import Callable, Mapping
from typing import TypedDict, TypeVar

import reflex as rx
from reflex.vars.function import ArgsFunctionOperation
from reflex_base.components.component import NoSSRComponent

from carehub.ui.widgets.scripts import script


class KanbanCard(TypedDict):
    """What the widget reads of a card; the rest is for the function that draws it.

    `order` sorts as text. `lane` chooses the head that a column's `landing` puts before it when the
    card moves there. `targets` are the columns it may enter, `actions` the menu lines it offers.
    """

    id: int
    column: str
    version: int
    order: str
    lane: str
    label: str
    targets: list[str]
    actions: list[str]


class KanbanColumn(TypedDict):
    """`total` counts all cards, `cards` holds those loaded; `colour` names a scale of the theme.

    More than `limit` cards are too many; 0 is no limit.
    """

    id: str
    title: str
    colour: str
    total: int
    limit: int
    landing: dict[str, str]
    cards: list[KanbanCard]


class KanbanChange(TypedDict):
    """What changed since the snapshot, numbered from 1 without a gap; `totals` by column."""

    rev: int
    cards: list[KanbanCard]
    removed: list[int]
    totals: dict[str, int]


class KanbanAction(TypedDict):
    """A line of the cards' menu."""

    id: str
    label: str


class BulkAction(TypedDict):
    """A menu for all chosen cards; with `href` it is a link, to which their ids are added."""

    id: str
    label: str
    choices: list[KanbanAction]
    href: str


class SeenCard(TypedDict):
    """A chosen card as the page has it; `op` names its move in the answer, empty where it stayed."""

    id: int
    version: int
    op: str


class CardsChosen(TypedDict):
    """A person wants something done to all chosen cards: `move` to a column, or a `bulk` action."""

    action: str
    choice: str
    cards: list[SeenCard]


class Released(TypedDict, total=False):
    """Cards that need not be chosen any more; `rev` is another one each time."""

    rev: int
    ids: list[int]


class CardMoved(TypedDict):
    """A person moved a card that was at `version`; `op` names this move in the answer."""

    op: str
    id: int
    version: int
    column: str


class CardAction(TypedDict):
    """A person chose a line of a card's menu."""

    action: str
    id: int
    version: int


def _moved(move: rx.Var[CardMoved]) -> tuple[rx.Var[CardMoved]]:
    return (move,)


def _chosen(choice: rx.Var[CardAction]) -> tuple[rx.Var[CardAction]]:
    return (choice,)


def _bulk(wanted: rx.Var[CardsChosen]) -> tuple[rx.Var[CardsChosen]]:
    return (wanted,)


_PARTS = ("card", "lanes", "more", "pick", "select", "store")


class KanbanBoard(NoSSRComponent):
    """Fills its container. Cards can be chosen together where there are `bulk` actions; those in
    `released` no longer are. A column whose `total` says that there are more cards asks for them as its
    end is seen.

    With `lane_by`, the name of a field of the cards, the board is divided into lanes from top to bottom,
    one for each value; `lanes` (`id`, `title`) names the first of them in their order. A card moves within
    its lane. `held` are moves that wait for a person, so silence is no loss. `on_stale` asks for a new
    snapshot because a change was missed, `on_lost` because a move was not answered in time; it went back.
    """

    library = script("kanban.jsx", *(f"kanban_{part}.jsx" for part in _PARTS))
    tag = "KanbanBoard"
    is_default = False
    lib_dependencies: list[str] = ["@hello-pangea/dnd@18.0.1"]

    def add_custom_code(self) -> list[str]:
        """The script comes while the page gets ready and its cards are read, not after them."""
        return [f'if (typeof document !== "undefined") import("{self.library}");']

    # Lists of KanbanColumn and KanbanChange; Reflex cannot tell whether one TypedDict fits another.
    columns: rx.Var[list[dict[str, object]]]
    snapshot: rx.Var[str]
    changes: rx.Var[list[dict[str, object]]]
    rejected: rx.Var[list[str]]
    held: rx.Var[list[str]]
    actions: rx.Var[list[dict[str, str]]]
    bulk: rx.Var[list[dict[str, object]]]
    released: rx.Var[dict[str, object]]
    lane_by: rx.Var[str]
    lanes: rx.Var[list[dict[str, str]]]
    can_move: rx.Var[bool]
    render_card: rx.Var[object]

    on_move: rx.EventHandler[_moved]
    on_open: rx.EventHandler[rx.event.passthrough_event_spec(int)]
    on_more: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_action: rx.EventHandler[_chosen]
    on_bulk: rx.EventHandler[_bulk]
    on_stale: rx.EventHandler[rx.event.no_args_event_spec]
    on_lost: rx.EventHandler[rx.event.no_args_event_spec]


Card = TypeVar("Card", bound=Mapping[str, object])


def kanban_board(
    kind: type[Card], draw: Callable[[rx.Var[Card]], rx.Component], **props: object
) -> rx.Component:
    """A board whose cards are of the TypedDict `kind` (a KanbanCard with more) and look as `draw` says."""
    face = draw(rx.Var("card").to(kind))
    return KanbanBoard.create(render_card=ArgsFunctionOperation.create(("card",), face), **props)
