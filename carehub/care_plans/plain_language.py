"""How hard a text is to read, as a school grade (Flesch and Kincaid, for English)."""

import re

PLAIN = 8
_ENOUGH_WORDS = 5


def grade(text: str) -> int:
    """The school grade from which on the text is understood; 0 for less than a handful of words."""
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text)
    if len(words) < _ENOUGH_WORDS:
        return 0
    sentences = max(1, len(re.findall(r"[.!?]+(?:\s|$)|\n+", text.strip() + "\n")))
    syllables = sum(map(_syllables, words))
    return max(0, round(0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59))


def advice(text: str) -> str:
    """What to say beside a text that is harder than grade 8; empty for one that is plain."""
    found = grade(text)
    if found <= PLAIN:
        return ""
    return f"This reads like grade {min(found, 16)}. Shorter words and sentences reach more people."


def _syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith("le") and groups > 1
    return max(1, groups - silent)
