"""Somebody restores a backup and is killed at the point named on the command line."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.app.one_person.people_shop import OWNER
from tests.surfaces.shops import NOW
from zhanggui.app.keeping.restore import restore
from zhanggui.core.clock import StoppedClock


def main(file, to, fatal_point):
    def die_at(point):
        if point == fatal_point:
            os.kill(os.getpid(), signal.SIGKILL)

    restore(Path(file), Path(to), actor=OWNER, clock=StoppedClock(NOW), checkpoint=die_at)


if __name__ == "__main__":
    main(*sys.argv[1:])
