"""Which backups are kept: the newest ones, and the last of each month for a year."""

from collections.abc import Iterable
from datetime import datetime

MONTHS = 12


def to_forget(made: Iterable[datetime], keep: int) -> list[datetime]:
    """The moments whose backups go: neither among the newest ``keep`` nor the last of one of the newest
    twelve months that have any. The newest is never among them."""
    newest_first = sorted(made, reverse=True)
    last_of_month: dict[tuple[int, int], datetime] = {}
    for moment in newest_first:
        last_of_month.setdefault((moment.year, moment.month), moment)
    kept = {*newest_first[: max(keep, 1)], *list(last_of_month.values())[:MONTHS]}
    return [moment for moment in newest_first if moment not in kept]
