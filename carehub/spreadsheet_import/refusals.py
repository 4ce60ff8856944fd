"""The refusal of a file: what is wrong with it and what to do."""

from carehub.core.errors import CareHubError


class Unreadable(CareHubError):
    """The file, or the list in it, cannot be read; the text says why and what to do."""
