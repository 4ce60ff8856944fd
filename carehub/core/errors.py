"""Refusals. The text of each is a sentence that the person can act on."""


class CareHubError(Exception):
    """Something was refused and nothing was changed."""


class NotAllowed(CareHubError):
    """The person may see the thing but not do this to it."""


class NotFound(CareHubError):
    """There is no such thing, or it is not visible to this person: the two look the same."""


class Conflict(CareHubError):
    """Someone else was faster, or two facts exclude each other."""


class Invalid(CareHubError):
    """What was asked for makes no sense as it stands."""
