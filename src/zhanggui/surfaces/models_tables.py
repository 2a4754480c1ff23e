"""How do the models of a shop, and the card of one, read as tables?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from zhanggui.core.described import described
from zhanggui.core.words import Words
from zhanggui.surfaces.presentation import table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.app.learning import Learnt
    from zhanggui.core.words import Language
    from zhanggui.surfaces.presentation import Table

_MODELS = Words(zh="模型", en="Models")
_NOT_YET = Words(zh="还没有学过", en="not learnt yet")
_CURRENT = Words(zh="当前版本", en="current")
_OLD = Words(zh="旧版本", en="of an older version")
_TRAINED = {
    "customers": Words(zh="用了多少顾客", en="customers it was learnt from"),
    "products": Words(zh="商品", en="products"),
    "identified": Words(zh="其中价格能说明弹性的", en="of them tell by their prices"),
    "came_again": Words(zh="其中有复购的", en="of them came again"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """One model."""

    name: Annotated[str, described("名称", "Name")]
    title: Annotated[Words, described("模型", "Model")]
    state: Annotated[Words, described("状态", "State")]
    as_of: Annotated[date | None, described("数据到", "Data up to")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One line of a card."""

    fact: Annotated[Words, described("项目", "Fact")]
    value: Annotated[float | None, described("数值", "Value", unit="count")]


def models_table(found: Sequence[Learnt], language: Language) -> Table:
    """Every model, and whether what is kept of it is of the current snapshot."""
    rows = tuple(
        ModelRow(
            name=each.model.name,
            title=each.model.title,
            state=state_of(each),
            as_of=each.fit.card.as_of if each.fit else None,
        )
        for each in found
    )
    return table_of("models", rows, _MODELS, {}, language)


def card_table(found: Learnt, language: Language) -> Table | None:
    """What a model was learnt from and how it did on what had been held back; None where there is no fit."""
    if found.fit is None:
        return None
    card = found.fit.card
    told: dict[Words, float | None] = {_TRAINED[name]: value for name, value in card.trained_on.items()}
    told |= {found.model.scores[name]: value for name, value in card.scores.items()}
    rows = tuple(FactRow(fact=fact, value=value) for fact, value in told.items())
    return table_of("card", rows, found.model.title, {}, language)


def why_not(found: Learnt) -> Words | None:
    """Why nothing could be learnt, if so."""
    code = found.fit.card.why_not if found.fit else None
    return found.model.why_not[code] if code else None


def state_of(found: Learnt) -> Words:
    """Not learnt, why not, or of which version."""
    if found.fit is None:
        return _NOT_YET
    return why_not(found) or (_CURRENT if found.is_current else _OLD)
