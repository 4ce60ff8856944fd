"""My day as one person has it: the sections of the role, each read by its own module."""

from collections.abc import Callable, Collection, Mapping

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.desk.my_day import appointments, decisions, follow_ups, moves, notes, patients
from carehub.desk.my_day.lines import SECTIONS, WINDOW, Look, Name, Section, look_of

Reads = Callable[[Session, Look, int], Section]

READS: dict[Name, Reads] = {
    Name.IMPORTS: decisions.unfinished_imports,
    Name.EMERGENCIES: decisions.emergencies,
    Name.SIGN_OFFS: decisions.sign_offs,
    Name.REPORTS: moves.reports,
    Name.ARRIVALS: appointments.arrivals,
    Name.FOLLOW_UPS: follow_ups.mine,
    Name.MOVES: moves.ours,
    Name.NOTES: notes.waiting,
    Name.APPOINTMENTS: appointments.own,
    Name.NEW: patients.new,
    Name.CHECK_INS: patients.to_check_on,
    Name.STUCK: moves.stuck,
    Name.NEGLECTED: follow_ups.neglected,
}


def my_day(
    session: Session, actor: Actor, windows: Mapping[Name, int], only: Collection[Name] | None = None
) -> dict[Name, Section]:
    """The sections of this person's role, each with its first ``windows`` lines; ``only`` some of them."""
    look = look_of(session, actor)
    return {
        name: READS[name](session, look, windows.get(name, WINDOW))
        for name in SECTIONS[actor.role]
        if only is None or name in only
    }
