"""How much a child process may take; what exceeds it dies, and the server goes on."""

MEMORY_BYTES = 3 * 1024**3
CPU_SECONDS = 600


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
