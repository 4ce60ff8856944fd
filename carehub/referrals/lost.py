"""When a patient may be given up as lost: not before somebody tried on three days."""

from sqlmodel import Session

from carehub.contacts import service as contacts
from carehub.core.actor import Actor
from carehub.core.errors import Invalid

DAYS_WANTED = 3


def refuse_untried(session: Session, actor: Actor, referral_id: int) -> None:
    """Invalid unless the contact log has attempts on enough days since the patient was last reached."""
    days = contacts.tried(session, actor, referral_id).days
    if days < DAYS_WANTED:
        raise Invalid(
            f"A patient is lost after attempts on {DAYS_WANTED} days; the contact log of this referral has "
            f"{days}. Log the attempts in its panel first."
        )
