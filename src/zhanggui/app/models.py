"""How are fitted models kept with the shop: as numbers and JSON, learnt once per snapshot?"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import zhanggui
from zhanggui.app import catalog
from zhanggui.app.checking import checked_params
from zhanggui.app.whole_files import write_whole
from zhanggui.core.model import FittedModel, ModelCard
from zhanggui.warehouse.requirements import require_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.core.capability import Params
    from zhanggui.core.model import Model
    from zhanggui.warehouse.protocol import Warehouse

CARD, ARRAYS = "card.json", "arrays.npz"
MOST_KEPT = 5  # of one model: some snapshots and some declared margins


@dataclass(frozen=True, slots=True)
class ModelStore:
    """Fitted models of one shop: a folder each, named by what was asked of which snapshot.

    The card is written last, so that a folder without one holds nothing yet. Nothing in it is ever executed when read:
    arrays are loaded without pickle.
    """

    folder: Path

    def read(self, name: str, key: str) -> FittedModel | None:
        """A model that was kept."""
        place = self.folder / name / key
        try:
            card = json.loads(place.joinpath(CARD).read_text("utf-8"))
            with np.load(place / ARRAYS, allow_pickle=False) as stored:
                arrays = {each: stored[each] for each in stored.files}
        except FileNotFoundError:
            return None
        return FittedModel(card=ModelCard(**card | {"as_of": date.fromisoformat(card["as_of"])}), arrays=arrays)

    def write(self, fitted: FittedModel, key: str) -> None:
        """Keep a model, and let go of the oldest."""
        place = self.folder / fitted.card.name / key
        place.mkdir(parents=True, exist_ok=True)
        packed = io.BytesIO()
        np.savez(packed, allow_pickle=False, **fitted.arrays)
        write_whole(place / ARRAYS, packed.getvalue())
        card = asdict(fitted.card) | {"as_of": fitted.card.as_of.isoformat()}
        write_whole(place / CARD, json.dumps(card, ensure_ascii=False, indent=1).encode())
        for old in self._newest_first(fitted.card.name)[MOST_KEPT:]:
            shutil.rmtree(old, ignore_errors=True)

    def kept(self, name: str) -> tuple[FittedModel, ...]:
        """All that are kept of a model, the newest first."""
        found = (self.read(name, place.name) for place in self._newest_first(name))
        return tuple(each for each in found if each is not None)

    def _newest_first(self, name: str) -> list[Path]:
        cards = [*self.folder.joinpath(name).glob(f"*/{CARD}")]
        return [card.parent for card in sorted(cards, key=lambda card: (-card.stat().st_mtime_ns, card.parent.name))]


def fitted(warehouse: Warehouse, name: str, raw_params: Mapping[str, Any], *, store: ModelStore | None) -> FittedModel:
    """The model of this snapshot: as it was kept, or learnt now and kept."""
    model = catalog.model(name)
    params = checked_params(model.params, raw_params)
    key = _key(model, params, warehouse)
    kept = store.read(name, key) if store else None
    if kept:
        return kept
    require_tables(warehouse, model.tables, model.question)
    learnt = model.fit(warehouse, params)
    if store:
        store.write(learnt, key)
    return learnt


def _key(model: Model, params: Params, warehouse: Warehouse) -> str:
    asked = [zhanggui.__version__, model.name, model.version, warehouse.snapshot, warehouse.engine]
    text = json.dumps([*asked, params.model_dump(mode="json")], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]
