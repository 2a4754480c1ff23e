"""What does a scorecard of suppliers hold?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierRow:
    """One supplier: what is sold of them, and how they deliver."""

    supplier_id: Annotated[str, described("供应商", "Supplier", unit="code")]
    supplier_name: Annotated[str | None, described("名称", "Name")]
    verdict: Annotated[
        Words,
        described("判断", "Verdict", about_zh="只说有把握的毛病", about_en="Only faults that are more than chance"),
    ]
    products: Annotated[int, described("在卖商品数", "Products sold", unit="count")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    contribution_profit: Annotated[MoneyInterval | None, described("贡献利润", "Contribution profit", unit="money")]
    lines_beyond: Annotated[
        Interval | None,
        described(
            "多退的行数",
            "Lines back beyond the usual",
            about_zh="其商品比同类多退的，90 % 区间",
            about_en="Of its products against their kind; 90 % interval",
            unit="count",
        ),
    ]
    return_loss: Annotated[
        MoneyInterval | None,
        described("多退损失的利润", "Profit lost to returns beyond the usual", unit="money"),
    ]
    placed: Annotated[int | None, described("采购行数", "Order lines", unit="count")] = None
    spent: Annotated[Money | None, described("采购额", "Spent", unit="money")] = None
    lead_days: Annotated[
        float | None,
        described(
            "交期中位（天）", "Lead time, median", about_zh="下单到收齐", about_en="Order to arrival", unit="days"
        ),
    ] = None
    lead_days_late: Annotated[
        float | None,
        described(
            "交期九成（天）",
            "Lead time, 9 of 10",
            about_zh="九成在此之内",
            about_en="9 of 10 arrive within",
            unit="days",
        ),
    ] = None
    agreed_days: Annotated[int | None, described("约定交期（天）", "Agreed lead time", unit="days")]
    on_time: Annotated[
        RateInterval | None,
        described(
            "准时率",
            "On time",
            about_zh="按承诺日到齐的采购行；少的向其他供应商靠拢，90 % 区间",
            about_en="Order lines arrived by the promised day; few are drawn to the other suppliers; 90 % interval",
            unit="rate",
        ),
    ] = None
    overdue: Annotated[
        Money | None,
        described(
            "逾期未到",
            "Overdue",
            about_zh="过了承诺日还没到",
            about_en="Past its promised day, not arrived",
            unit="money",
        ),
    ] = None
    filled: Annotated[
        Rate | None,
        described("到货率", "Filled", about_zh="到货 ÷ 采购件数", about_en="Units arrived ÷ ordered", unit="rate"),
    ] = None
    faulty_lots: Annotated[
        RateInterval | None,
        described(
            "有不合格的批次",
            "Lots with rejects",
            about_zh="到货行中有不合格的；少的向其他供应商靠拢，90 % 区间",
            about_en="Of lines that arrived; few are drawn to the other suppliers; 90 % interval",
            unit="rate",
        ),
    ] = None
    rejected: Annotated[
        Rate | None,
        described("不合格件数占比", "Units rejected", about_zh="÷ 到货件数", about_en="÷ units arrived", unit="rate"),
    ] = None
    rejected_worth: Annotated[Money | None, described("不合格金额", "Worth of rejects", unit="money")] = None
    price_change: Annotated[
        Rate | None,
        described(
            "进价变化",
            "Price change",
            about_zh="多次采购的商品，最后一次对第一次",
            about_en="Of what was ordered on more than one day: last against first",
            unit="rate",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppliersResult(Result):
    """Suppliers, the most costly faults first."""

    first_day: Annotated[date | None, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    suppliers: Annotated[int, described("供应商数", "Suppliers", unit="count")]
    rows: Annotated[
        tuple[SupplierRow, ...], described("供应商，毛病最费钱的在前", "Suppliers, the most costly faults first")
    ]
