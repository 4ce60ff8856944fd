"""Passwords: what a new one must be like, its Argon2id hash, and whether a typed one fits.

Making and comparing take about 50 ms of processor time each: call them in a thread and outside of
a transaction.
"""

import re
import unicodedata
from functools import cache
from typing import NewType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from carehub.core.errors import Invalid

MIN_LENGTH = 15
MAX_LENGTH = 200

PasswordHash = NewType("PasswordHash", str)
"""The hash of a password that was found good enough; only ``new_hash`` makes one."""

NO_PASSWORD = PasswordHash("")
"""For a person who has not chosen a password yet: nothing fits it."""

_FEWEST_DIFFERENT = 6
# fmt: off
_COMMON = frozenset((
    "admin", "administrator", "carehub", "center", "change", "changeme", "clinic",
    "correcthorsebatterystaple", "default", "dragon", "football", "health", "healthcenter", "hello",
    "iloveyou", "letmein", "login", "monkey", "nurse", "onetwothreefour", "opensesame", "pass",
    "passphrase", "password", "patient", "qwerty", "secret", "sunshine", "superman", "temporary",
    "test", "thequickbrownfox", "welcome",
))
# fmt: on
_RUNS = ("0123456789" * 3, "abcdefghijklmnopqrstuvwxyz" * 2, "qwertyuiopasdfghjklzxcvbnm" * 2)


def new_hash(password: str, *, user_name: str) -> PasswordHash:
    """The hash of a password that someone chose; Invalid when it is too easy to guess."""
    check(password, user_name=user_name)
    return PasswordHash(_hasher().hash(_normal(password)))


def check(password: str, *, user_name: str) -> None:
    """Refuse a new password that is short, endless or easy to guess. Any characters will do."""
    length = len(_normal(password))
    if length < MIN_LENGTH:
        raise Invalid(f"Use at least {MIN_LENGTH} characters: a few words that only you put together.")
    if length > MAX_LENGTH:
        raise Invalid(f"Use at most {MAX_LENGTH} characters.")
    if _is_easy(password, user_name):
        raise Invalid("This password is easy to guess. Choose four words that do not belong together.")


def fits(password: str, stored: str) -> bool:
    """Whether this is the password behind the hash; takes as long when there is no hash at all."""
    try:
        matches = _hasher().verify(stored or _decoy(), _normal(password[: MAX_LENGTH * 2]))
    except (VerificationError, InvalidHashError):
        return False
    return matches and bool(stored)


def _is_easy(password: str, user_name: str) -> bool:
    plain = "".join(_normal(password).casefold().split())
    if len(set(plain)) < _FEWEST_DIFFERENT or _is_run(plain):
        return True
    words = re.sub(r"[\W\d_]+", "", plain)
    own = re.sub(r"[\W\d_]+", "", user_name.casefold())
    return bool(words) and _repeated(words) in _COMMON | {own}


def _is_run(plain: str) -> bool:
    return any(plain in run or plain[::-1] in run for run in _RUNS)


def _repeated(text: str) -> str:
    """The shortest piece that gives the text when it is repeated: ``abab`` -> ``ab``."""
    return text[: (text + text).find(text, 1)] if text else ""


def _normal(password: str) -> str:
    # The same accented letter is typed as one or as two code points, by keyboard.
    return unicodedata.normalize("NFKC", password)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _decoy() -> str:
    return _hasher().hash("what an unknown user name is compared with")
