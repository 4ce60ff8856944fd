"""Settings > Follow-ups as the page shows it, and what its forms say."""

from collections.abc import Mapping
from typing import TypedDict

from sqlmodel import Session

from carehub.contacts import check_ins
from carehub.contacts.models import How
from carehub.contacts.wording import HOW
from carehub.core.actor import Actor
from carehub.core.errors import Invalid
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups import template_settings
from carehub.follow_ups.models import FollowUpTemplate
from carehub.follow_ups.service import StageRule
from carehub.follow_ups.template_settings import MOST_STEPS, TemplateWish
from carehub.follow_ups.templates import Step, step_of
from carehub.patients.models import Risk
from carehub.referrals import stage_settings
from carehub.ui.claims import whole_number

NOTHING_SAID = "Say what is to be done in each step that has a day."


class RuleRow(TypedDict):
    """What a stage asks for; ``text`` is empty where it asks for nothing."""

    id: str
    stage: str
    text: str
    after: str
    how: str


class RiskRow(TypedDict):
    """``days`` is empty for a risk that is not checked on."""

    risk: str
    label: str
    days: str


class StepRow(TypedDict):
    """``number`` counts from 1 and names the fields of the step."""

    number: str
    after: str
    text: str
    how: str


class TemplateRow(TypedDict):
    id: int
    version: int
    name: str
    said: str
    is_hidden: bool
    steps: list[StepRow]


def rule_rows(session: Session, actor: Actor) -> list[RuleRow]:
    rules = follow_ups.stage_rules(session, actor)
    stages = [line.stage for line in stage_settings.every_stage(session, actor)]
    return [_rule(str(stage.id), stage.name, rules.get(stage.id or 0)) for stage in stages]


def risk_rows(session: Session, actor: Actor) -> list[RiskRow]:
    days = check_ins.cadences(session, actor)
    return [
        RiskRow(risk=risk.value, label=f"{risk.value.capitalize()} risk", days=str(days.get(risk, "")))
        for risk in Risk
    ]


def template_rows(session: Session, actor: Actor) -> list[TemplateRow]:
    return [_template(each) for each in template_settings.every_template(session, actor)]


def blank_steps() -> list[StepRow]:
    return [StepRow(number=str(n), after="", text="", how="") for n in range(1, MOST_STEPS + 1)]


def rule_in(fields: Mapping[str, str], stage_id: str) -> StageRule:
    """What the form asks of a stage."""
    text, after = fields.get(f"text_{stage_id}", ""), fields.get(f"after_{stage_id}", "")
    how = known_how(fields.get(f"how_{stage_id}", ""))
    return StageRule(text, whole_number(after) if after and text.strip() else 1, how)


def rule_fields(stage_id: str) -> tuple[str, str, str]:
    return f"text_{stage_id}", f"after_{stage_id}", f"how_{stage_id}"


def step_fields() -> list[str]:
    return ["name", *(f"{part}_{n}" for n in range(1, MOST_STEPS + 1) for part in ("after", "text", "how"))]


def template_in(fields: Mapping[str, str]) -> TemplateWish:
    """The template as its form has it; lines that were left blank are no steps."""
    steps = [_step(fields, n) for n in range(1, MOST_STEPS + 1)]
    return TemplateWish(fields.get("name", ""), [step for step in steps if step is not None])


def known_how(word: str) -> How | None:
    if word and word not in list(How):
        raise Invalid("Choose how it is done from the list.")
    return How(word) if word else None


def _rule(stage_id: str, stage: str, rule: StageRule | None) -> RuleRow:
    text, after = (rule.text, str(rule.after_days)) if rule else ("", "")
    return RuleRow(id=stage_id, stage=stage, text=text, after=after, how=rule.how or "" if rule else "")


def _template(template: FollowUpTemplate) -> TemplateRow:
    steps = [step_of(kept) for kept in template.steps]
    known = [
        StepRow(number=str(n), after=str(step.after), text=step.text, how=step.how or "")
        for n, step in enumerate(steps, start=1)
    ]
    return TemplateRow(
        id=template.id or 0,
        version=template.version,
        name=template.name,
        said=" · ".join(_said(step) for step in steps),
        is_hidden=template.is_hidden,
        steps=[*known, *blank_steps()[len(known) :]],
    )


def _said(step: Step) -> str:
    when = "at once" if step.after == 0 else f"after {step.after} {'day' if step.after == 1 else 'days'}"
    how = f" ({HOW[step.how].lower()})" if step.how else ""
    return f"{step.text}{how}, {when}"


def _step(fields: Mapping[str, str], number: int) -> Step | None:
    after, text = fields.get(f"after_{number}", "").strip(), fields.get(f"text_{number}", "").strip()
    if not text and not after:
        return None
    if not text:
        raise Invalid(NOTHING_SAID)
    return Step(whole_number(after or "0"), text, known_how(fields.get(f"how_{number}", "")))
