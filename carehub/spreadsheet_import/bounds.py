"""How much a file may hold, and a child process take; what exceeds that dies, and the server goes on."""

from carehub.settings import settings
from carehub.spreadsheet_import.reader.limits import Limits

MEMORY_BYTES = 3 * 1024**3
CPU_SECONDS = 600


def file_limits() -> Limits:
    """As the center set them."""
    return Limits(file_size=settings().import_max_mb * 1024 * 1024, rows=settings().import_max_rows)


def limit_resources() -> None:
    try:
        import resource
    except ImportError:  # not on every system; the parent's wall clock still holds
        return
    for limit, value in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):  # macOS knows no limit on memory
            continue
