"""The words of a letter."""

from carehub.desk.chasing.letters import request_number


def test_requests_are_numbered_in_words() -> None:
    assert [request_number(asked) for asked in (0, 1, 2, 5, 6)] == [
        "Second request", "Second request", "Third request", "Sixth request", "Request 7",
    ]  # fmt: skip
