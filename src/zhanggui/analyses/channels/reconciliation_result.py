"""How does a reconciliation read: what was compared, which differences there are, and what to do about each?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.analyses.channels.reconciliation_exchanged import ExchangeRow
from zhanggui.core.capability import Result
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A likely cause: its words, what to do, and whether somebody has to look into it."""

    title: Words
    advice: Words
    is_open: bool


WAIT = Words(zh="无需处理", en="Nothing to do")
CAUSES: dict[str, Cause] = {
    "missing_settlement": Cause(
        title=Words(zh="过了结算期仍未结算", en="Not settled although it is due"),
        advice=Words(
            zh="拿订单号向平台查账；先确认账单已全部导入",
            en="Claim these orders from the channel, once all statements are loaded",
        ),
        is_open=True,
    ),
    "missing_payment": Cause(
        title=Words(zh="有订单、没有支付记录", en="Order without a payment"),
        advice=Words(zh="在支付账户里查这些订单号", en="Look these orders up in the payment account"),
        is_open=True,
    ),
    "fee_rate_differs": Cause(
        title=Words(zh="费用与申报的费率不符", en="Fee differs from the declared rate"),
        advice=Words(
            zh="对照合同：多收的申诉，变了的更新费率表",
            en="Check the contract: claim what is too much, or update the rates",
        ),
        is_open=True,
    ),
    "amount_differs": Cause(
        title=Words(zh="金额不一致", en="Amounts differ"),
        advice=Words(zh="逐单核对", en="Check these orders one by one"),
        is_open=True,
    ),
    "duplicate_settlement": Cause(
        title=Words(zh="重复结算", en="Settled twice"),
        advice=Words(zh="多结的钱平台会追回，先别花", en="The channel will take it back: do not spend it"),
        is_open=True,
    ),
    "duplicate_payment": Cause(
        title=Words(zh="重复支付", en="Paid twice"),
        advice=Words(zh="退还多付的一笔", en="Pay the second one back"),
        is_open=True,
    ),
    "payment_of_unpaid_order": Cause(
        title=Words(zh="订单显示未付款，却有支付", en="Payment of an order that says unpaid"),
        advice=Words(zh="重新导出订单；仍未付款则退还", en="Export the orders again; pay back if still unpaid"),
        is_open=True,
    ),
    "payment_without_order": Cause(
        title=Words(zh="有支付、没有订单", en="Payment without an order"),
        advice=Words(zh="导入缺少的订单", en="Load the missing orders"),
        is_open=True,
    ),
    "refund_without_order": Cause(
        title=Words(zh="有退款、没有订单", en="Refund without an order"),
        advice=Words(zh="导入缺少的订单", en="Load the missing orders"),
        is_open=True,
    ),
    "settlement_without_order": Cause(
        title=Words(zh="有结算、没有订单", en="Settlement without an order"),
        advice=Words(zh="导入缺少的订单", en="Load the missing orders"),
        is_open=True,
    ),
    "refund_not_recorded": Cause(
        title=Words(zh="退了款、没有退款记录", en="Refund without a refund record"),
        advice=Words(zh="导入售后导出", en="Load the after-sales export"),
        is_open=True,
    ),
    "refund_not_on_order": Cause(
        title=Words(zh="有退款记录、订单上没有", en="Refund that the order does not show"),
        advice=Words(zh="核对退款是否真的付出", en="Check whether the refund was really paid"),
        is_open=True,
    ),
    "refund_not_deducted": Cause(
        title=Words(zh="结算时没有扣除的退款", en="Refund that the settlement did not deduct"),
        advice=Words(zh="平台会在后续账单扣除，先别花", en="A later statement will take it: do not spend it"),
        is_open=True,
    ),
    "charge_not_declared": Cause(
        title=Words(zh="费率表里没有的费用", en="Charge of a kind that is not declared"),
        advice=Words(zh="核对用途，属实则写进费率表", en="Check what it is for; if right, declare it"),
        is_open=True,
    ),
    "charge_without_order": Cause(
        title=Words(zh="不属于任何订单的费用", en="Charge of no order"),
        advice=Words(zh="仓储、广告、服务费：核对合同", en="Storage, advertising, service: check the contract"),
        is_open=True,
    ),
    "adjustment": Cause(
        title=Words(zh="平台调账或赔付", en="Adjustment or compensation by the channel"),
        advice=Words(zh="核对原因", en="Check the reason"),
        is_open=True,
    ),
    "fee_not_charged": Cause(
        title=Words(zh="应收的费用没有收", en="Declared fee that was not charged"),
        advice=Words(zh="可能免收；常年如此就改费率表", en="Perhaps waived; if always so, change the rates"),
        is_open=False,
    ),
    "refunded_after_settlement": Cause(
        title=Words(zh="结算后退款，尚未扣回", en="Refunded after it was settled"),
        advice=Words(zh="会在后续账单扣除", en="A later statement will deduct it"),
        is_open=False,
    ),
    "not_settled_yet": Cause(title=Words(zh="还没到结算期", en="Not settled yet"), advice=WAIT, is_open=False),
    "order_export_older": Cause(
        title=Words(zh="订单导出早于退款", en="Order exported before the refund"),
        advice=Words(zh="重新导出订单", en="Export the orders again"),
        is_open=False,
    ),
    "rounding": Cause(title=Words(zh="四舍五入", en="Rounding"), advice=WAIT, is_open=False),
}
CHECKS: dict[str, Words] = {
    "payments": Words(zh="订单实付 ↔ 支付记录", en="Paid by orders ↔ payments"),
    "refunds": Words(zh="订单已退 ↔ 退款记录", en="Refunded by orders ↔ refunds"),
    "settlement": Words(zh="应收货款 ↔ 平台结算", en="Owed by the channel ↔ settled"),
    "fees": Words(zh="按费率应收的费用 ↔ 账单扣费", en="Fees as declared ↔ fees charged"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """Two records of the same money, side by side."""

    channel: Annotated[Words, described("渠道", "Channel")]
    check: Annotated[Sentence, described("对账", "Comparison")]
    orders: Annotated[
        int,
        described(
            "笔数",
            "Records",
            about_zh="参加比较的订单，加上找不到订单的记录",
            about_en="Orders compared, and records without an order",
            unit="count",
        ),
    ]
    expected: Annotated[
        Money,
        described(
            "应有",
            "Expected",
            about_zh="左边的金额；付出为负",
            about_en="The left side; what the shop pays is negative",
            unit="money",
        ),
    ]
    recorded: Annotated[
        Money,
        described(
            "实有",
            "Recorded",
            about_zh="右边的金额；付出为负",
            about_en="The right side; what the shop pays is negative",
            unit="money",
        ),
    ]
    difference: Annotated[
        Money,
        described(
            "差额",
            "Difference",
            about_zh="实有 − 应有；负数表示店铺少得的钱",
            about_en="Recorded − expected; negative is money the shop has not got",
            unit="money",
        ),
    ]
    to_check: Annotated[
        Money,
        described(
            "其中要核对",
            "To look into",
            about_zh="除去正常原因后的差额",
            about_en="What no ordinary cause explains",
            unit="money",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow:
    """All differences of one channel and comparison that have one likely cause."""

    channel: Annotated[Words, described("渠道", "Channel")]
    cause: Annotated[Words, described("可能的原因", "Likely cause")]
    difference: Annotated[
        Money,
        described(
            "差额",
            "Difference",
            about_zh="负数表示店铺少得的钱",
            about_en="Negative is money the shop has not got",
            unit="money",
        ),
    ]
    orders: Annotated[
        int,
        described(
            "笔数",
            "Records",
            about_zh="订单，或找不到订单的记录",
            about_en="Orders, or records without one",
            unit="count",
        ),
    ]
    is_open: Annotated[bool, described("要核对", "To look into")]
    check: Annotated[Sentence, described("对账", "Comparison")]
    advice: Annotated[Sentence, described("怎么办", "What to do")]
    key: Annotated[
        str,
        described(
            "行编号",
            "Row",
            about_zh="列出这一行订单号时用它",
            about_en="Names this row when its order ids are asked for",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayRow:
    """How soon a channel settles."""

    channel: Annotated[Words, described("渠道", "Channel")]
    usual_days: Annotated[
        int | None,
        described(
            "通常结算天数",
            "Usual days to settle",
            about_zh="付款后这么多天内，按所选比例的订单已结算；由数据测得",
            about_en="Within so many days of payment the chosen share of orders was settled; measured",
            unit="days",
        ),
    ]
    first_day: Annotated[date | None, described("账单始于", "Statements from")]
    last_day: Annotated[date | None, described("账单止于", "Statements until")]
    declared_rate: Annotated[
        Rate | None,
        described(
            "按费率应收",
            "Fees as declared",
            about_zh="已结算订单：应收费用 ÷ 应收货款",
            about_en="Of settled orders: declared fees ÷ what the channel owed",
            unit="rate",
        ),
    ]
    charged_rate: Annotated[
        Rate | None,
        described(
            "实际扣费",
            "Fees charged",
            about_zh="已结算订单：账单扣费 ÷ 应收货款",
            about_en="Of settled orders: fees charged ÷ what the channel owed",
            unit="rate",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationResult(Result):
    """Whether the money of a period reconciles, channel by channel."""

    last_day: Annotated[date, described("截止日", "Last day")]
    difference: Annotated[
        Money,
        described(
            "差额合计",
            "Total difference",
            about_zh="所有对账的差额之和，等于下表各行之和",
            about_en="Of all comparisons; the sum of the rows below",
            unit="money",
        ),
    ]
    explained: Annotated[
        Money,
        described(
            "正常原因",
            "Explained",
            about_zh="如还没到结算期、结算后退款",
            about_en="Such as not settled yet",
            unit="money",
        ),
    ]
    to_check: Annotated[Money, described("要核对", "To look into", unit="money")]
    orders_to_check: Annotated[int, described("要核对的笔数", "Records to look into", unit="count")]
    rows: Annotated[tuple[DifferenceRow, ...], described("差额与可能的原因", "Differences and likely causes")]
    checks: Annotated[tuple[CheckRow, ...], described("对账总表", "What was compared")]
    delays: Annotated[tuple[DelayRow, ...], described("结算快慢与费率", "How soon and at which rate channels settle")]
    exchanges: Annotated[
        tuple[ExchangeRow, ...],
        described(
            "折算成本币的外币记录",
            "Records that were exchanged",
            about_zh="已计入上面的对账；原金额和币种保留在明细里",
            about_en="They are within the comparisons above; the landed records keep their amount and currency",
        ),
    ]
