"""Where do the benchmarks keep what they invent, and how large is it?"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DATA = Path(os.environ.get("ZHANGGUI_BENCH_DATA", "../shared/data"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large the invented shop is; three lines an order on average."""

    name: str
    orders: int
    products: int
    customers: int
    sessions: int


SIZES: Mapping[str, Size] = {
    size.name: size
    for size in (
        Size(name="S", orders=33_334, products=2_000, customers=5_000, sessions=44_000),
        Size(name="M", orders=333_334, products=20_000, customers=50_000, sessions=440_000),
        Size(name="L", orders=3_333_334, products=200_000, customers=500_000, sessions=4_400_000),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """A folder of invented inputs and shops, kept from one run to the next, and the size that is measured."""

    folder: Path
    size: Size

    def made(self, name: str, maker: Callable[[Path], object]) -> Path:
        """The file or folder of that name and size, made if it is not there; a broken run leaves nothing behind."""
        target = self.folder / self.size.name / name
        if target.exists():
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f"making-{target.name}")
        _remove(draft)
        maker(draft)
        draft.rename(target)
        return target

    def fresh(self, name: str) -> Path:
        """An empty folder for one measurement."""
        folder = self.folder / self.size.name / name
        _remove(folder)
        folder.mkdir(parents=True)
        return folder


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
