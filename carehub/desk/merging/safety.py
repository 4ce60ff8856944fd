"""How a patient may safely be reached is never lost: of two records every rule of either holds."""

from sqlmodel import Session, SQLModel

from carehub.core import clock
from carehub.desk.merging.following import Followed, change
from carehub.related_people.models import SafeContact

_TABLE = "safe_contacts"


def combine_safe_contacts(session: Session, done: Followed, survivor_id: int, merged_id: int) -> None:
    """Where both records have rules, the survivor's become those of both; the stricter hours hold."""
    ours, theirs = session.get(SafeContact, survivor_id), session.get(SafeContact, merged_id)
    if ours is None or theirs is None:
        return
    table = SQLModel.metadata.tables[_TABLE]
    both = {
        "codes": sorted({*ours.codes, *theirs.codes}),
        "ask_for": " or ".join(dict.fromkeys(filter(None, [ours.ask_for, theirs.ask_for]))),
        "not_before": max(ours.not_before, theirs.not_before),
        "not_after": min(filter(None, [ours.not_after, theirs.not_after]), default=""),
        "words": "\n".join(dict.fromkeys(filter(None, [ours.words, theirs.words]))),
        "updated_at": clock.now(),
        "version": ours.version + 1,
    }
    change(session, done, table, ours.model_dump(), both)
    session.expire_all()
