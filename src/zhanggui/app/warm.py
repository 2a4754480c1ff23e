"""How does a server answer quickly? By keeping the current version open between questions."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from zhanggui.app.shop import Shop
    from zhanggui.warehouse.protocol import Warehouse


class KeptOpen:
    """The shop's current version, held open: opening a file that this process has open already takes no time."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._turn = threading.Lock()
        self._path: Path | None = None
        self._held: Warehouse | None = None

    def refresh(self) -> None:
        """Hold the newest version instead of the one before, as soon as there is one."""
        from zhanggui.warehouse import snapshots

        path = snapshots.current(self._shop.folder)
        if path == self._path or path is None:
            return
        with self._turn:
            if path != self._path:
                before, self._held, self._path = self._held, self._shop.warehouse(), path
                if before:
                    before.close()

    def close(self) -> None:
        """Let go of it."""
        with self._turn:
            if self._held:
                self._held.close()
            self._held, self._path = None, None
