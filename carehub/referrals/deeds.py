"""What can be done to a card, by the word its menu sends."""

from enum import StrEnum


class Deed(StrEnum):
    MOVE = "move"
    CLOSE = "close"
    MISSED = "missed"
    ACKNOWLEDGE = "acknowledge"
    PIN = "pin"
    UNPIN = "unpin"
    PAUSE = "pause"
    RESUME = "resume"
    EXPLAIN = "explain"
