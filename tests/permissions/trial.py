"""An event whose statements fail one after the other, and what its page was told."""

from dataclasses import dataclass, field
from typing import cast

from carehub.core import outages
from carehub.core.errors import CareHubError
from carehub.ui.feedback import Toast
from tests.permissions import examples
from tests.permissions.callers import Guilty
from tests.permissions.northside import Northside
from tests.permissions.saboteur import Saboteur
from tests.permissions.scene import NEWEST_TOAST, Arguments, Event
from tests.permissions.tabs import Tabs, goes_on
from tests.sizes import is_campaign


@dataclass
class Trial:
    """``untold`` are the events whose failure the page was not told of in words."""

    tabs: Tabs
    ids: Northside
    saboteur: Saboteur
    guilty: Guilty = field(default_factory=Guilty)
    untold: list[str] = field(default_factory=list)

    async def sabotage(self, who: str, cookie: str, *steps: Event) -> int:
        """Let the statements of the last step fail one after the other, and its commit each time; how often
        it failed. 0: it saves nothing."""
        if not await self._fails(who, cookie, steps):
            return 0
        statements = range(1, self.saboteur.asked + 1)
        chosen = statements if is_campaign() else [self.saboteur.chance.choice(statements)]
        for number in chosen:
            await self._fails(who, cookie, steps, number)
        return 1 + len(chosen)

    async def send(self, who: str, cookie: str, deed: Event) -> BaseException | None:
        handler, arguments = deed
        path = examples.path_for(handler, self.ids)
        raised = await self.tabs.send(who, cookie, handler, self._filled(who, arguments), path)
        if isinstance(raised, Exception) and not _in_words(raised):
            self.untold.append(f"{handler} was not told in words: {raised!r}")
        return raised

    async def _fails(self, who: str, cookie: str, steps: tuple[Event, ...], at: int = 0) -> bool:
        """Whether the last step met the failure: one that has nothing to save does not."""
        *before, deed = steps
        if before:
            with self.saboteur.resting():
                for step in before:
                    await self.send(who, cookie, step)
                self.tabs.leave_pages()
            self.guilty.forgive()
        self.saboteur.begin(at)
        raised = await self.send(who, cookie, deed)
        self.guilty.look(deed[0])
        if goes_on(deed[0]):
            return self.saboteur.has_stopped_a_commit and not deed[0].endswith(".watch")
        # Not any commit that was stopped: what follows changes, and who looked at a list, is saved beside.
        return isinstance(raised, Exception) and bool(outages.in_words(raised))

    def _filled(self, who: str, arguments: Arguments) -> Arguments:
        if NEWEST_TOAST not in arguments.values():
            return arguments
        return {"toast_id": self._newest_toast(who)["id"]}

    def _newest_toast(self, who: str) -> Toast:
        told = (shown for delta in self.tabs.wire.said[who] for shown in delta.values())
        toasts = [value for shown in told for name, value in shown.items() if name.startswith("toasts")]
        return cast("list[Toast]", toasts[-1])[-1]


def _in_words(raised: Exception) -> str:
    return str(raised) if isinstance(raised, CareHubError) else outages.in_words(raised)
