"""What is answered about the board: what departed, how rarely that happens, what it is worth?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from zhanggui.core.capability import Params, Result
from zhanggui.core.charts import Series
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words
from zhanggui.metrics.amount import Single


class AlertsParams(Params):
    """Which days are judged, and how many false alarms the shop will bear."""

    last_day: Annotated[
        date | None,
        described("最后一天", "Last day", about_zh="空表示最后一个完整日", about_en="Empty: the last complete day"),
    ] = None
    days: Annotated[
        int,
        Field(ge=1, le=366),
        described("天数", "Days", about_zh="判断最近几天", about_en="How many days are judged", unit="days"),
    ] = 7
    false_alarms: Annotated[
        float,
        Field(gt=0, le=20),
        described(
            "每周误报",
            "False alarms a week",
            about_zh="整个看板平均每周容许几次误报：越少越安静，也越容易漏",
            about_en="How many false alarms the whole board may raise in a week on average: fewer is quieter and misses more",
        ),
    ] = 1.0
    parts: Annotated[
        int,
        Field(ge=1, le=40),
        described(
            "每个维度几项",
            "Parts of a dimension",
            about_zh="渠道、类目各看最大的几项",
            about_en="The largest channels and categories",
        ),
    ] = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """One number that was not what it should have been."""

    key: Annotated[str, described("编号", "Key", unit="code")]
    day: Annotated[date, described("日期", "Day")]
    title: Annotated[Words, described("指标", "Metric")]
    part: Annotated[Words, described("部分", "Part")]
    actual: Annotated[Single, described("实际", "Was")]
    expected: Annotated[
        Single,
        described(
            "预期",
            "Expected",
            about_zh="按星期、节日、促销和近来水平",
            about_en="By weekday, festival, promotion and recent level",
        ),
    ]
    low: Annotated[
        Single,
        described(
            "正常下限", "Usual from", about_zh="100 个平常日中 95 个在内", about_en="95 of 100 quiet days lie within"
        ),
    ]
    high: Annotated[Single, described("正常上限", "Usual to")]
    change: Annotated[Rate | None, described("偏离", "Departure", unit="change")]
    severity: Annotated[
        Money,
        described(
            "影响金额",
            "In money",
            about_zh="支付金额的偏离；其他指标按同样比例折成该部分的支付金额",
            about_en="The departure in paid sales; other numbers as the same share of what their part was expected to sell",
            unit="change",
        ),
    ]
    one_in: Annotated[
        int,
        described(
            "多少次才有一次",
            "One in",
            about_zh="平常日里这样大的偏离，一个数字多少天以上才出现一次；最多写 10,000",
            about_en="Of more than so many quiet days of one number, one departs as far; 10,000 at most is said",
        ),
    ]
    note: Annotated[
        Sentence,
        described("那天", "That day", about_zh="法定假日、购物节或促销", about_en="Holiday, festival or promotion"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsResult(Result):
    """What departed on the board."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    alerts: Annotated[
        tuple[AlertRow, ...], described("预警", "Alerts", about_zh="按影响金额排序", about_en="Ordered by money")
    ]
    cells: Annotated[
        int,
        described("看板格数", "Numbers watched", about_zh="指标 × 部分", about_en="Metrics times parts", unit="count"),
    ]
    unjudged: Annotated[
        int,
        described(
            "历史太短",
            "Too little history",
            about_zh="不足 84 天或多数日子为零的格",
            about_en="Known for under 84 days, or mostly zero",
            unit="count",
        ),
    ]
    allowed: Annotated[float, described("每周误报承诺", "False alarms a week, promised")]
    course: Annotated[tuple[Series, ...], described("最大偏离的走势", "Course of the largest")]
