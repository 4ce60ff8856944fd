"""What is said at the first start: how the first admin gets in."""

from carehub.accounts import service
from carehub.core.database import unit_of_work
from carehub.settings import settings


def greeting() -> list[str]:
    """The one-time link to set up this center; nothing when it has an admin."""
    with unit_of_work() as session:
        token = service.issue_setup_token(session)
    if token is None:
        return []
    return [
        "This center has no admin yet. Set it up here (the link works once, and until the next start):",
        f"  {settings().base_urls[0]}/set-up?token={token}",
    ]
