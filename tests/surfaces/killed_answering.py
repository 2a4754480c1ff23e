"""Somebody has rooms of questions answered and is killed when so many are."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.surfaces.shops import NOW
from zhanggui.app.answering import answer_all, chosen
from zhanggui.app.shop import open_shop
from zhanggui.core.clock import StoppedClock


def main(folder, fatal_count, *rooms):
    shop = open_shop(Path(folder), StoppedClock(NOW))
    for count, _ in enumerate(answer_all(shop, chosen(rooms)), start=1):
        if count == int(fatal_count):
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
