"""Settings > Follow-ups: what stages ask for, and how often patients are checked on."""

import reflex as rx

from carehub.contacts import check_ins
from carehub.core.changes import Topic
from carehub.core.errors import CareHubError
from carehub.follow_ups import service as follow_ups
from carehub.patients.models import Risk
from carehub.settings_pages.follow_ups.rows import (
    RiskRow,
    RuleRow,
    risk_rows,
    rule_fields,
    rule_in,
    rule_rows,
)
from carehub.ui.claims import fields_of, whole_number
from carehub.ui.feedback import say
from carehub.ui.live import changes_of
from carehub.ui.session import acting


class FollowUpRulesState(rx.State):
    """``read`` counts the readings by this page: the fields take their values from each.

    A form changes only what the person changed in it, so that two admins do not undo each other.
    """

    rules: rx.Field[list[RuleRow]] = rx.field(default_factory=list)
    risks: rx.Field[list[RiskRow]] = rx.field(default_factory=list)
    read: rx.Field[int] = rx.field(0)
    rules_problem: rx.Field[str] = rx.field("")
    risks_problem: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self.rules_problem = self.risks_problem = ""
        await self._read()
        return [FollowUpRulesState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """Stages may come and go; what somebody types just now stays, since only new rows are read."""
        async for _ in changes_of(Topic.REFERRALS):
            async with self:
                shown = [row["id"] for row in self.rules]
                async with acting(self, write=False) as (session, actor):
                    rules = rule_rows(session, actor)
                if [row["id"] for row in rules] != shown:
                    self.rules = rules

    @rx.event
    async def save_rules(self, form: dict[str, object]) -> None:
        fields = fields_of(form, [name for row in self.rules for name in rule_fields(row["id"])])
        self.rules_problem = ""
        try:
            async with acting(self) as (session, actor):
                for row in self.rules:
                    if any(fields.get(name, row[part]) != row[part] for name, part in _parts(row)):
                        rule = rule_in(fields, row["id"])
                        follow_ups.set_stage_rule(session, actor, int(row["id"]), rule)
        except CareHubError as refusal:
            self.rules_problem = str(refusal)
            return
        await self._read()
        await say(self, "Saved. Referrals that are in a stage already stay as they are.")

    @rx.event
    async def save_risks(self, form: dict[str, object]) -> None:
        fields = fields_of(form, [row["risk"] for row in self.risks])
        self.risks_problem = ""
        try:
            async with acting(self) as (session, actor):
                for row in self.risks:
                    days = fields.get(row["risk"], row["days"]).strip()
                    if days != row["days"]:
                        check_ins.set_cadence(session, actor, Risk(row["risk"]), whole_number(days or "0"))
        except CareHubError as refusal:
            self.risks_problem = str(refusal)
            return
        await self._read()
        await say(self, "Check-ins saved")

    async def _read(self) -> None:
        async with acting(self, write=False) as (session, actor):
            self.rules, self.risks = rule_rows(session, actor), risk_rows(session, actor)
        self.read += 1


def _parts(row: RuleRow) -> tuple[tuple[str, str], ...]:
    return tuple(zip(rule_fields(row["id"]), ("text", "after", "how"), strict=True))
