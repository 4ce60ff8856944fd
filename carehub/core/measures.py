"""What is counted and timed while the server runs. Numbers only: no name, no id, nothing of a patient."""

from prometheus_client import Counter, Gauge, Histogram

# A person feels a tenth of a second and leaves after ten.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

EVENTS = Counter("carehub_events", "Events of pages: let in, refused or sent out", ["answer"])
WORK_SECONDS = Histogram(
    "carehub_work_seconds",
    "A handler's work, its waiting included",
    ["kind"],
    buckets=_SECONDS,
)
TRANSACTION_SECONDS = Histogram(
    "carehub_transaction_seconds", "From the begin to the end of a transaction", ["kind"], buckets=_SECONDS
)
REQUEST_SECONDS = Histogram(
    "carehub_request_seconds", "An answered HTTP request", ["route", "status"], buckets=_SECONDS
)
LOOP_DELAY_SECONDS = Histogram(
    "carehub_loop_delay_seconds",
    "How late the event loop is: what everybody waits",
    buckets=_SECONDS,
)
CHANGES = Counter("carehub_changes", "Changes told to open pages", ["topic"])
FAILURES = Counter("carehub_failures", "Handlers that ended in an unexpected exception")
OPEN_SOCKETS = Gauge("carehub_open_sockets", "Pages that are connected now")
DATABASE_BYTES = Gauge("carehub_database_bytes", "Size of the database")
DISK_FREE_BYTES = Gauge("carehub_disk_free_bytes", "What is free on the disk of the data folder")
BACKUP_AGE_SECONDS = Gauge("carehub_backup_age_seconds", "Age of the newest backup; NaN when there is none")


def kind_of(*, write: bool) -> str:
    """The label of work and transactions."""
    return "write" if write else "read"
