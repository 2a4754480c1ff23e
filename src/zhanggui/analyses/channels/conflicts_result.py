"""How do conflicts between channels read?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRow:
    """One conflict: which channel or place stands against which, over what, how large, and how sure."""

    kind: Annotated[Sentence, described("冲突", "Conflict")]
    sku: Annotated[str | None, described("SKU", "SKU", about_zh="价格与库存冲突", about_en="Of prices and stock")]
    product_name: Annotated[str | None, described("商品名称", "Product name")]
    side: Annotated[
        Words,
        described("这一边", "This side", about_zh="更贵、更慢、缺货的", about_en="Dearer, slower, or out of stock"),
    ]
    other_side: Annotated[Words, described("另一边", "The other side")]
    evidence: Annotated[Sentence, described("证据", "Evidence")]
    size: Annotated[
        Money | None,
        described(
            "涉及金额",
            "Money in it",
            about_zh="见注意事项里的算法；空表示算不出",
            about_en="Counted as the caveats say; empty where it cannot be counted",
            unit="money",
        ),
    ]
    verdict: Annotated[
        Sentence,
        described(
            "把握",
            "How sure",
            about_zh="同类比较一起控制：平均每二十个“确定”至多一个是错的",
            about_en="Controlled within each kind: of those called sure at most one in twenty is false on average",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictsResult(Result):
    """Conflicts of price, service and stock, the largest first."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    price_conflicts: Annotated[int, described("价格冲突", "Price conflicts", unit="count")]
    service_conflicts: Annotated[int, described("服务冲突", "Service conflicts", unit="count")]
    stock_conflicts: Annotated[int, described("库存冲突", "Stock conflicts", unit="count")]
    rows: Annotated[tuple[ConflictRow, ...], described("冲突，金额大的在前", "Conflicts, the largest first")]
