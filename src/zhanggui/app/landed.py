"""What has been loaded, and which rows were not?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from zhanggui.core.described import described
from zhanggui.core.errors import NotFound
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from zhanggui.app.shop import Shop
    from zhanggui.warehouse.landing import Load


class NoSuchLoad(NotFound):
    """No load of that number."""

    sentence = Words(zh="没有第 {load} 批导入。", en="There is no load {load}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One row of a file that was not loaded; its cells are masked."""

    source_row: Annotated[int, described("源文件行号", "Row of the file", unit="count")]
    outcome: Annotated[Words, described("去向", "What became of it")]
    reason: Annotated[Words, described("原因", "Reason")]
    column: Annotated[str, described("列", "Column")]
    cells: Annotated[str, described("内容（已遮盖）", "Cells, masked")]


OUTCOMES: Mapping[str, Words] = {
    "quarantined": Words(zh="已隔离", en="quarantined"),
    "superseded": Words(zh="被后行取代", en="superseded"),
    "set_aside": Words(zh="非数据行", en="no facts"),
}


def find_load(shop: Shop, number: int) -> Load:
    """One committed load."""
    from zhanggui.warehouse.landing import Landing

    found = next((load for load in Landing(shop.folder).loads() if load.load_id == number), None)
    if found is None:
        raise NoSuchLoad(load=number)
    return found


def quarantine(shop: Shop, load: Load, most: int | None = None) -> tuple[Refused, ...]:
    """The rows of a load that were not loaded, in the order of the file; at most so many."""
    import pyarrow.parquet as pq

    file = _quarantine_file(shop, load)
    if not file.exists():
        return ()
    found: list[Refused] = []
    for batch in pq.ParquetFile(file).iter_batches(batch_size=min(most or 65_536, 65_536)):
        found += [_refused(row) for row in batch.to_pylist()]
        if most is not None and len(found) >= most:
            break
    return tuple(found[:most])


def quarantine_rows(shop: Shop, load: Load) -> int:
    """How many rows of a load were not loaded."""
    import pyarrow.parquet as pq

    file = _quarantine_file(shop, load)
    return int(pq.ParquetFile(file).metadata.num_rows) if file.exists() else 0


def _quarantine_file(shop: Shop, load: Load) -> Path:
    from zhanggui.warehouse.landing import Landing

    return Landing(shop.folder).folder_of(load) / "quarantine.parquet"


def _refused(row: dict[str, Any]) -> Refused:
    from zhanggui.ingest.reasons import REASONS

    reason = row["reason"] or ""
    outcome = row["outcome"] or ""
    return Refused(
        source_row=row["source_row"] or 0,
        outcome=OUTCOMES.get(outcome, Words(zh=outcome, en=outcome)),
        reason=REASONS.get(reason, Words(zh=reason, en=reason)),
        column=row["column_name"] or "",
        cells=_cells(row["raw"]),
    )


def _cells(raw: str | None) -> str:
    if not raw:
        return ""
    try:
        cells = json.loads(raw)
    except json.JSONDecodeError:
        return ""
    return " · ".join(f"{header}: {cell}" for header, cell in cells.items() if cell)
