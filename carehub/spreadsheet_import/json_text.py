"""Values as the JSON that the database keeps: millions of them in a long list."""

import json

import msgspec

_encode = msgspec.json.Encoder().encode


def as_json(value: object) -> str:
    """The same as ``json.dumps``, faster, and dates as YYYY-MM-DD; half of a letter, which only a damaged
    file has, as json does."""
    if not value:
        return "[]" if isinstance(value, list | tuple) else "{}"
    try:
        return _encode(value).decode()
    except UnicodeEncodeError:
        return json.dumps(value, default=str)
