"""The center's own templates of follow-ups: added, changed, hidden, offered again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from carehub.core import changes, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic
from carehub.core.database import versioned_update
from carehub.core.errors import Conflict, Invalid, NotFound
from carehub.follow_ups.making import refuse_wordless
from carehub.follow_ups.models import FollowUpTemplate
from carehub.follow_ups.templates import Step

MOST_STEPS = 10
LONGEST_NAME = 80
# Days from the beginning to the last step.
LONGEST_SERIES = 366


@dataclass(frozen=True)
class TemplateWish:
    """A template as it shall be; the steps may come in any order of their days."""

    name: str
    steps: Sequence[Step]


def every_template(session: Session, actor: Actor) -> list[FollowUpTemplate]:
    """All templates, hidden ones too, in the center's order."""
    require(actor, Permission.SETTINGS_MANAGE)
    order = (col(FollowUpTemplate.position), col(FollowUpTemplate.id))
    return list(session.exec(select(FollowUpTemplate).order_by(*order)))


def add_template(session: Session, actor: Actor, wish: TemplateWish) -> FollowUpTemplate:
    """A new template, below the others."""
    require(actor, Permission.SETTINGS_MANAGE)
    _refuse_unusable(session, wish, 0)
    last = session.exec(select(func.max(FollowUpTemplate.position))).one()
    template = FollowUpTemplate(position=(last or 0) + 1, **_values(wish))  # pyright: ignore[reportArgumentType]
    session.add(template)
    session.flush()
    _tell(session, actor, "follow_up_templates.add", template.id or 0)
    return template


def edit_template(session: Session, actor: Actor, template_id: int, version: int, wish: TemplateWish) -> None:
    """Another name or other steps; follow-ups that were made from it stay as they are."""
    require(actor, Permission.SETTINGS_MANAGE)
    _find(session, template_id)
    _refuse_unusable(session, wish, template_id)
    _change(session, actor, "follow_up_templates.edit", template_id, version, **_values(wish))


def set_hidden(session: Session, actor: Actor, template_id: int, version: int, *, hidden: bool) -> None:
    """Offer a template no longer, or again."""
    require(actor, Permission.SETTINGS_MANAGE)
    _find(session, template_id)
    action = "follow_up_templates.hide" if hidden else "follow_up_templates.offer"
    _change(session, actor, action, template_id, version, is_hidden=hidden)


def _find(session: Session, template_id: int) -> FollowUpTemplate:
    template = session.get(FollowUpTemplate, template_id)
    if template is None:
        raise NotFound("This template is not in the list any more.")
    return template


def _change(
    session: Session, actor: Actor, action: str, template_id: int, version: int, **values: object
) -> None:
    if not versioned_update(session, FollowUpTemplate, template_id, version, **values):
        raise Conflict("Somebody else changed this template first. Open it again to see how it is now.")
    _tell(session, actor, action, template_id)


def _values(wish: TemplateWish) -> dict[str, object]:
    in_order = sorted(wish.steps, key=lambda step: step.after)
    return {"name": wish.name.strip(), "steps": [step.kept() for step in in_order]}


def _refuse_unusable(session: Session, wish: TemplateWish, template_id: int) -> None:
    if not 1 <= len(wish.name.strip()) <= LONGEST_NAME:
        raise Invalid(f"Give the template a name of at most {LONGEST_NAME} characters.")
    same = select(FollowUpTemplate.id).where(func.lower(FollowUpTemplate.name) == wish.name.strip().lower())
    if any(each != template_id for each in session.exec(same)):
        raise Invalid("Another template has this name. Choose another one.")
    if not 1 <= len(wish.steps) <= MOST_STEPS:
        raise Invalid(f"A template has one to {MOST_STEPS} steps. Say in each what is to be done.")
    for step in wish.steps:
        refuse_wordless(step.text)
        if not 0 <= step.after <= LONGEST_SERIES:
            raise Invalid(f"Let each step be due within {LONGEST_SERIES} days of the beginning.")


def _tell(session: Session, actor: Actor, action: str, template_id: int) -> None:
    journal.record(session, actor, action, subject=f"follow_up_template:{template_id}")
    changes.announce(session, Topic.FOLLOW_UPS)
