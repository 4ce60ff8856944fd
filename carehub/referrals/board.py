"""The board: referrals by stage."""

import reflex as rx

from carehub.core.actor import Permission
from carehub.referrals.bulk_state import BulkState
from carehub.referrals.card import referral_card
from carehub.referrals.cards import ReferralCard
from carehub.referrals.filter_bar import LANE_TITLES, board_address, chasing_button, filter_bar, lane_by
from carehub.referrals.new_dialog import new_referral_button
from carehub.referrals.panel import referral_panel
from carehub.referrals.panel_state import ReferralState
from carehub.referrals.presence import also_here
from carehub.referrals.question_dialog import question_dialogs
from carehub.referrals.state import BoardState
from carehub.ui.layout import empty_state, frame
from carehub.ui.session import may
from carehub.ui.widgets.kanban import KanbanAction, kanban_board

_MENU: list[KanbanAction] = [
    {"id": "open", "label": "Open"},
    {"id": "acknowledge", "label": "Acknowledge report"},
    {"id": "missed", "label": "Record a no-show..."},
    {"id": "pin", "label": "Pin on top"},
    {"id": "unpin", "label": "Unpin"},
    {"id": "explain", "label": "Say why it is stuck..."},
    {"id": "resume", "label": "Let the clock go on"},
    {"id": "pause", "label": "Pause the clock..."},
    {"id": "close", "label": "Close without a visit..."},
]
_SKELETON = (3, 2, 4, 2, 3, 1)


def board_page() -> rx.Component:
    return frame(
        "Board",
        filter_bar(),
        rx.el.div(
            rx.cond(
                BoardState.snapshot == "", _skeleton(), rx.cond(BoardState.is_empty, _empty(), _columns())
            ),
            class_name="board",
        ),
        question_dialogs(),
        referral_panel(),
        board_address(),
        actions=(also_here(), chasing_button(), new_referral_button()),
    )


def _columns() -> rx.Component:
    return kanban_board(
        ReferralCard,
        lambda card: referral_card(card=card),
        columns=BoardState.columns,
        snapshot=BoardState.snapshot,
        changes=BoardState.changes,
        rejected=BoardState.rejected + BulkState.rejected,
        held=BoardState.held + BulkState.held,
        actions=_MENU,
        bulk=BulkState.actions,
        released=BulkState.released,
        lane_by=lane_by(),
        lanes=LANE_TITLES,
        can_move=may(Permission.REFERRALS_MOVE),
        on_move=BoardState.move_card,
        on_open=ReferralState.open_card,
        on_more=BoardState.show_more,
        on_action=BoardState.act,
        on_bulk=BulkState.start,
        on_stale=BoardState.reload,
        on_lost=BoardState.doubt,
    )


def _empty() -> rx.Component:
    return empty_state(
        "square-kanban",
        "No referrals yet",
        "Each referral is a card that moves from Draft to Closed, so that none is forgotten on the way.",
        new_referral_button(),
    )


def _skeleton() -> rx.Component:
    columns = [
        rx.el.div(
            *[rx.el.div(class_name="skeleton-card") for _ in range(count)], class_name="skeleton-column"
        )
        for count in _SKELETON
    ]
    return rx.el.div(*columns, class_name="board-skeleton", aria_label="Loading the board", role="status")
