"""Somebody erases a customer and is killed at the point named on the command line."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.app.one_person.people_shop import OWNER
from tests.surfaces.shops import NOW
from zhanggui.app.one_person.erasing import erase
from zhanggui.app.shop import open_shop
from zhanggui.core.clock import StoppedClock


def main(folder, customer, fatal_point):
    def die_at(point):
        if point == fatal_point:
            os.kill(os.getpid(), signal.SIGKILL)

    erase(open_shop(Path(folder), StoppedClock(NOW)), customer, actor=OWNER, reason="asked", checkpoint=die_at)


if __name__ == "__main__":
    main(*sys.argv[1:])
