"""What is answered about prices that crossed a line?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingRow:
    """One price that came to lie on the other side of a line."""

    key: Annotated[str, described("编号", "Key", unit="code")]
    day: Annotated[date, described("看到的日子", "Seen on")]
    what: Annotated[Sentence, described("发生了什么", "What happened")]
    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str, described("商品名称", "Product name")]
    line: Annotated[Words, described("线", "Line", about_zh="价格带，或竞争店铺", about_en="A band, or another seller")]
    before: Annotated[Sentence, described("原来", "Before")]
    after: Annotated[Sentence, described("现在", "Now")]
    own_price: Annotated[
        Money,
        described(
            "本店价",
            "Own price",
            about_zh="最近几天买家实付的中位价",
            about_en="The middle of what buyers paid lately",
            unit="money",
        ),
    ]
    against_line: Annotated[
        Rate,
        described(
            "离线多远",
            "From the line",
            about_zh="竞品价 ÷ 本店价 − 1；或本店价 ÷ 价格带边界 − 1",
            about_en="Their price ÷ ours − 1; or ours ÷ the limit of the band − 1",
            unit="change",
        ),
    ]
    where: Annotated[str, described("看哪里", "Where to look", about_zh="分析的名字", about_en="The analysis")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingsResult(Result):
    """Prices that crossed a line in the days watched."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    rows: Annotated[
        tuple[CrossingRow, ...], described("越线的价格，新的在前", "Prices that crossed a line, latest first")
    ]
    offers: Annotated[int, described("看着的竞品", "Offers watched", unit="count")]
    banded: Annotated[
        int,
        described(
            "看着的价格带商品",
            "Products watched for their band",
            about_zh="声明了定位的",
            about_en="With a declared position",
            unit="count",
        ),
    ]
    unknown: Annotated[
        int,
        described(
            "看不出的",
            "Cannot tell",
            about_zh="这几周没有足够的成交或没有可用的观察",
            about_en="Too few sales, or no usable observation in these weeks",
            unit="count",
        ),
    ]
