"""The process that makes one workbook: a table as JSON on standard input, the workbook on standard output.

The server never loads the spreadsheet engines; a large list costs a process with little memory and time.
"""

import io
import json
import resource
import sys

from carehub.spreadsheet_import.workbook_file import write_workbook

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 60


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    asked, made = json.load(sys.stdin), io.BytesIO()
    write_workbook(made, asked["name"], asked["titles"], asked["rows"])
    sys.stdout.buffer.write(made.getvalue())


if __name__ == "__main__":
    main()
