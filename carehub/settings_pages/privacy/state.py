"""Settings > Privacy: who is granted to see sensitive referrals, by role and by name."""

from typing import TypedDict

import reflex as rx
from sqlmodel import Session

from carehub.accounts import grants, service
from carehub.core.actor import PERMISSIONS, Actor, Permission, Role
from carehub.core.changes import Topic
from carehub.core.errors import Invalid
from carehub.referrals import disclosing
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.live import changes_of
from carehub.ui.session import acting

# Who sees no patient has nothing to be granted.
ROLES = tuple(role for role in Role if Permission.PATIENTS_SEE in PERMISSIONS[role])


class GrantRow(TypedDict):
    """A person; ``by_role`` when the role is granted already."""

    id: int
    name: str
    role: str
    is_granted: bool
    by_role: bool


class PrivacyState(rx.State):
    """``roles`` are the granted ones, by their word."""

    people: rx.Field[list[GrantRow]] = rx.field(default_factory=list)
    roles: rx.Field[list[str]] = rx.field(default_factory=list)
    runs_part2: rx.Field[bool] = rx.field(default=False)

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        async with acting(self, write=False) as (session, actor):
            self.people, self.roles = _read(session, actor)
            self.runs_part2 = service.center(session).runs_part2
        return [PrivacyState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_of(Topic.PEOPLE):
            async with acting(self, write=False) as (session, actor):
                people, roles = _read(session, actor)
                runs_part2 = service.center(session).runs_part2
            async with self:
                self.people, self.roles, self.runs_part2 = people, roles, runs_part2

    @rx.event
    async def set_runs_part2(self, runs: bool) -> None:
        """Whether referrals can be marked as records of a program under 42 CFR Part 2."""
        wanted = parse(bool, runs)
        async with acting(self) as (session, actor):
            disclosing.set_runs_part2(session, actor, wanted)
        self.runs_part2 = wanted
        await say(self, "Saved")

    @rx.event
    async def grant_person(self, user_id: int, is_granted: bool) -> None:
        """Let one person see sensitive referrals, or no longer."""
        who, wanted = parse(int, user_id), parse(bool, is_granted)
        async with acting(self) as (session, actor):
            grants.grant_person(session, actor, who, is_granted=wanted)
            self.people, self.roles = _read(session, actor)
        await say(self, "Granted" if wanted else "Not granted any more")

    @rx.event
    async def grant_role(self, role: str, is_granted: bool) -> None:
        """The same for everybody of a role."""
        word, wanted = parse(str, role), parse(bool, is_granted)
        if word not in ROLES:
            raise Invalid("Choose a role from the list.")
        async with acting(self) as (session, actor):
            grants.grant_role(session, actor, Role(word), is_granted=wanted)
            self.people, self.roles = _read(session, actor)
        await say(self, "Granted" if wanted else "Not granted any more")


def _read(session: Session, actor: Actor) -> tuple[list[GrantRow], list[str]]:
    granted, roles = grants.standing(session, actor)
    rows = [
        GrantRow(
            id=person.user_id,
            name=person.name,
            role=person.role.label,
            is_granted=person.user_id in granted,
            by_role=person.role in roles,
        )
        for person in service.people(session, actor)
        if person.is_active and person.role in ROLES
    ]
    return rows, sorted(roles)
