"""When the database or Redis cannot go on: what a person is told, instead of a code of no use."""

from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError

_FULL = "The server's disk is full. Your last change may be missing. Please tell who looks after CareHub."
_READ_ONLY = "CareHub may only read just now, and saves nothing. Please tell who looks after CareHub."
_DAMAGED = (
    "CareHub cannot reach its data just now. Your last change may be missing. "
    "Please tell who looks after CareHub."
)
# Not "nothing was saved": a page that was saved and then not read again fails in the same words, and a
# connection that ends while it saves does not tell whether it had.
_GONE = "The database did not answer. Look whether your last change is there before you make it again."
# Redis keeps the state of open pages: what such a page did may be saved all the same.
INTERRUPTED = "CareHub was interrupted. Look whether your last change is there before you make it again."

# The low byte of SQLite's result codes (sqlite.org/rescode.html), and PostgreSQL's codes (appendix A).
_BY_SQLITE = {8: _READ_ONLY, 10: _DAMAGED, 13: _FULL, 14: _DAMAGED}
_BY_POSTGRESQL = {
    "25006": _READ_ONLY,
    "53100": _FULL,
    "58030": _DAMAGED,
    # Stopped by somebody, stopped by a crash, not yet up again.
    "57P01": _GONE,
    "57P02": _GONE,
    "57P03": _GONE,
}


def in_words(exception: Exception) -> str:
    """What happened and what to do now; empty when it was no outage."""
    if isinstance(exception, RedisError):
        return INTERRUPTED
    if not isinstance(exception, DBAPIError):
        return ""
    if (code := getattr(exception.orig, "sqlite_errorcode", None)) is not None:
        return _BY_SQLITE.get(code & 0xFF, "")
    said = _BY_POSTGRESQL.get(getattr(exception.orig, "sqlstate", None) or "", "")
    return said or (_GONE if exception.connection_invalidated or _is_without_connection(exception) else "")


def is_blind(exception: Exception) -> bool:
    """Whether nothing could be read either: a page that follows changes has missed some."""
    return in_words(exception) in {_GONE, _DAMAGED, INTERRUPTED}


def _is_without_connection(exception: DBAPIError) -> bool:
    """Nobody was there to connect to: then there is no statement either, and no code."""
    return exception.statement is None and getattr(exception.orig, "sqlstate", None) is None
