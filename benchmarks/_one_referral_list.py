"""A list of referrals added, changed and undone again, in its own process:
``python -m benchmarks._one_referral_list HOME ROWS``."""

import json
import os
import sys
from pathlib import Path

from benchmarks._lists import people, write_csv, write_referrals
from benchmarks._one_import import held_by, make_center


def main(home: Path, how_many: int) -> None:
    home.mkdir()
    os.environ["CAREHUB_HOME"] = str(home)
    make_center()
    from carehub.spreadsheet_import import worker
    from carehub.spreadsheet_import.jobs import Job, Task

    patients, added, changed = (home / f"{name}.csv" for name in ("patients", "added", "changed"))
    write_csv(patients, people(how_many))
    write_referrals(added, how_many, "Sent")
    write_referrals(changed, how_many, "Accepted")
    worker.do(Job(Task.RUN, 1, path=str(patients), file_name=patients.name))
    held = held_by()
    locked: dict[str, float] = {}

    def do(name: str, job: Job) -> int:
        held.clear()
        made = worker.do(job).import_id
        locked[name] = max(held)
        return made

    do("added", Job(Task.RUN, 1, path=str(added), file_name=added.name, kind="referrals"))
    last = do("changed", Job(Task.RUN, 1, path=str(changed), file_name=changed.name, kind="referrals"))
    do("changed back", Job(Task.UNDO, 1, last))
    print(json.dumps(locked))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
