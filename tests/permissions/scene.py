"""A deed and what its person did on the page before it."""

from dataclasses import dataclass

TYPED = "Quietly typed"
# Where the center's day ends: in the evening UTC has the next one already.
CHICAGO = "America/Chicago"
# Stands for the id of the newest toast of the tab that offers Undo.
NEWEST_TOAST = "the newest toast"

Arguments = dict[str, object]
Event = tuple[str, Arguments]
Step = str | Event


@dataclass(frozen=True)
class Scene:
    """What ``who`` does in a tab; a step without arguments takes those of `examples`."""

    who: str
    steps: tuple[Step, ...]

    @property
    def deed(self) -> str:
        last = self.steps[-1]
        return last if isinstance(last, str) else last[0]

    def events(self, examples: dict[str, Arguments]) -> list[Event]:
        return [(step, examples[step]) if isinstance(step, str) else step for step in self.steps]


def by(who: str, *steps: Step) -> Scene:
    return Scene(who, steps)
