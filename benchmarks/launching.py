"""What did a command cost by itself, however large the process that asked for it had grown?

A program starts its life with the peak memory of the process it was forked from, so a large parent would be measured
instead of a small command. This script stays between the two: it is small, starts the command, waits for it, and
writes the seconds, core seconds, peak memory and exit status that the system counted for the command alone.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in KiB elsewhere


def main(report: str, *command: str) -> None:
    """Run a command and write what it cost to a file, as JSON."""
    started = time.perf_counter()
    status = subprocess.call(command)
    seconds = time.perf_counter() - started
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost = {
        "status": status,
        "seconds": seconds,
        "core_seconds": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * RSS_UNIT,
    }
    Path(report).write_text(json.dumps(cost), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
