"""The practice center: obviously made-up people, the same at every making."""

from carehub.core.errors import CareHubError


def fill(password: str) -> None:
    """Fill the empty, migrated database of this process; every user gets ``password``."""
    raise CareHubError("This version has no practice center yet.")
