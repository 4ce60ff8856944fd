"""Which messages reach Reflex at all."""

import pytest

from carehub.readable_events import is_readable

KNOWN = {"board.move"}


@pytest.mark.parametrize("more", [{}, {"payload": {"id": 1}}, {"payload": {}, "router_data": {"query": {}}}])
def test_what_a_page_sends_is_readable(more: dict[str, object]) -> None:
    assert is_readable({"name": "board.move", **more}, KNOWN)


@pytest.mark.parametrize(
    "data",
    [
        None, "text", 7, ["board.move"], {}, {"name": 7}, {"name": "board.burn"}, {"name": ["board.move"]},
        {"name": "board.move", "payload": None}, {"name": "board.move", "payload": [1]},
        {"name": "board.move", "router_data": "here"},
    ],
    ids=repr,
)  # fmt: skip
def test_anything_else_is_not(data: object) -> None:
    assert not is_readable(data, KNOWN)
