"""What is learnt once of how demand for each product answers to its price?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.analyses.asked_period import PeriodParams
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.pricing.elasticity.elasticity import USUAL_DAYS
from zhanggui.analyses.pricing.elasticity.keeping import written
from zhanggui.analyses.pricing.elasticity.known import beliefs_of
from zhanggui.core.model import FittedModel, Model, ModelCard
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

NAME = "price_elasticity"


class PriceElasticityModelParams(PeriodParams):
    """Which days; the latest two years unless said, and always every channel."""


def fit(warehouse: Warehouse, params: PriceElasticityModelParams) -> FittedModel:
    """Estimate every product as `pricing.elasticity` tells it, and keep what it says of each.

    Nothing is held back for a test: how often its intervals hold the truth is measured on invented shops whose
    elasticities are known (`python -m benchmarks elasticity`), and each product carries its own error.
    """
    period = params.period(warehouse.as_of, USUAL_DAYS)
    found = beliefs_of(warehouse, SalesParams(**params.within(period).model_dump()), period)
    has_prices = any(each.code != "no_price_history" for each in found.products)
    return FittedModel(
        card=ModelCard(
            name=NAME,
            version=MODEL.version,
            snapshot=warehouse.snapshot,
            as_of=warehouse.as_of,
            params=params.model_dump(mode="json"),
            trained_on={
                "products": float(len(found.products)),
                "identified": float(sum(each.code == "identified" for each in found.products)),
            },
            scores={},
            learnt={},
            why_not=None if has_prices else "no_price_history",
        ),
        arrays=written(found),
    )


MODEL = Model(
    name=NAME,
    title=Words(zh="价格弹性模型", en="Price elasticity model"),
    question=Words(
        zh="每个商品的销量怎样随自己的价格变，有多少把握？",
        en="How do sales of each product answer to its own price, and how sure is that?",
    ),
    params=PriceElasticityModelParams,
    fit=fit,
    tables={"order_lines": ("sku",)},
    scores={},
    why_not={
        "no_price_history": Words(
            zh="没有价格历史，从实付单价也看不出，学不出来",
            en="no price history is loaded, and what was paid tells none: nothing to learn",
        )
    },
    version=2,
)
