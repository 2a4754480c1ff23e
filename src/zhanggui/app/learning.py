"""How does a person see what a shop has learnt, and have it learnt again?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.app import asking, catalog
from zhanggui.app.models import ModelStore, fitted
from zhanggui.core.words import LANGUAGES

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop
    from zhanggui.core.model import FittedModel, Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """A model, the newest fit that is kept of it, and whether that is of the current snapshot."""

    model: Model
    fit: FittedModel | None
    is_current: bool


def learnt(shop: Shop, name: str) -> Learnt:
    """One model as it is kept; nothing is fitted."""
    model = catalog.model(name)
    kept = _store(shop).kept(name)
    newest = kept[0] if kept else None
    if newest is None:
        return Learnt(model=model, fit=None, is_current=False)
    warehouse = shop.warehouse()
    try:
        return Learnt(model=model, fit=newest, is_current=newest.card.snapshot == warehouse.snapshot)
    finally:
        warehouse.close()


def everything_learnt(shop: Shop) -> tuple[Learnt, ...]:
    """All models, by name."""
    return tuple(learnt(shop, model.name) for model in catalog.models())


def learn(shop: Shop, name: str) -> Learnt:
    """Fit a model to the current snapshot, with the margin that the owner declared; what is kept already stays."""
    model = catalog.model(name)
    warehouse = shop.warehouse()
    try:
        found = fitted(warehouse, name, asking.with_declared(shop, model, {}), store=_store(shop))
    finally:
        warehouse.close()
    return Learnt(model=model, fit=found, is_current=True)


def plain(found: Learnt) -> dict[str, Any]:
    """As JSON values: the card, and how large each array is."""
    card = None if found.fit is None else asdict(found.fit.card) | {"as_of": found.fit.card.as_of.isoformat()}
    arrays = {} if found.fit is None else {name: list(each.shape) for name, each in sorted(found.fit.arrays.items())}
    return {
        "name": found.model.name,
        "title": {language: found.model.title.text(language) for language in LANGUAGES},
        "question": {language: found.model.question.text(language) for language in LANGUAGES},
        "is_current": found.is_current,
        "card": card,
        "arrays": arrays,
    }


def _store(shop: Shop) -> ModelStore:
    return ModelStore(shop.folder / "models")
