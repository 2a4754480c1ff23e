"""What is learnt once of how a shop's customers come, leave and spend, and what does it say of anybody since?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import numpy as np

from zhanggui.analyses.contribution import MarginParams
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.customers.value.festival_days import FestivalDays
from zhanggui.analyses.customers.value.judging import TENTHS, Judged, served, tenths
from zhanggui.analyses.customers.value.purchase_days import Cells, Money_, cells_of, customer_histories
from zhanggui.analyses.customers.value.rows import Scale
from zhanggui.analyses.customers.value.value import ValueParams, answered
from zhanggui.core.described import described
from zhanggui.core.model import FittedModel, Model, ModelCard
from zhanggui.core.words import Words
from zhanggui.stats.lifetimes import keeping
from zhanggui.stats.lifetimes.ahead import Outlook
from zhanggui.stats.season import Floats

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

NAME = "customer_value"
LEVEL = 0.9
JUST_BELOW = 1 - 1e-9  # the same customer asked alone is worth the same but for the last digit
AHEAD = Outlook(days=365.0, yearly_rate=0.1)


class CustomerValueParams(MarginParams):
    """What money means."""

    money: Annotated[
        Money_,
        described(
            "金额口径",
            "Money",
            about_zh="贡献利润；没有成本也没有声明毛利时，只能预期购买次数",
            about_en="Contribution profit; without costs and without a declared margin only purchases can be expected",
        ),
    ] = "contribution_profit"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerValue:
    """A fitted model, ready to be asked; `money` and the declared margin are as it was fitted."""

    card: ModelCard
    judged: Judged
    scale: Scale
    params: CustomerValueParams
    festivals: FestivalDays
    cuts: tuple[float, ...]  # from which value ahead on somebody is of the first, second … ninth tenth

    @classmethod
    def of(cls, fitted: FittedModel, currency: str) -> CustomerValue | None:
        """The model as it was kept; None where nothing could be learnt."""
        if fitted.card.why_not is not None:
            return None
        blend, worth = keeping.read(fitted.card.learnt, fitted.arrays)
        missed, scores = fitted.card.learnt["missed"], fitted.card.scores
        low, high = fitted.card.learnt["margin"]
        return cls(
            card=fitted.card,
            judged=served(blend, worth, is_tested=scores["log_score"] is not None),
            scale=Scale(
                currency=currency,
                level=LEVEL,
                low=low,
                high=high,
                missed=float(missed["purchases"]),
                missed_returning=float(missed["returning"]),
            ),
            params=CustomerValueParams.model_validate(dict(fitted.card.params)),
            festivals=FestivalDays.read(fitted.card.learnt["festivals"]),
            cuts=tuple(fitted.arrays["cuts"].tolist()),
        )

    @property
    def paid_in(self) -> Money_ | None:
        """What purchases are valued in; None where they are counted only."""
        return self.params.money if self.judged.worth else None

    def people(self, warehouse: Warehouse, day: date) -> ir.Table:
        """One row a customer who had bought by the end of a day, as the model asks for them."""
        return customer_histories(
            warehouse,
            SalesParams(end=day + timedelta(days=1)),
            split_day=day,
            money=self.paid_in,
            margin=self.params.margin,
        )

    def cells(self, warehouse: Warehouse, people: ir.Table, day: date) -> Cells:
        """The cells of these customers as known on a day, in the shop time of the model."""
        return cells_of(warehouse, people).timed(self.festivals, day)


def forecasts(value: CustomerValue, cells: Cells, name: str, minor: int) -> Floats:
    """One number of what the model says of a customer of each cell: still_there, purchases_ahead, profit_… ."""
    judged = value.judged.of_cells(cells, AHEAD)
    if name == "profit_tenth":
        return np.asarray(1.0 + (judged.value[:, None] < np.array(value.cuts)[None, :]).sum(axis=1))
    if name == "profit_ahead":
        return judged.value / minor if judged.worth else np.full(len(cells), np.nan)
    return judged.alive if name == "still_there" else judged.purchases


def fit(warehouse: Warehouse, params: CustomerValueParams) -> FittedModel:
    """Fit what `customers.value` fits, and keep what forecasting needs.

    Parameters with their covariances, the weights of the blend, its error in the test, and from which value on somebody
    belongs to the best tenth, the second, and so on.
    """
    usual = ValueParams(horizon_days=round(AHEAD.days), discount_rate=AHEAD.yearly_rate, level=LEVEL)
    found = answered(warehouse, usual.model_copy(update=params.model_dump()))
    judged, cells, scale = found.judged, found.cells, found.scale
    learnt, arrays = keeping.written(judged.blend, judged.worth) if judged.blend else ({}, {})
    return FittedModel(
        card=ModelCard(
            name=NAME,
            version=MODEL.version,
            snapshot=warehouse.snapshot,
            as_of=warehouse.as_of,
            params=params.model_dump(mode="json"),
            trained_on={"customers": float(cells.customers.sum()), "came_again": cells.histories.repeaters},
            scores=_scores(judged),
            learnt={
                **learnt,
                "missed": {"purchases": scale.missed, "returning": scale.missed_returning},
                "margin": [scale.low, scale.high],
                "festivals": found.festivals.written(),
            },
            why_not=None if judged.blend else "too_few_repeaters",
        ),
        arrays={**arrays, "cuts": _cuts(cells, judged)},
    )


def _scores(judged: Judged) -> Mapping[str, float | None]:
    told = judged.comparison.together if judged.is_tested else None
    if told is None:
        return dict.fromkeys(SCORES)
    return {name: getattr(told, name) for name in SCORES}


def _cuts(cells: Cells, judged: Judged) -> Floats:
    """The least value of each tenth but the last; purchases where nothing is valued. Empty where nothing is known."""
    if judged.blend is None:
        return np.zeros(0)
    tenth = tenths(cells, judged.value)
    cuts = [judged.value[tenth <= at].min(initial=np.inf) for at in range(TENTHS - 1)]
    return np.array(cuts) * JUST_BELOW


SCORES: Mapping[str, Words] = {
    "log_score": Words(zh="检验段平均对数得分", en="log score in the test, mean"),
    "root_mean_square": Words(zh="检验段每人误差（均方根）", en="miss per customer in the test"),
    "expected": Words(zh="检验段预期购买", en="purchases expected in the test"),
    "came": Words(zh="检验段实际购买", en="purchases that came in the test"),
}
MODEL = Model(
    name=NAME,
    version=3,
    title=Words(zh="顾客价值模型", en="Customer value model"),
    question=Words(
        zh="顾客怎样来、怎样走、每次买多少？", en="How do customers come, how do they leave, and what do they spend?"
    ),
    params=CustomerValueParams,
    fit=fit,
    tables={"orders": ("customer",)},
    scores=SCORES,
    why_not={
        "too_few_repeaters": Words(
            zh="复购的人不到 10 位，学不出来", en="fewer than 10 customers came again: nothing to learn"
        )
    },
)
