"""The board as a page of its own has it."""

from carehub.core.actor import Actor
from carehub.referrals.cards import ReferralCard
from carehub.referrals.state import BoardState
from carehub.ui.feedback import FeedbackState
from carehub.ui.widgets.kanban import CardMoved
from tests.states import state_of


async def board_of(actor: Actor) -> BoardState:
    board = state_of(BoardState, actor)
    await board.load()
    return board


def shown(board: BoardState) -> dict[int, ReferralCard]:
    """What the widget makes of it: the snapshot, with the changes laid over it."""
    cards = {card["id"]: card for column in board.columns for card in column["cards"]}
    for change in board.changes:
        cards |= {card["id"]: card for card in change["cards"]}
        cards = {number: card for number, card in cards.items() if number not in change["removed"]}
    return cards


def totals(board: BoardState) -> dict[str, int]:
    counted = {column["id"]: column["total"] for column in board.columns}
    for change in board.changes:
        counted |= change["totals"]
    return counted


def claim(number: int, column: str, version: int = 1, op: str = "op1") -> CardMoved:
    return CardMoved(op=op, id=number, version=version, column=column)


async def toasts(board: BoardState) -> list[str]:
    return [toast["text"] for toast in (await board.get_state(FeedbackState)).toasts]
