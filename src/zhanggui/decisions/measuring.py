"""When can a decision be read out, and when did it pay?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.errors import ShopAtFault
from zhanggui.core.money import MoneyInterval
from zhanggui.core.proposal import PayOff
from zhanggui.core.words import Words

PAY_OFFS: Mapping[PayOff, Words] = {
    "paid": Words(zh="赚了", en="paid"),
    "lost": Words(zh="亏了", en="lost"),
    "unclear": Words(zh="看不出来", en="unclear"),
}


class HorizonNotOver(ShopAtFault):
    """The days that count are not loaded yet."""

    sentence = Words(
        zh="决策“{decision}”要看到 {last_day} 为止的销售，数据只到 {as_of}。请之后导入新数据再核算。",
        en="Decision '{decision}' is read out over sales up to {last_day}; data end on {as_of}. Load newer exports first.",
    )


class ProfitUnknown(ShopAtFault):
    """Neither costs nor a declared margin: what it brought cannot be said."""

    sentence = Words(
        zh="决策“{decision}”的利润算不出来：请导入成本模板，或在设置中声明毛利率区间。",
        en="What decision '{decision}' earned is unknown: load the costs template or declare a margin in the settings.",
    )


def verdict_of(measured: MoneyInterval) -> PayOff:
    """Paid or lost when the whole range lies on one side of zero, otherwise unclear."""
    if measured.low.minor > 0:
        return "paid"
    return "lost" if measured.high.minor < 0 else "unclear"
