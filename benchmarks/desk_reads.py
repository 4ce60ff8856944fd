"""What the desk reads all day: ``python -m benchmarks.desk_reads [folder] [patients ...]``.

Each read is what a page asks its services when it opens, by another person or about another patient each
time, on a warm database. The program fails when a p95 is over its budget in the middle center, or when the
largest center makes a read more than twice as slow as the smallest. Centers are kept in the folder.
Figures are medians and 95th percentiles in milliseconds.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from sqlmodel import Session

from benchmarks._grown_center import GrownCenter, grown_center
from benchmarks._kept import keep
from carehub.core import database
from carehub.core.actor import Actor
from carehub.desk.caseload.loads import load_of
from carehub.desk.caseload.reading import caseload
from carehub.desk.caseload.view import ON, UNASSIGNED, CaseloadView, Sort
from carehub.desk.my_day.reading import my_day
from carehub.desk.patient.reading import chart
from carehub.desk.patient.timeline.reading import timeline
from carehub.patients import service as patients
from carehub.referrals import service as referrals
from carehub.serving import worker

SIZES = (5_000, 50_000, 500_000)
JUDGED_AT = 50_000
BUDGET_MS = 50
SLOWER_AT_MOST = 2.0
ROUNDS = 60
# A larger center has more on its boards: what that costs is told, not judged.
TOLD = ("board", "board, supervisor", "totals of the board")
TYPED = ("garcia", "maria gar", "zoba", "7/4/1961", "M00004")
Read = Callable[[Session, Actor], object]


def main(folder: Path, sizes: tuple[int, ...]) -> int:
    times = _measured(folder, sizes)
    judged = JUDGED_AT if JUDGED_AT in sizes else sizes[0]
    print(f"{'p50 and p95 with patients:':>34} {''.join(f'{size:>18,}' for size in sizes)}")
    for name, of_sizes in times.items():
        said = "".join(
            f"{statistics.median(of_sizes[size]):>9.1f}{_p95(of_sizes[size]):>9.1f}" for size in sizes
        )
        slower = _p95(of_sizes[sizes[-1]]) / _p95(of_sizes[sizes[0]])
        print(f"{name:>34} {said}  {slower:.2f} times")
    keep("desk_reads", {name: {size: round(_p95(each), 1) for size, each in of_sizes.items()}
                        for name, of_sizes in times.items()})  # fmt: skip
    first, last = sizes[0], sizes[-1]
    desk = {name: each for name, each in times.items() if name not in TOLD}
    over = [name for name, each in desk.items() if _p95(each[judged]) > BUDGET_MS]
    grown = [name for name, each in desk.items() if _p95(each[last]) > SLOWER_AT_MOST * _p95(each[first])]
    if over or grown:
        print(f"over {BUDGET_MS} ms: {', '.join(over) or '-'}; grows: {', '.join(grown) or '-'}")
    return int(bool(over or grown))


def _p95(milliseconds: list[float]) -> float:
    return statistics.quantiles(milliseconds, n=20)[-1]


def _measured(folder: Path, sizes: tuple[int, ...]) -> dict[str, dict[int, list[float]]]:
    """Milliseconds of each read by the size of the center. The centers take turns, so that whatever else the
    machine does meanwhile falls on all of them."""
    times: dict[str, dict[int, list[float]]] = {}
    with ExitStack() as stack:
        opened = {}
        worker.settle()
        for size in sizes:
            reads = _reads(grown_center(size, folder / str(size)))
            opened[size] = stack.enter_context(database.unit_of_work(write=False)), reads
        for name in opened[sizes[0]][1]:
            times[name] = {size: [] for size in sizes}
            for turn in range(len(opened[sizes[0]][1][name])):
                for size, (session, reads) in opened.items():
                    times[name][size].append(_time(session, *reads[name][turn]))
    return times


def _time(session: Session, actor: Actor, read: Read) -> float:
    started = time.perf_counter()
    read(session, actor)
    spent = (time.perf_counter() - started) * 1000
    # Each read is a transaction of its own: nothing of the one before is in hand.
    session.expunge_all()
    session.info.clear()
    return spent


def _reads(center: GrownCenter) -> dict[str, list[tuple[Actor, Read]]]:
    mine, nobodys = CaseloadView(), CaseloadView(whose=UNASSIGNED)
    everyone = [*center.coordinators, center.supervisor]
    chance = random.Random(7)

    # Of one site the smallest center has 32 with nobody, which is no page of 50 as the others have.
    two_sites = [
        replace(one, site_ids=one.site_ids | other.site_ids)
        for one, other in pairwise(center.coordinators)
        if one.site_ids != other.site_ids
    ]

    def by_anyone(read: Read) -> list[tuple[Actor, Read]]:
        return [(chance.choice(center.coordinators), read) for _ in range(ROUNDS)]

    def by_supervisor(read: Read) -> list[tuple[Actor, Read]]:
        return [(center.supervisor, read)] * ROUNDS

    return {
        "My day": by_anyone(_my_day),
        "My day, supervisor": by_supervisor(_my_day),
        "board": by_anyone(_board),
        "board, supervisor": by_supervisor(_board),
        "totals of the board": by_anyone(_totals),
        "caseload": by_anyone(_caseload(mine)),
        "caseload by what is due": by_anyone(_caseload(replace(mine, sort=Sort.DUE))),
        "caseload by last contact": by_anyone(_caseload(replace(mine, sort=Sort.CONTACT))),
        "caseload, late only": by_anyone(_caseload(replace(mine, late=ON))),
        "caseload, searched": by_anyone(_caseload(replace(mine, text="gar"))),
        "unassigned of two sites": [(chance.choice(two_sites), _caseload(nobodys)) for _ in range(ROUNDS)],
        "unassigned, supervisor": by_supervisor(_caseload(nobodys)),
        "unassigned, a page deep inside": by_supervisor(_caseload(nobodys, center.patients // 2)),
        "patient page": [
            (center.supervisor, _chart(chance.randrange(1, center.patients))) for _ in range(ROUNDS)
        ],
        "timeline of a patient": [
            (center.supervisor, _timeline(chance.randrange(1, center.patients))) for _ in range(ROUNDS)
        ],
        "search as you type": list(_searches(everyone, chance)),
    }


def _caseload(view: CaseloadView, after: int | None = None) -> Read:
    def read(session: Session, actor: Actor) -> None:
        caseload(session, actor, view, after)
        if view.whose != UNASSIGNED:
            load_of(session, actor, actor.user_id)

    return read


def _my_day(session: Session, actor: Actor) -> None:
    my_day(session, actor, {})


def _board(session: Session, actor: Actor) -> None:
    referrals.board(session, actor)


def _totals(session: Session, actor: Actor) -> None:
    referrals.stage_totals(session, actor)


def _chart(patient_id: int) -> Read:
    return lambda session, actor: chart(session, actor, patient_id)


def _timeline(patient_id: int) -> Read:
    return lambda session, actor: timeline(session, actor, patient_id)


def _searches(everyone: list[Actor], chance: random.Random) -> Iterator[tuple[Actor, Read]]:
    for typed in TYPED * 3:
        actor = chance.choice(everyone)
        for letters in range(2, len(typed) + 1):
            yield actor, _search(typed[:letters])


def _search(typed: str) -> Read:
    return lambda session, actor: patients.search(session, actor, typed)


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:] if each.isdecimal()]
    folders = [each for each in sys.argv[1:] if not each.isdecimal()]
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(main(Path(folders[0] if folders else temporary), tuple(given) or SIZES))
